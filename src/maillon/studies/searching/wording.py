"""Why a sheet is there, and what was looked for, in sentences."""

from collections.abc import Iterable, Mapping, Sequence

from maillon.domain.language import translate as _
from maillon.library.queries import Path, PathKind, Slot
from maillon.studies.searching.labels import name_value
from maillon.studies.searching.querying import Understood

__all__ = ["say_common", "say_duplicate", "say_notes", "say_reasons"]

_CLEAR = 0.5
_MOST_NAMED = 6


def say_notes(understood: Understood, query: str) -> tuple[str, ...]:
    """Say what was looked for besides the words typed."""
    notes = [
        _("Recherché aussi : {words} (« {typed} » n’est dans aucune fiche).").format(
            words=", ".join(one.instead), typed=one.word
        )
        for one in understood.corrections
    ]
    notes += [
        _("Recherché aussi, avec « {typed} » : {words}.").format(
            words=", ".join(one.others[:_MOST_NAMED]), typed=one.word
        )
        for one in understood.synonyms
        if one.others
    ]
    notes += [
        _(
            "« {typed} » est peu employé : recherché aussi par des termes plus larges, {words}."
        ).format(words=", ".join(one.others[:_MOST_NAMED]), typed=one.word)
        for one in understood.broadened
    ]
    notes += [
        _("« {typed} » n’est dans aucune fiche.").format(typed=one) for one in understood.unknown
    ]
    if query.strip() and not understood.slots:
        notes.append(
            _("Ces mots sont trop courants pour chercher : ajoutez ce que vous voulez trouver.")
        )
    return tuple(notes)


def say_reasons(
    ways: Iterable[tuple[Slot, Sequence[Path]]], *, is_in_title: bool
) -> tuple[str, ...]:
    """Say by which words a sheet was found."""
    said: list[str] = []
    found: list[str] = []
    for slot, paths in ways:
        if not paths:
            continue
        if paths[0].kind in {PathKind.WORD, PathKind.COMPOUND}:
            found.append(slot.word.shown)
        else:
            said.append(_say_path(slot, paths[0]))
    if found:
        words = ", ".join(_("« {word} »").format(word=word) for word in found)
        sentence = _("Dit {words}, y compris dans le titre.") if is_in_title else _("Dit {words}.")
        said.insert(0, sentence.format(words=words))
    return tuple(dict.fromkeys(said))


def _say_path(slot: Slot, path: Path) -> str:
    match path.kind:
        case PathKind.SYNONYM:
            term = next(one for one in slot.terms if one.concept.key == path.term)
            return _("Emploie un équivalent de « {typed} » : {other}.").format(
                typed=term.shown, other=", ".join(term.list_others()[:_MOST_NAMED])
            )
        case PathKind.CORRECTION:
            sentence, shown = _("Dit « {other} », proche de « {typed} »."), path.shown
        case PathKind.BROADER:
            sentence, shown = _("Dit « {other} », plus large que « {typed} »."), path.shown
        case _:
            sentence, shown = _("Dit un mot de la famille de « {typed} »."), ""
    return sentence.format(typed=slot.word.shown, other=shown)


def say_common(shared: Mapping[str, Sequence[str]], words: Sequence[str]) -> tuple[str, ...]:
    """Say what a sheet has in common with another, or with where one works."""
    sentences = {
        "lever": _("Même levier : {values}."),
        "filiere": _("Même filière : {values}."),
        "step": _("Même étape : {values}."),
        "stage": _("Même maillon."),
        "territory_kind": _("Même sorte de territoire : {values}."),
        "kind": _("Même nature : {values}."),
    }
    said = [
        sentence.format(values=", ".join(name_value(name, value) for value in shared[name]))
        for name, sentence in sentences.items()
        if shared.get(name)
    ]
    if words:
        said.append(_("Mots en commun : {words}.").format(words=", ".join(words)))
    return tuple(said)


def say_duplicate(parts: Mapping[str, float]) -> tuple[str, ...]:
    """Say why two sheets may be one."""
    sentences = {
        "title": _("Titres proches."),
        "words": _("Les textes ont beaucoup de mots en commun."),
        "actors": _("Mêmes structures."),
        "figures": _("Mêmes chiffres."),
        "links": _("Même adresse sur internet."),
        "place": _("Même lieu."),
    }
    return tuple(sentence for name, sentence in sentences.items() if parts.get(name, 0.0) >= _CLEAR)
