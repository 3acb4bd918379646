"""Who takes the gisements of a filière, what secures it, who aims at the same, how to share."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.formatting import format_percent, format_quantity
from maillon.domain.gisements import Capture, Destination, Gisement
from maillon.domain.language import mark
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.flows.captures import CaptureYear
from maillon.flows.captures import share_captures as share
from maillon.flows.overlaps import Overlap, SplitRule
from maillon.flows.overlaps import find_overlaps as find
from maillon.reference.captures import (
    SplitAdvice,
    list_securing_measures,
    list_split_advice,
)
from maillon.reference.parameters.pedigree import load_pedigree
from maillon.studies.gisements.totals import name_origin

__all__ = [
    "CaptureReport",
    "CaptureYear",
    "ExplainedOverlap",
    "Overlap",
    "SplitRule",
    "find_overlaps",
    "name_destination",
    "share_captures",
]

_DESTINATIONS = {
    Destination.ESS: mark("ESS"),
    Destination.OTHERS: mark("autres acteurs"),
    Destination.EXPORTED: mark("exporté"),
    Destination.LOST: mark("perdu"),
}
_LACKING = {
    "quality": mark("la qualité que chacun cherche"),
    "public": mark("le public que chacun sert"),
    "areas": mark("les lieux où chacun prend"),
}


def name_destination(destination: Destination) -> str:
    """Return the words for where what was taken goes."""
    return _(_DESTINATIONS[destination])


@dataclass(frozen=True, kw_only=True, slots=True)
class CaptureReport:
    """
    Who takes what.

    Attributes
    ----------
    years
        One per matter, way of knowing it and year.
    figures
        Shares explained: `capture.<rank>.<destination>`, and `capture.<rank>.unknown`.
    sentences
        What each year says, in words, in the order of `years`.
    warnings
        What must not be read in the history.
    """

    years: tuple[CaptureYear, ...]
    figures: FigureBook
    sentences: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...] = ()

    def list_history(self, matter: str) -> tuple[CaptureYear, ...]:
        """Return the years of one matter, oldest first."""
        found = [one for one in self.years if fold(one.matter) == fold(matter)]
        return tuple(sorted(found, key=lambda one: one.year))

    def to_document(self) -> dict[str, Any]:
        """Return the answer as JSON values."""
        return {
            "kind": "captures",
            "years": [
                {**_write_year(one), "sentences": list(said)}
                for one, said in zip(self.years, self.sentences, strict=True)
            ],
            "figures": self.figures.to_dict(),
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class ExplainedOverlap:
    """
    Takers that aim at the same, and what is proposed.

    Attributes
    ----------
    advice
        The rule: its label, why, and where it was read.
    sentence
        The proposal in words.
    """

    overlap: Overlap
    advice: SplitAdvice
    sentence: str


def share_captures(gisements: Sequence[Gisement], captures: Sequence[Capture]) -> CaptureReport:
    """
    Say who takes the gisements, by matter and year, and what nobody accounts for.

    Raises
    ------
    InvalidInput
        If a capture bears on an unknown gisement, or its quantity does not compare with it;
        `details` has every problem.
    """
    years = share(gisements, captures, load_pedigree())
    book = FigureBook()
    for rank, one in enumerate(years):
        for destination in one.shares:
            book.add(_make_share(f"capture.{rank}.{destination}", one, destination))
        if one.unknown_share is not None:
            book.add(_make_unknown(f"capture.{rank}.unknown", one))
    return CaptureReport(
        years=years,
        figures=book,
        sentences=tuple(tuple(_describe_year(one)) for one in years),
        warnings=tuple(_list_warnings(years)),
    )


def _list_warnings(years: Sequence[CaptureYear]) -> list[str]:
    """Say which shares of successive years rest on different ratios: no evolution is in them."""
    warnings = []
    for before, after in itertools.pairwise(years):
        is_same = (before.matter, before.origin) == (after.matter, after.origin)
        if is_same and before.ratios and after.ratios and before.ratios != after.ratios:
            warnings.append(
                _("« {matter} » : les gisements de {before} et de {after} ne viennent pas du même "
                  "ratio ; l’écart entre leurs parts n’est pas une évolution.")
                .format(matter=after.matter, before=before.year, after=after.year)
            )  # fmt: skip
    return warnings


def _write_year(one: CaptureYear) -> dict[str, Any]:
    return {
        "matter": one.matter,
        "unit": one.unit,
        "year": one.year,
        "origin": str(one.origin),
        "is_dormant": one.is_dormant,
        "gisements": list(one.gisements),
        "available": one.available,
        "range": None if one.low is None else [one.low, one.high],
        "quantities": {str(end): value for end, value in one.quantities.items()},
        "shares": {str(end): value for end, value in one.shares.items()},
        "remainder": one.remainder,
        "unknown_share": one.unknown_share,
        "excess": one.excess,
        "unquantified": {str(end): list(names) for end, names in one.unquantified.items()},
        "secured": dict(one.secured),
        "secured_total": one.secured_total,
        "unsecured": list(one.unsecured),
    }


def _list_inputs(one: CaptureYear) -> list[FigureInput]:
    inputs = [
        FigureInput(
            label=_("gisement {origin}").format(origin=name_origin(one.origin)),
            value=one.available,
            unit=one.unit,
        )
    ]
    inputs += [
        FigureInput(
            label=_("capté : {destination}").format(destination=name_destination(end)),
            value=value,
            unit=one.unit,
        )
        for end, value in one.quantities.items()
    ]
    return inputs


def _make_share(key: str, one: CaptureYear, destination: Destination) -> Figure:
    bounds = one.ess_bounds if destination is Destination.ESS else None
    return Figure(
        id=key,
        label=_("{matter} en {year} : part {destination}").format(
            matter=one.matter, year=one.year, destination=name_destination(destination)
        ),
        value=one.shares[destination],
        formula_key="capture",
        formula=_("Quantité captée ÷ gisement de l’année."),
        inputs=_list_inputs(one),
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
        caveats=_list_caveats(one),
    )


def _make_unknown(key: str, one: CaptureYear) -> Figure:
    return Figure(
        id=key,
        label=_("{matter} en {year} : part dont on ne sait rien").format(
            matter=one.matter, year=one.year
        ),
        value=one.unknown_share,
        formula_key="capture",
        formula=_("Gisement de l’année moins tout ce qui est capté et chiffré, ÷ gisement."),
        inputs=_list_inputs(one),
        caveats=_list_caveats(one),
    )


def _list_caveats(one: CaptureYear) -> list[str]:
    caveats = []
    takers = [name or _("un preneur sans nom") for names in one.unquantified.values()
              for name in names]  # fmt: skip
    if takers:
        caveats.append(
            _("Captent sans quantité connue : {takers}. Leur part est dans ce que l’on ne sait "
              "pas.").format(takers=", ".join(dict.fromkeys(takers)))
        )  # fmt: skip
    if one.excess:
        caveats.append(
            _("On capte {excess} de plus que le gisement : l’un des deux est à revoir.").format(
                excess=format_quantity(one.excess, one.unit)
            )
        )
    if one.compared_years:
        caveats.append(
            _("Le gisement est celui de {years}, faute d’être connu en {year}.").format(
                years=", ".join(map(str, one.compared_years)), year=one.year
            )
        )
    return caveats


def _describe_year(one: CaptureYear) -> list[str]:
    sentences = []
    if one.available is None:
        sentences.append(
            _("Le gisement n’est pas connu : aucune part n’est donnée. Déclarez-le, pesez-le ou "
              "estimez-le.")
        )  # fmt: skip
    elif one.unknown_share is not None:
        sentences.append(
            _("L’ESS capte {ess} du gisement ; on ne sait pas où va {unknown}.").format(
                ess=format_percent(one.shares.get(Destination.ESS, 0.0)),
                unknown=format_percent(one.unknown_share),
            )
        )
    of_ess = one.quantities.get(Destination.ESS, 0.0)
    if of_ess:
        sentences.append(
            _("{share} de ce que capte l’ESS est sécurisé ({measures}).").format(
                share=format_percent(one.secured_total / of_ess),
                measures=", ".join(_name_measures(one.secured)) or _("aucune mesure dite"),
            )
        )
    unsecured = [name for name in one.unsecured if name]
    if unsecured:
        sentences.append(
            _("Rien ne sécurise l’accès de : {takers}.").format(takers=", ".join(unsecured))
        )
    return sentences + _list_caveats(one)


def _name_measures(secured: Mapping[str, float]) -> list[str]:
    labels = {measure.key: measure.label for measure in list_securing_measures()}
    return [labels.get(key, key) for key in secured]


def find_overlaps(
    gisements: Sequence[Gisement], captures: Sequence[Capture]
) -> tuple[ExplainedOverlap, ...]:
    """Return who aims at the same matter, stage and place, with the split proposed and why."""
    advice = {one.key: one for one in list_split_advice()}
    return tuple(
        ExplainedOverlap(overlap=one, advice=advice[one.rule], sentence=_describe_overlap(one))
        for one in find(gisements, captures)
    )


def _describe_overlap(one: Overlap) -> str:
    parts = " ; ".join(
        _("{taker} : {part}").format(taker=taker, part=part) for taker, part in one.parts.items()
    )
    if one.rule is SplitRule.TALK:
        return _("À réunir : {takers}. Pour proposer un partage, il manque {lacking}.").format(
            takers=", ".join(one.takers),
            lacking=", ".join(_(_LACKING[name]) for name in one.lacking)
            or _("ce qui les distingue : ils disent chercher la même chose"),
        )
    sentences = {
        SplitRule.QUALITY: _("Partage proposé par qualité : {parts}."),
        SplitRule.PUBLIC: _("Partage proposé par public : {parts}."),
        SplitRule.AREA: _("Partage proposé par lieu : {parts}. Reste à convenir : {shared}."),
    }
    return sentences[one.rule].format(parts=parts, shared=", ".join(one.shared))
