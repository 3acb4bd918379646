"""The page of the guide lists the templates and the fields that exist, as they are."""

from pathlib import Path

from maillon.reference.papers import PaperField, list_paper_fields, list_paper_templates
from maillon.reports.papers import MOST_BYTES

PAGE = Path(__file__).resolve().parents[3] / "docs/guide/documents.md"
KINDS = {
    "text": "texte",
    "date": "date",
    "count": "nombre entier",
    "number": "nombre",
    "euros": "euros",
    "texts": "liste de textes",
    "list": "liste",
}


def write_templates():
    return [
        f"| {template.title} | {template.purpose} | {template.signed_by} | "
        f"{', '.join(template.formats)} |"
        for template in list_paper_templates()
    ]


def write_field(field: PaperField):
    return (
        f"| `{field.path}` | {field.label} | {KINDS[field.kind]} | {field.example} | "
        f"{field.origin} |"
    )


def read_rows(beginning):
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = lines.index(beginning) + 2
    end = next(rank for rank in range(start, len(lines)) if not lines[rank].startswith("|"))
    return lines[start:end]


def test_the_page_lists_every_template():
    head = "| Document | À quoi il sert | Qui le signe | Formats |"
    assert read_rows(head) == write_templates()


def test_the_page_lists_every_field():
    head = "| Champ | Ce que c'est | Sorte | Exemple | D'où il vient |"
    assert read_rows(head) == [write_field(field) for field in list_paper_fields()]


def test_the_page_tells_the_limit_of_size():
    assert f"plus de {MOST_BYTES // 1_000_000} Mo" in PAGE.read_text(encoding="utf-8")
