"""Ratios of cities abroad, from their published total, population and composition."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import ActivityKind, Ratio, RatioScope, RatioTable
from maillon.domain.language import translate as _
from maillon.reference.ratios.reading import make_source

__all__ = ["CityFacts", "load_city_file"]

CityFacts = dict[str, Any]
# Published parts are rounded: further from a whole than this, they describe something else.
_LARGEST_GAP = 2.0


@cache
def load_city_file(path: Path) -> tuple[RatioTable, tuple[CityFacts, ...]]:
    """
    Return the ratios of every city of a file, and the facts that they come from.

    Raises
    ------
    InvalidInput
        If the parts of a city do not make a whole, or if it has no inhabitants.
    """
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    problems = [problem for city in content["cities"] for problem in _check(city, content)]
    if problems:
        raise InvalidInput(
            f"{path.name}: {len(problems)} problems",
            user=_("Le fichier des villes {name} est à corriger.").format(name=path.name),
            details=problems,
        )
    ratios = tuple(ratio for city in content["cities"] for ratio in _build(city, content))
    table = RatioTable(
        key=content["key"],
        label=content["label"],
        ratios=ratios,
        sources=(make_source(content["source"]),),
        caveats=tuple(content["caveats"]),
    )
    return table, tuple(content["cities"])


def _check(city: CityFacts, content: dict[str, Any]) -> list[str]:
    problems = []
    if city["inhabitants"] <= 0 or city["total_t_per_year"] <= 0:
        problems.append(_("{city} : total ou population nul.").format(city=city["name"]))
    if abs(sum(city["composition"].values()) - 100) > _LARGEST_GAP:
        problems.append(_("{city} : les parts ne font pas un tout.").format(city=city["name"]))
    unknown = city["composition"].keys() - content["matters"].keys()
    if unknown:
        problems.append(
            _("{city} : matières inconnues ({names}).").format(
                city=city["name"], names=", ".join(sorted(unknown))
            )
        )
    return problems


def _build(city: CityFacts, content: dict[str, Any]) -> list[Ratio]:
    whole = city["total_t_per_year"] * 1000 / city["inhabitants"]
    total_key = f"{city['key']}-total"
    made = [_make(city, content, total_key, content["total"], whole, "")]
    for name, percent in city["composition"].items():
        matter = content["matters"][name]
        key = f"{city['key']}-{name.replace('_', '-')}"
        made.append(_make(city, content, key, matter, whole * percent / 100, total_key))
    return made


def _make(
    city: CityFacts,
    content: dict[str, Any],
    key: str,
    matter: dict[str, Any],
    value: float,
    part_of: str,
) -> Ratio:
    source = content["source"]
    return Ratio(
        key=key,
        matter=matter["matter"],
        activity=ActivityKind.INHABITANT,
        value=value,
        unit="kg",
        confidence=content["confidence"],
        year=content["year"],
        period=content["period"],
        source=f"{source['title']} ({source['publisher']})",
        source_key=source["key"],
        address=source["page"],
        method=content["method"],
        perimeter=content["perimeter"].format(
            total=city["total_t_per_year"], inhabitants=city["inhabitants"]
        ),
        scope=RatioScope.GENERATED,
        part_of=part_of,
        filieres=tuple(matter["filieres"]),
        place_key=city["territory"],
        is_verified=True,
    )
