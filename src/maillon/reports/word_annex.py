"""The annex of the Word document: every figure, its value and how it was made."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from maillon.domain.language import translate as _
from maillon.reports.page_figures import group_figures
from maillon.reports.word_parts import Column, WordWriter
from maillon.reports.wording import typeset

__all__ = ["group_by_formula", "write_figures"]


def write_figures(writer: WordWriter, document: dict[str, Any], words: dict[str, str]) -> None:
    """Write the figures under the formula they share, each as a place that numbers lead to."""
    groups = group_by_formula(document)
    if not groups:
        return
    writer.new_page()
    writer.heading(words["figures"])
    columns = [
        Column(label=words["figure"], width_cm=5.4),
        Column(label=words["value"], width_cm=3.8),
        Column(label=_("À partir de"), width_cm=7.8),
    ]
    for figures in groups:
        name = _name_group(figures)
        writer.heading(typeset(name), 2)
        writer.labelled(_("Calcul"), typeset(figures[0]["formula"]))
        shared = {
            kind: _list_shared(figures, kind) for kind in ("assumptions", "caveats", "sources")
        }
        for label, kind, mark in (
            (_("Choix faits"), "assumptions", " "),
            (_("Ce que ce chiffre ne dit pas"), "caveats", " "),
            (_("Sources"), "sources", ", "),
        ):
            if shared[kind]:
                writer.labelled(label, typeset(mark.join(shared[kind])))
        rows = [
            [
                {"text": typeset(figure["label"]), "anchor": writer.anchors[figure["id"]]},
                typeset(figure["value"]),
                [typeset(line) for line in _list_own_lines(figure, shared)] or "",
            ]
            for figure in figures
        ]
        writer.table(typeset(name), columns, rows, size_pt=8.5)


def group_by_formula(document: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Return every figure explained, those of one formula together, in the order of the page."""
    explained = [figure for group in group_figures(document) for figure in group["figures"]]
    ranks: dict[str, int] = {}
    for figure in explained:
        ranks.setdefault(figure["formula"], len(ranks))
    explained.sort(key=lambda figure: ranks[figure["formula"]])
    return [list(group) for _rank, group in groupby(explained, lambda entry: entry["formula"])]


def _name_group(figures: Sequence[dict[str, Any]]) -> str:
    """Return what the figures count; their labels end with the stage they bear on."""
    counted = dict.fromkeys(figure["label"].partition(" – ")[0] for figure in figures)
    return ", ".join(list(counted)[:4])


def _list_shared(figures: Sequence[dict[str, Any]], kind: str) -> list[str]:
    """Return what is true of all the figures, to be said once."""
    return [text for text in figures[0][kind] if all(text in figure[kind] for figure in figures)]


def _list_own_lines(figure: dict[str, Any], shared: dict[str, list[str]]) -> Iterable[str]:
    if figure["protection"]:
        yield figure["protection"]
    if figure["inputs"]:
        yield " ; ".join(_say_input(entry) for entry in figure["inputs"])
    for kind in ("assumptions", "caveats"):
        own = [text for text in figure[kind] if text not in shared[kind]]
        if own:
            yield " ".join(own)
    sources = [text for text in figure["sources"] if text not in shared["sources"]]
    if sources:
        yield _("Sources : {list}.").format(list=", ".join(sources))


def _say_input(entry: dict[str, str]) -> str:
    source = f" ({entry['source']})" if entry["source"] else ""
    return f"{entry['label']} : {entry['value']}{source}"
