import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NOTEBOOKS = sorted((ROOT / "docs").rglob("*.ipynb"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def list_broken_links(page: Path, text: str) -> list[str]:
    """Return the relative links of a text that lead nowhere: no such file, or no such heading."""
    broken = []
    for link in LINK.findall(FENCE.sub("", text)):
        address, _, anchor = link.partition("#")
        if address.startswith(("http:", "https:", "mailto:")):
            continue
        target = (page.parent / address).resolve() if address else page
        if not target.exists() or (anchor and anchor not in list_anchors(target)):
            broken.append(link)
    return broken


def list_anchors(page: Path) -> set[str]:
    """Return the anchors that a forge gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-") for text in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list_broken_links(page, page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", NOTEBOOKS, ids=lambda page: page.name)
def test_every_link_of_a_notebook_leads_somewhere(page: Path) -> None:
    cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    assert list_broken_links(page, text) == []


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    (tmp_path / "autre.md").write_text("# Un titre d'été\n", encoding="utf-8")
    text = "[a](absent.md) [b](autre.md) [c](autre.md#un-titre-dété) [d](autre.md#absent)"
    assert list_broken_links(tmp_path / "page.md", text) == ["absent.md", "autre.md#absent"]
