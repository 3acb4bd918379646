"""Keep the decisions of the team: one YAML file, signed, dated, undoable."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from maillon.domain.decisions import Decision, DecisionKind
from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.reference.filieres import get_filiere
from maillon.studies.home import custom_filieres_folder, find_home, prepare_home

__all__ = ["add_decision", "list_decisions", "undo_decision"]

_FILE = "decisions.yaml"


def list_decisions(home: Path | None = None) -> list[Decision]:
    """
    Return the decisions in force, oldest first.

    Raises
    ------
    InvalidInput
        If the file was edited by hand into something that is not a list of decisions.
    """
    path = find_home(home) / _FILE
    if not path.exists():
        return []
    try:
        entries: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        known = {field.name for field in fields(Decision)} - {"kind"}
        return [
            Decision(
                kind=DecisionKind(entry["kind"]),
                **{name: str(value) for name, value in entry.items() if name in known},
            )
            for entry in entries
        ]
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidInput(
            f"{path} does not hold decisions: {error!r}",
            user=_(
                "Le fichier des décisions {name} ne se lit plus : corrigez-le ou renommez-le, "
                "puis relancez."
            ).format(name=path),
        ) from error


def _write(decisions: Sequence[Decision], home: Path | None) -> None:
    path = prepare_home(home) / _FILE
    draft = path.with_suffix(".new")
    text = yaml.safe_dump(
        [decision.to_dict() for decision in decisions], allow_unicode=True, sort_keys=False
    )
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def add_decision(  # noqa: PLR0913 - one argument for each thing that a decision says
    *,
    kind: DecisionKind,
    actor_id: str,
    filiere_key: str = "",
    stage_key: str = "",
    reason: str = "",
    decided_by: str,
    on: date | None = None,
    home: Path | None = None,
) -> Decision:
    """
    Write a decision; a later one about the same actor and stage replaces it.

    Raises
    ------
    InvalidInput
        If the filière or the stage is unknown, or missing where the decision needs one.
    """
    if not actor_id.strip():
        raise InvalidInput(
            "decision without actor",
            user=_("Dites de quel acteur il s’agit : son SIRET, ou l’identifiant que donne la "
                   "liste des acteurs."),
        )  # fmt: skip
    if kind in {DecisionKind.PLACE, DecisionKind.REMOVE}:
        _check_stage(filiere_key, stage_key, home)
    decision = Decision(
        kind=kind,
        actor_id=actor_id.replace(" ", ""),
        filiere_key=filiere_key,
        stage_key=stage_key,
        reason=reason,
        decided_by=decided_by,
        decided_on=(on or date.today()).isoformat(),  # noqa: DTZ011 - the day on the person's wall
    )
    kept = [old for old in list_decisions(home) if _subject(old) != _subject(decision)]
    _write([*kept, decision], home)
    return decision


def _subject(decision: Decision) -> tuple[str, ...]:
    is_stage = decision.kind in {DecisionKind.PLACE, DecisionKind.REMOVE}
    return (decision.actor_id, decision.filiere_key, decision.stage_key, str(is_stage))


def _check_stage(filiere_key: str, stage_key: str, home: Path | None) -> None:
    filiere = get_filiere(filiere_key, custom_filieres_folder(home))
    keys = [stage.key for stage in filiere.stages]
    if stage_key not in keys:
        raise InvalidInput(
            f"no stage {stage_key!r} in {filiere_key!r}",
            user=_("La filière « {filiere} » n’a pas de maillon « {stage} » : {known}.").format(
                filiere=filiere.label, stage=stage_key, known=", ".join(keys)
            ),
        )


def undo_decision(number: int, home: Path | None = None) -> Decision:
    """
    Remove the decision of that number (from 1, as listed) and return it.

    Raises
    ------
    InvalidInput
        If no decision has that number.
    """
    decisions = list_decisions(home)
    if not 1 <= number <= len(decisions):
        raise InvalidInput(
            f"no decision {number}",
            user=_(
                "Aucune décision n’a le numéro {number} : voyez « maillon decisions list »."
            ).format(number=number),
        )
    undone = decisions.pop(number - 1)
    _write(decisions, home)
    return undone
