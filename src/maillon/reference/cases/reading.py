"""Read a case from its YAML file."""

from pathlib import Path
from typing import Any

from maillon.reference.cases.checks import check_case
from maillon.reference.cases.marked import MarkedFile, read_schema
from maillon.reference.cases.model import (
    Case,
    CaseActor,
    CaseEss,
    CaseFact,
    CaseKnowHow,
    CaseLever,
    CaseNeed,
    CasePlacement,
    CaseResource,
    CaseSource,
    CaseTerritory,
    Passage,
)

__all__ = ["load_case_file"]

_SCHEMA = Path(__file__).parent.parent / "schemas" / "case.schema.json"


def load_case_file(path: Path) -> Case:
    """
    Read one case.

    Parameters
    ----------
    path
        YAML file that follows `reference/schemas/case.schema.json`; its name is the key of the
        case.

    Raises
    ------
    InvalidInput
        If the file cannot be read; `details` holds every problem with its line and its remedy.
    """
    file = MarkedFile(path, read_schema(_SCHEMA))
    file.raise_problems()
    check_case(file, expected_key=path.stem)
    file.raise_problems()
    return _build_case(file.content)


def _build_case(content: dict[str, Any]) -> Case:
    filieres = tuple(content["filieres"])
    # In a case of one filière nobody has to repeat its key on every line.
    sole = filieres[0] if len(filieres) == 1 else None
    return Case(
        key=content["key"],
        title=content["title"],
        summary=content["summary"],
        summary_en=content["summary_en"],
        source=_build_source(content["source"]),
        filieres=filieres,
        filiere_notes=dict(content.get("filiere_notes", {})),
        territory=_build_territory(content["territory"]),
        actors=tuple(_build_actor(entry, sole) for entry in content["actors"]),
        needs=tuple(
            CaseNeed(answer=entry.get("answer", ""), **_read_statement(entry, sole))
            for entry in content["needs"]
        ),
        resources=tuple(
            CaseResource(matter=entry.get("matter", ""), **_read_statement(entry, sole))
            for entry in content["resources"]
        ),
        know_how=tuple(
            CaseKnowHow(**_read_statement(entry, sole)) for entry in content["know_how"]
        ),
        levers=tuple(
            CaseLever(
                step=entry["step"], text=entry["text"], passage=_build_passage(entry["passage"])
            )
            for entry in content["levers"]
        ),
        facts=tuple(_build_fact(entry, sole) for entry in content["facts"]),
    )


def _build_source(entry: dict[str, Any]) -> CaseSource:
    first, last = _split_lines(entry["lines"])
    return CaseSource(
        document=entry["document"],
        publisher=entry["publisher"],
        date=entry["date"],
        address=entry.get("address", ""),
        first_line=first,
        last_line=last,
        pages=tuple(entry.get("pages", [])),
        licence_note=entry["licence_note"],
    )


def _build_territory(entry: dict[str, Any]) -> CaseTerritory:
    return CaseTerritory(
        keys=tuple(entry["keys"]),
        name=entry["name"],
        is_exact=entry["is_exact"],
        note=entry["note"],
    )


def _build_actor(entry: dict[str, Any], sole: str | None) -> CaseActor:
    passage = _build_passage(entry["passage"])
    stages = tuple(_build_placement(stage, sole, passage) for stage in entry["stages"])
    own = entry.get("filiere", sole)
    filieres = dict.fromkeys(stage.filiere_key for stage in stages)
    return CaseActor(
        slug=entry["id"],
        name=entry["name"],
        role=entry["role"],
        is_public=entry.get("public", False),
        territory_key=entry.get("territory_key", ""),
        commune_code=entry["commune_code"],
        departement_code=entry.get("departement_code"),
        place_reason=entry["place_reason"],
        place_passage=_build_passage(entry["place_passage"]) if "place_passage" in entry else None,
        filieres=tuple(filieres) or ((own,) if own else ()),
        ess=_build_ess(entry, passage),
        stages=stages,
        passage=passage,
        siret=entry.get("siret"),
        website=entry.get("website"),
    )


def _build_ess(actor: dict[str, Any], actor_passage: Passage) -> CaseEss:
    if actor.get("public"):
        return CaseEss(declared="non")
    entry = actor["ess"]
    return CaseEss(
        declared=entry["declared"],
        form=entry.get("form", ""),
        passage=_build_passage(entry["passage"]) if "passage" in entry else actor_passage,
    )


def _build_placement(
    entry: dict[str, Any], sole: str | None, actor_passage: Passage
) -> CasePlacement:
    return CasePlacement(
        filiere_key=sole or entry["filiere"],
        stage_key=entry["stage"],
        reason=entry["reason"],
        passage=_build_passage(entry["passage"]) if "passage" in entry else actor_passage,
    )


def _build_fact(entry: dict[str, Any], sole: str | None) -> CaseFact:
    return CaseFact(
        value=entry["value"],
        unit=entry.get("unit", ""),
        year=entry.get("year"),
        is_approximate=entry.get("approximate", False),
        written=entry.get("written", ""),
        note=entry.get("note", ""),
        **_read_statement(entry, sole),
    )


def _read_statement(entry: dict[str, Any], sole: str | None) -> dict[str, Any]:
    """Return what needs, resources, know-how and facts have in common."""
    return {
        "text": entry["text"],
        "filiere_key": entry.get("filiere", sole),
        "stage_key": entry.get("stage"),
        "passage": _build_passage(entry["passage"]),
    }


def _build_passage(entry: dict[str, Any]) -> Passage:
    first, last = _split_lines(entry["lines"])
    return Passage(first_line=first, last_line=last, quote=entry["quote"], page=entry.get("page"))


def _split_lines(lines: str) -> tuple[int, int]:
    first, last = lines.split("-")
    return int(first), int(last)
