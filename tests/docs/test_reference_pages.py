import ast
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from maillon.domain import errors
from maillon.domain.language import use_language
from maillon.reference.parameters import list_parameters
from maillon.reference.sources import list_source_sheets

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
GENERATED = ["commandes.md", "erreurs.md", "parametres.md", "resultat.md", "tables.md"]


@pytest.fixture(scope="module")
def _fresh_command() -> Iterator[None]:
    """Import the command again, in French: its help texts take the language of its first import."""
    use_language("fr")
    known = _forget_command()
    yield
    _forget_command()
    sys.modules.update(known)
    for name, module in known.items():
        parent, _, child = name.rpartition(".")
        setattr(sys.modules[parent], child, module)


def _forget_command() -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name.startswith("maillon.cli")]
    return {name: sys.modules.pop(name) for name in names}


@pytest.fixture
def pages(_fresh_command: None) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "reference_pages", ROOT / "scripts/reference_pages.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_generated_page_says_what_the_code_says(pages: ModuleType) -> None:
    assert pages.list_stale() == [], "run: make docs"


def test_a_page_written_by_hand_is_noticed(pages: ModuleType, tmp_path: Path) -> None:
    for name in GENERATED:
        text = (DOCS / "reference" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert pages.list_stale(tmp_path) == []
    (tmp_path / "tables.md").write_text("Autre chose.\n", encoding="utf-8")
    (tmp_path / "erreurs.md").unlink()
    assert sorted(pages.list_stale(tmp_path)) == ["erreurs.md", "tables.md"]


def test_the_check_fails_and_names_the_page(
    pages: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert pages.main(["--check"]) == 0
    monkeypatch.setattr(pages, "list_stale", lambda: ["tables.md"])
    assert pages.main(["--check"]) == 1
    assert "tables.md" in capsys.readouterr().out


def test_a_key_of_the_result_without_french_words_stops_the_build(pages: ModuleType) -> None:
    with pytest.raises(SystemExit, match="cle_inventee"):
        pages.find_word("result", "cle_inventee")


def test_every_command_has_its_section(pages: ModuleType) -> None:
    from typer.main import get_command

    from maillon.cli.app import app

    page = (DOCS / "reference/commandes.md").read_text(encoding="utf-8")
    commands = dict(pages._iter_commands("maillon", get_command(app)))
    assert len(commands) > 10
    for path, command in commands.items():
        assert f"\n## {path}\n" in page
        assert command.help in page


def test_every_error_has_its_line() -> None:
    page = (DOCS / "reference/erreurs.md").read_text(encoding="utf-8")
    for name in errors.__all__:
        assert f"`{name}` |" in page


def test_every_table_and_parameter_has_its_place() -> None:
    tables = (DOCS / "reference/tables.md").read_text(encoding="utf-8")
    for file in (ROOT / "src/maillon/reference/tables").glob("*.csv"):
        assert f"\n## {file.stem}\n" in tables
    parameters = (DOCS / "reference/parametres.md").read_text(encoding="utf-8")
    for parameter in list_parameters():
        assert f"| `{parameter.key}` |" in parameters


def test_every_source_has_its_sheet_on_the_page() -> None:
    page = (DOCS / "reference/sources.md").read_text(encoding="utf-8")
    for sheet in list_source_sheets():
        assert f"- Clé : `{sheet.key}`\n" in page


def _formula_keys() -> Iterator[tuple[str, ast.expr]]:
    for file in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from (
                    (file.name, word.value) for word in node.keywords if word.arg == "formula_key"
                )


def test_every_figure_names_a_method_that_has_a_page() -> None:
    found = list(_formula_keys())
    assert len(found) > 5
    for file, value in found:
        assert isinstance(value, ast.Constant), f"{file}: write the formula key in full"
        assert (DOCS / f"methodes/{value.value}.md").exists(), f"{file}: {value.value}"


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    pages = [path for path in DOCS.rglob("*") if path.suffix in {".md", ".ipynb"}]
    missing = [
        str(path.relative_to(DOCS))
        for path in pages
        if path != DOCS / "README.md" and f"({path.relative_to(DOCS).as_posix()})" not in index
    ]
    assert missing == []
