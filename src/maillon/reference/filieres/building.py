"""Turn a checked document into a filière, in the language in use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from maillon.domain.filiere import (
    ActivityCode,
    Chain,
    Filiere,
    FiliereKind,
    Output,
    Specificity,
    Stage,
)
from maillon.domain.text import fold
from maillon.domain.typography import typeset_french
from maillon.reference.filieres.purchases import PurchaseCode

__all__ = ["FiliereFile", "build_filiere"]

_SHORTEST_PREFIX = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class FiliereFile:
    """What one file holds."""

    filiere: Filiere
    purchases: tuple[PurchaseCode, ...]


def build_filiere(document: Mapping[str, Any], language: str) -> FiliereFile:
    """Build the filière; a text that has no translation stays in French."""
    matters = _read_matters(document.get("matters", ()), language)
    purchases = tuple(_build_purchase(entry) for entry in document.get("cpv") or ())
    filiere = Filiere(
        key=document["key"],
        label=_pick(document, "label", language),
        description=_pick(document, "description", language),
        kind=FiliereKind(document["kind"]),
        version=document["version"],
        source=_pick(document, "source", language),
        matters=tuple(matters.values()),
        stages=tuple(
            _build_stage(entry, matters, purchases, language) for entry in document["stages"]
        ),
        chains=tuple(_build_chain(entry, language) for entry in document.get("chains") or ()),
        waste_codes=tuple(document.get("waste_codes") or ()),
        rep_families=tuple(document.get("rep_families") or ()),
        cpv_codes=tuple(purchase.cpv_code for purchase in purchases),
    )
    return FiliereFile(filiere=filiere, purchases=purchases)


def _build_stage(
    entry: Mapping[str, Any],
    matters: Mapping[str, str],
    purchases: Iterable[PurchaseCode],
    language: str,
) -> Stage:
    key = entry["key"]
    return Stage(
        key=key,
        label=_pick(entry, "label", language),
        description=_pick(entry, "description", language),
        activities=tuple(_build_activity(activity) for activity in entry["activities"]),
        keywords=_fold_all(entry.get("keywords")),
        outputs=tuple(
            Output(matter=matters[output["matter"]], to_stage=output["to"])
            for output in entry.get("outputs") or ()
        ),
        cpv_codes=tuple(purchase.cpv_code for purchase in purchases if purchase.stage_key == key),
    )


def _build_activity(entry: Mapping[str, Any]) -> ActivityCode:
    return ActivityCode(
        naf_code=entry["naf"],
        naf25_codes=tuple(entry.get("naf25") or ()),
        specificity=Specificity(entry["specificite"]),
        keywords=_fold_all(entry.get("keywords")),
    )


def _build_purchase(entry: Mapping[str, Any]) -> PurchaseCode:
    code = entry["cpv"]
    shortest = code.rstrip("0").ljust(_SHORTEST_PREFIX, "0")
    return PurchaseCode(
        cpv_code=code,
        prefix=entry.get("prefix", shortest),
        specificity=Specificity(entry["specificite"]),
        nature=entry.get("nature", ""),
        stage_key=entry.get("stage", ""),
        keywords=_fold_all(entry.get("keywords")),
        shared_by=int(entry.get("shared_by", 1)),
    )


def _build_chain(entry: Mapping[str, Any], language: str) -> Chain:
    return Chain(
        key=entry["key"],
        label=_pick(entry, "label", language),
        stage_keys=tuple(entry["stages"]),
    )


def _read_matters(entries: Iterable[Any], language: str) -> dict[str, str]:
    """Return the label to show of each matter, by its French label."""
    found: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry, str):
            found[entry] = typeset_french(entry)
        else:
            found[entry["label"]] = _pick(entry, "label", language)
    return found


def _pick(entry: Mapping[str, Any], name: str, language: str) -> str:
    french = typeset_french(str(entry.get(name, "")).strip())
    return french if language == "fr" else str(entry.get(f"{name}_{language}", french)).strip()


def _fold_all(words: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(word) for word in words or ()))
