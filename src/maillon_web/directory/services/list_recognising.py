"""Find, in the directory, the actors that the rows of a list name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from maillon.domain.text import fold
from maillon.studies.recognising import (
    Ground,
    IdentityRecord,
    Outcome,
    Proposal,
    Settled,
    recognise,
)
from maillon_web.directory.models import ActorKind, ImportRow, Likeness, ListImport, RowChoice
from maillon_web.directory.selectors.identities import KnownActor, list_names, place_of
from maillon_web.directory.services.list_reading import ReadRow

__all__ = ["Found", "read_choices", "recognise_rows"]

_SIREN_LENGTH = 9
_UNLIKE = "different"
_ONE_NAME = frozenset({"identical", "same_rare", "same"})
_NUMBERS = {Ground.SIRET: Likeness.SIRET, Ground.SIREN: Likeness.SIREN, Ground.RNA: Likeness.SIREN}


@dataclass(kw_only=True, slots=True)
class Found:
    """The sheets that a row looks like, the surest first, and whether the first is accepted."""

    candidates: list[dict[str, Any]] = field(default_factory=list)
    is_sure: bool = False


def recognise_rows(
    rows: Sequence[ReadRow], known: Sequence[KnownActor], settled: Settled
) -> dict[int, Found]:
    """Return what each row looks like, by its number; a sheet of a unit is no row's place."""
    places = [actor for actor in known if actor.kind == ActorKind.ESTABLISHMENT]
    lines = [_make_line(row) for row in rows]
    found: dict[int, Found] = defaultdict(Found)
    if not (lines and places):
        return found
    proposals = recognise(lines, [actor.record for actor in places], settled=settled).proposals
    for proposal in proposals:
        row, line, actor = rows[proposal.line], lines[proposal.line], places[proposal.candidate]
        if not _is_worth_a_look(line, row, actor, proposal):
            continue
        one = found[row.number]
        if any(entry["actor"] == actor.pk for entry in one.candidates):
            continue
        if not one.candidates:
            one.is_sure = proposal.outcome is Outcome.ACCEPTED and _may_complete(line, actor)
        one.candidates.append(_describe(actor, proposal))
    return found


def read_choices(list_import: ListImport) -> Settled:
    """
    Return what people of the organisation said of the rows of other lists.

    The next row written alike, in the same place, gets the same answer.
    """
    said = (
        ImportRow.objects.filter(
            list_import__filiere__organisation_id=list_import.filiere.organisation_id,
            choice__in=(RowChoice.SAME, RowChoice.DIFFERENT),
        )
        .exclude(list_import=list_import)
        .order_by("list_import_id", "number")
        .values_list("name", "values", "choice", "candidates", "target_id", "target__merged_into")
    )
    same: dict[str, str] = {}
    different: dict[tuple[str, str], bool] = {}
    for name, values, choice, candidates, target, kept in said.iterator():
        key = _make_key(name, values)
        actors = [str(entry["actor"]) for entry in candidates if "actor" in entry]
        if choice == RowChoice.SAME and target is not None:
            same[key] = str(kept or target)
            different.pop((key, same[key]), None)
        elif choice == RowChoice.DIFFERENT:
            different |= {(key, actor): True for actor in actors}
            if same.get(key) in actors:
                del same[key]
    return Settled(same=same, different=frozenset(different))


def _make_line(row: ReadRow) -> IdentityRecord:
    values = row.values
    siret = values.get("siret", "")
    naf_code = values.get("naf_code", "")
    communes, departements = place_of(values.get("commune_code", ""))
    return IdentityRecord(
        key=_make_key(values.get("name", ""), values),
        names=list_names(values.get("name", ""), values.get("other_names", "")),
        siret=siret,
        siren=values.get("siren", "") or siret[:_SIREN_LENGTH],
        rna_id=values.get("rna_id", ""),
        address=values.get("address", ""),
        activities=[naf_code] if naf_code else [],
        communes=communes,
        departements=departements,
    )


def _make_key(name: str, values: dict[str, Any]) -> str:
    return f"{fold(name)}|{values.get('commune_code', '')}"


def _is_worth_a_look(
    line: IdentityRecord, row: ReadRow, actor: KnownActor, proposal: Proposal
) -> bool:
    """Tell whether a person should be asked; two SIRET of one unit, only for one door."""
    if proposal.outcome is Outcome.REFUSED:
        return False
    if proposal.ground is Ground.LIKENESS and proposal.levels["name"] == _UNLIKE:
        return False
    if line.siret and actor.record.siret and line.siret != actor.record.siret:
        if line.siren != actor.record.siren:
            return proposal.ground is Ground.DECISION
        has_one_door = bool(actor.address) and actor.address == fold(row.values.get("address", ""))
        return has_one_door or actor.is_closed
    return True


def _may_complete(line: IdentityRecord, actor: KnownActor) -> bool:
    """Tell whether a row may complete a sheet before anybody says so: two SIRET never do."""
    known = actor.record
    if line.siret and known.siret and line.siret != known.siret:
        return False
    # A SIREN names an organisation, not which of its places.
    return bool(line.siret) or not (line.siren and known.siret)


def _describe(actor: KnownActor, proposal: Proposal) -> dict[str, Any]:
    return {
        "actor": actor.pk,
        "likeness": _sort(proposal).value,
        "probability": round(proposal.probability, 4),
        "ground": proposal.ground.value,
        "levels": dict(proposal.levels),
        "texts": [proposal.line_text, proposal.candidate_text],
    }


def _sort(proposal: Proposal) -> Likeness:
    """Return under which heading a row is answered together with others."""
    if proposal.ground is Ground.DECISION:
        return Likeness.SETTLED
    if proposal.ground in _NUMBERS:
        return _NUMBERS[proposal.ground]
    if proposal.levels["name"] in _ONE_NAME:
        place = proposal.levels["place"]
        if place == "same_commune":
            return Likeness.NAME
        if place == "unknown":
            return Likeness.UNPLACED
    return Likeness.NEAR
