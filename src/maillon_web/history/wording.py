"""The sentences of the history: applications register those of their kinds of change."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.history.models import ChangeSet

__all__ = [
    "describe",
    "explain_lasting",
    "find_field_label",
    "list_groups",
    "list_open_kinds",
    "register_fields",
    "register_wording",
]

Sentence = str | Promise
UNDO = "undo"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wording:
    sentence: Sentence
    is_open: bool
    lasting: Sentence


_wordings: dict[str, _Wording] = {}
_fields: dict[tuple[str, str], Promise] = {}
_groups: dict[str, Sentence] = {UNDO: gettext_lazy("Annulations")}


class _Params(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def register_wording(
    sentences: Mapping[str, Sentence],
    *,
    group: Sentence = "",
    is_open: bool = False,
    lasting: Sentence = "",
) -> None:
    """
    Declare kinds of change.

    Parameters
    ----------
    sentences
        What was done, by kind (`stage.add`); `{words}` are the `params` of the change set.
    group
        Name of the filter for these kinds: those that bear the same word before the point.
    is_open
        Whether every member may read them; otherwise only those who see private records.
    lasting
        Why these changes cannot be undone; empty when they can.
    """
    for kind, sentence in sentences.items():
        _wordings[kind] = _Wording(sentence=sentence, is_open=is_open, lasting=lasting)
        if group:
            _groups[_group_of(kind)] = group


def register_fields(model: str, labels: Mapping[str, Promise]) -> None:
    """
    Name the fields of a model (`directory.actor`) that have no French name of their own.

    A field with neither is technical and is not shown.
    """
    for field, label in labels.items():
        _fields[model, field] = label


def describe(change_set: ChangeSet) -> str:
    """Return what was done, in one sentence."""
    params = change_set.params
    if change_set.kind != UNDO:
        return _write(change_set.kind, params)
    return _("Annulation de : {sentence}").format(
        sentence=_write(str(params.get("kind", "")), params)
    )


def explain_lasting(change_set: ChangeSet) -> str:
    """Return why a change cannot be undone by its kind; empty when it can."""
    wording = _wordings.get(change_set.kind)
    return str(wording.lasting) if wording else ""


def find_field_label(model: str, field: str) -> Promise | None:
    """Return the name registered for a field, `None` when there is none."""
    return _fields.get((model, field))


def list_groups() -> list[tuple[str, str]]:
    """Return the filters: the word before the point, and its name."""
    named = [(key, str(label)) for key, label in _groups.items()]
    return sorted(named, key=lambda pair: pair[1])


def list_open_kinds() -> list[str]:
    """Return the kinds that every member may read."""
    return [kind for kind, wording in _wordings.items() if wording.is_open]


def _write(kind: str, params: Mapping[str, object]) -> str:
    wording = _wordings.get(kind)
    if wording is None:
        return _("Changement")
    return str(wording.sentence).format_map(_Params(params))


def _group_of(kind: str) -> str:
    return kind.partition(".")[0]
