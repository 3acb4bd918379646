"""Are the marks of fields whole? Looked at before anything else reads them, in one pass."""

import re
from collections.abc import Iterator

from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _

__all__ = ["list_mark_problems"]

_TAG = re.compile(r"<[^>]*>")
_MARK = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_MOST_MARKS, _LONGEST_NEAR, _LONGEST_FIELD = 5_000, 60, 500


def list_mark_problems(xml: str) -> list[str]:
    """
    Return what is wrong with the marks of one part of a file; nothing when all are whole.

    What fills a file looks for the end of each mark as far as it takes: one that has no end, many
    times over, would hold the machine for hours.
    """
    return list(dict.fromkeys(_iter_problems(xml)))


def _iter_problems(xml: str) -> Iterator[str]:
    if any(_MARK.search(tag) for tag in _TAG.findall(xml)):
        yield _("Un champ est placé hors du texte : écrivez-le dans une phrase ou une cellule.")
    text = _TAG.sub("", xml)
    marks = list(_MARK.finditer(text))
    if len(marks) > 2 * _MOST_MARKS:
        yield _("Ce modèle a plus de {count} champs : coupez-le en plusieurs.").format(
            count=format_number(_MOST_MARKS)
        )
        return
    opened: re.Match[str] | None = None
    for mark in marks:
        if opened is None:
            # A closing mark alone is a word like another.
            opened = mark if mark[0] in _CLOSERS else None
        elif mark[0] == _CLOSERS[opened[0]] and mark.start() - opened.start() < _LONGEST_FIELD:
            opened = None
        else:
            break
    if opened is not None:
        near = text[opened.start() : opened.start() + _LONGEST_NEAR].strip()
        yield _(
            "Un champ ou une instruction est mal écrit près de « {near} » : vérifiez ses accolades "
            "et la fin de chaque boucle ou condition."
        ).format(near=near)
