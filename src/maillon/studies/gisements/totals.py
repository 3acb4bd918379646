"""Gisements that people declared, weighed or estimated, added up by matter, and explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.gisements import Gisement, Origin
from maillon.domain.language import mark, translate_plural
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.flows.gisements.laws import Estimate
from maillon.flows.gisements.totals import Addition, GisementTotal, PossibleDouble, find_doubles
from maillon.flows.gisements.totals import add_gisements as add_up
from maillon.reference.parameters.pedigree import load_pedigree
from maillon.studies.gisements.documents import write_estimate

__all__ = [
    "Addition",
    "Estimate",
    "GisementTotal",
    "GisementTotals",
    "PossibleDouble",
    "add_gisements",
    "name_origin",
]

_ORIGINS = {
    Origin.DECLARED: mark("déclaré"),
    Origin.WEIGHED: mark("pesé"),
    Origin.ESTIMATED: mark("estimé"),
}
_STEPS = {
    "theoretical": mark("gisement théorique"),
    "mobilisable": mark("gisement mobilisable"),
    "recoverable": mark("gisement valorisable"),
}
_MOST_INPUTS = 30


def name_origin(origin: Origin) -> str:
    """Return the word for how a quantity is known."""
    return _(_ORIGINS[origin])


@dataclass(frozen=True, kw_only=True, slots=True)
class GisementTotals:
    """
    The answer.

    Attributes
    ----------
    totals
        By matter, unit and origin: origins are never added together.
    doubles
        Gisements that may be one quantity known twice.
    figures
        One per total and step that has a quantity: `gisements.<rank>.<step>`.
    warnings
        What to know, one sentence each.
    """

    totals: tuple[GisementTotal, ...]
    doubles: tuple[PossibleDouble, ...]
    figures: FigureBook
    warnings: tuple[str, ...]

    def to_document(self) -> dict[str, Any]:
        """Return the answer as JSON values."""
        return {
            "kind": "gisement_totals",
            "totals": [
                {
                    "matter": total.matter,
                    "unit": total.unit,
                    "origin": str(total.origin),
                    "is_dormant": total.is_dormant,
                    "years": list(total.years),
                    **{step: _write_addition(getattr(total, step)) for step in _STEPS},
                }
                for total in self.totals
            ],
            "doubles": [
                {"matter": one.matter, "gisements": [one.first, one.second]} for one in self.doubles
            ],
            "figures": self.figures.to_dict(),
            "warnings": list(self.warnings),
        }


def add_gisements(gisements: Sequence[Gisement]) -> GisementTotals:
    """
    Add gisements up by matter, unit and origin, and explain each total.

    Raises
    ------
    InvalidInput
        If a unit is unknown, a quantity negative or a share wrong; `details` has every problem.
    """
    totals, doubles = add_up(gisements, load_pedigree()), find_doubles(gisements)
    by_key = {gisement.key: gisement for gisement in gisements}
    book = FigureBook()
    for rank, total in enumerate(totals):
        for step in _STEPS:
            addition: Addition = getattr(total, step)
            if addition.value is not None:
                book.add(_make_figure(f"gisements.{rank}.{step}", total, step, by_key))
    return GisementTotals(
        totals=totals,
        doubles=doubles,
        figures=book,
        warnings=tuple(_list_warnings(totals, doubles)),
    )


def _write_addition(addition: Addition) -> dict[str, Any]:
    return {
        "value": addition.value,
        "estimate": write_estimate(addition.estimate),
        "gisements": list(addition.gisements),
        "missing": list(addition.missing),
        "unsure": list(addition.unsure),
    }


def _make_figure(
    key: str, total: GisementTotal, step: str, by_key: Mapping[str, Gisement]
) -> Figure:
    addition: Addition = getattr(total, step)
    found = [by_key[name] for name in addition.gisements]
    estimate = addition.estimate
    return Figure(
        id=key,
        label=_("{matter} : {step} {origin}").format(
            matter=total.matter, step=_(_STEPS[step]), origin=name_origin(total.origin)
        ),
        value=addition.value,
        unit=total.unit,
        formula_key="gisements",
        formula=_write_formula(step),
        inputs=[
            FigureInput(
                label=_("{holder}, {place}").format(
                    holder=one.holder or one.matter, place=one.place or _("lieu non dit")
                ),
                value=one.quantity,
                unit=one.unit,
            )
            for one in found[:_MOST_INPUTS]
        ],
        low=estimate.low if estimate else None,
        high=estimate.high if estimate else None,
        caveats=_list_caveats(total, addition),
    )


def _write_formula(step: str) -> str:
    if step == "theoretical":
        return _("Somme des gisements connus de la même façon, dans la même unité.")
    if step == "mobilisable":
        return _("Somme, sur les gisements, de : quantité × part qu’une collecte peut atteindre.")
    return _(
        "Somme, sur les gisements, de : quantité × part qu’une collecte peut atteindre × part "
        "assez bonne pour servir."
    )


def _list_caveats(total: GisementTotal, addition: Addition) -> list[str]:
    caveats = []
    if addition.missing:
        caveats.append(
            translate_plural(
                "{count} gisement n’y est pas : sa quantité, ou sa part, n’est pas connue.",
                "{count} gisements n’y sont pas : leur quantité, ou leur part, n’est pas connue.",
                len(addition.missing),
            ).format(count=len(addition.missing))
        )
    if addition.unsure:
        caveats.append(
            translate_plural(
                "Pas d’intervalle : {count} gisement n’a pas d’incertitude.",
                "Pas d’intervalle : {count} gisements n’ont pas d’incertitude.",
                len(addition.unsure),
            ).format(count=len(addition.unsure))
        )
    if len(total.years) > 1:
        caveats.append(
            _("Les gisements ne sont pas tous de la même année ({years}).").format(
                years=", ".join(map(str, total.years))
            )
        )
    if total.is_dormant:
        caveats.append(
            _("C’est un stock dormant, disponible une fois, et non une quantité par an.")
        )
    return caveats


def _list_warnings(totals: Sequence[GisementTotal], doubles: Sequence[PossibleDouble]) -> list[str]:
    warnings = []
    origins: dict[str, list[Origin]] = {}
    for total in totals:
        origins.setdefault(fold(total.matter), []).append(total.origin)
    names = {fold(total.matter): total.matter for total in reversed(totals)}
    warnings += [
        _("« {matter} » est connu de plusieurs façons ({origins}) : ces totaux ne s’additionnent "
          "pas, une même quantité peut être dans deux.")
        .format(
            matter=names[matter],
            origins=", ".join(name_origin(origin) for origin in dict.fromkeys(known)),
        )
        for matter, known in origins.items()
        if len(set(known)) > 1
    ]  # fmt: skip
    if doubles:
        warnings.append(
            translate_plural(
                "{count} paire de gisements peut être une même quantité comptée deux fois : "
                "vérifiez.",
                "{count} paires de gisements peuvent être une même quantité comptée deux fois : "
                "vérifiez.",
                len(doubles),
            ).format(count=len(doubles))
        )
    return warnings
