"""Learn a linkage from one's own list: rows that hold a number and a name are known answers."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import Progress, SilentProgress
from maillon.domain.language import translate as _
from maillon.identity import IdentityRecord, KnownAnswers, LinkageModel, train
from maillon.studies.linking.engines import load_model
from maillon.studies.linking.lines import LinkLine, read_lines
from maillon.studies.linking.targets import LinkTarget

__all__ = ["FEWEST_ANSWERS", "train_on_list", "write_model"]

FEWEST_ANSWERS = 30
"""Fewer known answers teach nothing that holds."""
_ALWAYS = ("name", "reading")


def train_on_list(
    path: Path,
    target: LinkTarget,
    *,
    base: Path | None = None,
    name_column: str = "",
    sheet: str = "",
    progress: Progress | None = None,
) -> LinkageModel:
    """
    Learn how names are written, from the rows whose actor is known by its number.

    Parameters
    ----------
    path
        CSV or workbook with names and valid SIRET, SIREN or RNA numbers.
    target
        Where these actors are, with the names that are to be recognised.
    base
        Model that gives what the list does not teach; the one that ships by default.

    Raises
    ------
    InvalidInput
        If fewer than `FEWEST_ANSWERS` rows have a name and a number that the target knows.

    Notes
    -----
    The place, the street and the activity are learnt when enough rows tell them on both sides.
    What the training reached is measured on the rows that taught it: it is no promise.
    """
    read = read_lines(path, name_column=name_column, sheet=sheet, progress=progress)
    shown = progress or SilentProgress()
    shown.start(_("Entraînement du rapprochement"))
    lines = _keep_answers(read.lines)
    target.add_lines(lines)
    truth = _find_truth(lines, target.records)
    found = [(line, place) for line, place in zip(lines, truth, strict=True) if place is not None]
    if len(found) < FEWEST_ANSWERS:
        raise InvalidInput(
            f"{len(found)} known answers are too few",
            user=_(
                "La liste donne {found} acteurs avec un nom et un numéro connu de « {target} » : "
                "il en faut au moins {least} pour entraîner le rapprochement."
            ).format(found=len(found), target=target.label, least=FEWEST_ANSWERS),
        )
    model = train(
        KnownAnswers(
            lines=[_hide_numbers(line) for line in lines],
            register=target.records,
            truth=truth,
            questions=(*_ALWAYS, *_list_taught(found, target.records)),
            origin=f"{read.provenance.label} → {target.label}",
        ),
        base=load_model(base),
        trained_on=date.today().isoformat(),  # noqa: DTZ011 - the day of the person
    )
    shown.finish()
    return model


def write_model(model: LinkageModel) -> str:
    """Return a model as JSON, with the record of its training."""
    return json.dumps(model.to_dict(), ensure_ascii=False, indent=1) + "\n"


def _keep_answers(lines: Sequence[LinkLine]) -> list[IdentityRecord]:
    """Return the records that hold a name and a number, each written once."""
    kept: dict[tuple[str, ...], IdentityRecord] = {}
    for line in lines:
        record = line.record
        number = record.siren or record.rna_id
        if number and record.names:
            kept.setdefault((number, *record.names), record)
    return list(kept.values())


def _find_truth(
    lines: Sequence[IdentityRecord], register: Sequence[IdentityRecord]
) -> list[int | None]:
    wanted = {number for line in lines for number in (line.siret, line.siren, line.rna_id)}
    places: dict[str, int] = {}
    for place, record in enumerate(register):
        # What is masked has no name to be recognised by.
        for number in (record.siret, record.siren, record.rna_id) if record.names else ():
            if number in wanted:
                places.setdefault(number, place)
    return [
        next(
            (
                places[number]
                for number in (line.siret, line.siren, line.rna_id)
                if number and number in places
            ),
            None,
        )
        for line in lines
    ]


def _list_taught(
    found: Sequence[tuple[IdentityRecord, int]], register: Sequence[IdentityRecord]
) -> list[str]:
    """Return the comparisons that enough pairs speak of."""
    told = {"place": 0, "work_place": 0, "street": 0, "activity": 0}
    for line, place in found:
        record = register[place]
        told["place"] += bool(line.departements and record.departements)
        told["work_place"] += bool(line.work_departements and record.departements)
        told["street"] += bool(line.address and record.address)
        told["activity"] += bool(line.activities and record.activities)
    return [question for question, count in told.items() if count >= FEWEST_ANSWERS]


def _hide_numbers(line: IdentityRecord) -> IdentityRecord:
    return replace(line, siret="", siren="", rna_id="")
