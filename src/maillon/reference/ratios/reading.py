"""Read a file of ratios, and what a schema cannot say of it."""

from pathlib import Path
from typing import Any

from maillon.domain.gisements import ActivityKind, Ratio, RatioScope, RatioTable
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.reference.cases.marked import MarkedFile, YamlPath, read_schema

__all__ = ["FRANCE", "NO_FILIERE", "load_ratio_file", "make_source"]

FRANCE = "france"
# Of a matter that no filière of the catalogue is about: shown when every matter is asked for.
NO_FILIERE = "hors_catalogue"
_SCHEMA = Path(__file__).parent.parent / "schemas" / "ratios.schema.json"


def load_ratio_file(path: Path, *, place_key: str = FRANCE) -> RatioTable:
    """
    Read ratios that were published together.

    Parameters
    ----------
    path
        YAML file that follows `reference/schemas/ratios.schema.json`.
    place_key
        Where they hold, unless a ratio says otherwise.

    Raises
    ------
    InvalidInput
        If the file cannot be read; `details` holds every problem with its line and its remedy.
    """
    file = MarkedFile(path, read_schema(_SCHEMA))
    file.raise_problems()
    _check(file)
    file.raise_problems()
    content = file.content
    sources = {entry["key"]: make_source(entry) for entry in content["sources"]}
    return RatioTable(
        key=content["key"],
        label=content["label"],
        ratios=tuple(_build(entry, sources, place_key) for entry in content["ratios"]),
        sources=tuple(sources.values()),
        caveats=tuple(content["caveats"]),
    )


def make_source(entry: dict[str, Any]) -> Provenance:
    """Return the birth certificate that a source of a file describes."""
    return Provenance(
        key=entry["key"],
        label=entry["title"],
        publisher=entry["publisher"],
        vintage=entry["date"],
        licence=entry["licence"],
        address=entry["page"],
        retrieved_on=entry["checked_on"],
    )


def _build(entry: dict[str, Any], sources: dict[str, Provenance], place_key: str) -> Ratio:
    source = sources[entry["source"]]
    return Ratio(
        key=entry["key"],
        matter=entry["matter"],
        activity=ActivityKind(entry["activity"]),
        naf_code=entry.get("naf_code", ""),
        value=entry["value"],
        unit=entry["unit"],
        cv=entry.get("cv"),
        low=entry.get("low"),
        high=entry.get("high"),
        confidence=entry.get("confidence", ""),
        year=entry["year"],
        period=entry.get("period", ""),
        source=f"{source.label} ({source.publisher})",
        source_key=source.key,
        address=source.address,
        method=entry["method"],
        perimeter=entry["perimeter"],
        scope=RatioScope(entry.get("scope", RatioScope.GENERATED)),
        part_of=entry.get("part_of", ""),
        place_key=entry.get("place", place_key),
        filieres=tuple(entry["filieres"]),
        is_verified=entry["verified"],
    )


def _check(file: MarkedFile) -> None:
    content = file.content
    sources = {entry["key"] for entry in content["sources"]}
    keys = [entry["key"] for entry in content["ratios"]]
    for rank, entry in enumerate(content["ratios"]):
        path: YamlPath = ("ratios", rank)
        if keys.count(entry["key"]) > 1:
            file.report((*path, "key"), _("cette clé sert plusieurs fois : changez-la."))
        if entry["source"] not in sources:
            file.report(
                (*path, "source"),
                _("la source « {key} » n’est pas décrite : ajoutez-la à « sources ».").format(
                    key=entry["source"]
                ),
            )
        if entry.get("part_of") and entry["part_of"] not in keys:
            file.report((*path, "part_of"), _("le ratio qui compte celui-ci n’existe pas."))
        if entry["value"] < 0:
            file.report((*path, "value"), _("un ratio n’est jamais négatif."))
        _check_uncertainty(file, path, entry)
        if entry.get("naf_code") and entry["activity"] != ActivityKind.EMPLOYEE:
            file.report(
                (*path, "naf_code"), _("un code d’activité ne va qu’avec un ratio par salarié.")
            )


def _check_uncertainty(file: MarkedFile, path: YamlPath, entry: dict[str, Any]) -> None:
    has_bounds = "low" in entry and "high" in entry
    if sum(("cv" in entry, has_bounds, "confidence" in entry)) != 1:
        file.report(
            path,
            _("donnez l’incertitude d’une seule façon : « cv », « low » et « high », ou "
              "« confidence »."),
        )  # fmt: skip
    if has_bounds and not entry["low"] <= entry["value"] <= entry["high"]:
        file.report((*path, "low"), _("la valeur doit être entre « low » et « high »."))
