"""One figure opened in the terminal, and the list of those that can be."""

from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from maillon.domain.language import translate as _
from maillon.reports.figure_text import check_figure_exists, explain_in_words, show_figure
from maillon.reports.wording import in_language_of

__all__ = ["explain_figure", "list_figures"]


def explain_figure(document: dict[str, Any], figure_id: str) -> RenderableType:
    """
    Return everything known of one figure, for `console.print`.

    Raises
    ------
    InvalidInput
        If the result has no such figure; the details name the nearest ones.
    """
    check_figure_exists(document, figure_id)
    with in_language_of(document):
        words = explain_in_words(document, figure_id)
        title = Text.assemble((f"{words['label']} : ", "bold"), (words["value"], "bold cyan"))
        parts: list[RenderableType] = [title]
        if words["protection"]:
            parts.append(Text(words["protection"]))
        parts += [
            *_section(_("Calcul"), [words["formula"]]),
            *_section(_("À partir de"), [_say_input(entry) for entry in words["inputs"]]),
            *_section(_("Sources"), words["sources"]),
            *_section(_("Choix faits"), words["assumptions"]),
            *_section(_("Ce que ce chiffre ne dit pas"), words["caveats"]),
        ]
        return Group(*parts)


def _section(title: str, lines: list[str]) -> list[RenderableType]:
    if not lines:
        return []
    body = [Padding(Text(line), (0, 0, 0, 2)) for line in lines]
    return [Text(""), Text(title, "bold"), *body]


def _say_input(entry: dict[str, str]) -> str:
    text = f"{entry['label']} : {entry['value']}"
    notes = [entry["source"], f"→ {entry['figure']}" if entry["figure"] else ""]
    known = ", ".join(note for note in notes if note)
    return f"{text} – {known}" if known else text


def list_figures(document: dict[str, Any]) -> RenderableType:
    """Return every figure of the result with its identifier, for `console.print`."""
    with in_language_of(document):
        table = Table(box=None, pad_edge=False)
        table.add_column(_("Identifiant"), overflow="fold")
        table.add_column(_("Chiffre"))
        table.add_column(_("Valeur"), justify="right")
        for key, figure in document["figures"].items():
            table.add_row(Text(key), Text(figure["label"]), Text(show_figure(figure)))
        return table
