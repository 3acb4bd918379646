"""Account for the commitments of a model: kept or not, too large or not, at whose risk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.formatting import format_percent, format_quantity
from maillon.domain.language import translate as _
from maillon.economics.circulation import (
    YearPromise,
    compare_promises,
    explain_promise,
    warn_of_promise,
)
from maillon.economics.commitment_reading import ReadCommitment, read_commitments
from maillon.economics.commitments import SettledYear, settle_commitment
from maillon.economics.findings import Finding
from maillon.economics.portfolio import describe_parties, describe_risk, simulate_commitments
from maillon.economics.questions import Question

__all__ = ["PromiseAccounts", "describe_commitments"]

_SMALLEST = 1e-9


@dataclass(frozen=True, kw_only=True, slots=True)
class PromiseAccounts:
    """
    Everything that is said of the commitments of a model.

    Attributes
    ----------
    commitments, parties
        Written rows.
    warnings
        Sentences: a promise beyond what circulates.
    """

    commitments: list[dict[str, Any]]
    parties: list[dict[str, Any]]
    findings: list[Finding]
    questions: list[Question]
    warnings: list[str]


def describe_commitments(
    values: Mapping[str, Any], *, figures: FigureBook, draws: int, seed: int
) -> PromiseAccounts:
    """
    Return each commitment of the model: its years, the flow it bears on, how it shares the risk.

    Parameters
    ----------
    draws, seed
        Of prices and volumes; no draw leaves the risk of each party out.

    Raises
    ------
    InvalidInput
        With one sentence each field that is wrong.
    """
    read = read_commitments(values)
    promises = compare_promises(read, values)
    margins = simulate_commitments(read, draws=draws, seed=seed) if draws else {}
    rows, findings, warnings = [], list[Finding](), list[str]()
    for place, one in enumerate(read):
        settled = settle_commitment(one.commitment, one.years) if one.years else []
        kept = _explain_kept(one, settled, place)
        figures.add(kept)
        for promise in promises[place]:
            if promise.circulating is not None:
                figures.add(explain_promise(one, promise, place))
        risk = describe_risk(one, margins.get(place), draws=draws, seed=seed)
        if place in margins:
            for figure in _explain_risk(one, risk, place):
                figures.add(figure)
        findings += _say_kept(one, kept)
        findings += _say_risk(one, figures, place)
        rows.append(_write(one, settled, promises[place]) | {"risk": risk})
    seen = dict.fromkeys(
        warn_of_promise(one, promise)
        for one, held in zip(read, promises, strict=True)
        for promise in held
        if promise.exceeds
    )
    warnings += seen
    return PromiseAccounts(
        commitments=rows,
        parties=describe_parties(read, margins),
        findings=findings,
        questions=[
            question
            for place, one in enumerate(read)
            for question in _ask(one, promises[place], place)
        ],
        warnings=warnings,
    )


def _write(
    one: ReadCommitment, settled: Sequence[SettledYear], promises: Sequence[YearPromise]
) -> dict[str, Any]:
    held = one.commitment
    return {
        "seller": held.seller,
        "buyer": held.buyer,
        "matter": held.matter,
        "unit": held.unit,
        "from": held.ends[0],
        "to": held.ends[1],
        "base_price_eur": held.base_price_eur,
        "floor_eur": held.floor_eur,
        "ceiling_eur": held.ceiling_eur,
        "firm_volume_share": held.firm_volume_share,
        "years": [asdict(year) for year in settled],
        "promises": [asdict(promise) | {"exceeds": promise.exceeds} for promise in promises],
    }


def _ask(one: ReadCommitment, promises: Sequence[YearPromise], place: int) -> Iterator[Question]:
    held = one.commitment
    words = {"seller": held.seller, "buyer": held.buyer, "matter": held.matter, "unit": held.unit}

    def ask(sentence: str) -> Question:
        return Question(
            sentence=sentence.format(**words),
            topic="commitment",
            source=held.ends[0],
            target=held.ends[1],
            matter=held.matter,
            commitment=place,
        )

    if not promises:
        yield ask(
            _(
                "Quel volume de {matter} ({unit}) est promis par {seller} à {buyer}, et pour "
                "quelles années ?"
            )
        )
    bounds = (held.base_price_eur, held.floor_eur, held.ceiling_eur)
    if all(bound is None for bound in bounds):
        yield ask(
            _(
                "Quel est le prix promis de {matter} (€/{unit}), ou entre quelles bornes, de "
                "{seller} à {buyer} ?"
            )
        )
    if promises and all(promise.circulating is None for promise in promises):
        yield ask(
            _(
                "Quelle quantité de {matter} ({unit}) passe de {seller} à {buyer} ces années-là ? "
                "Sans le flux, la promesse ne peut pas être vérifiée."
            )
        )


def _explain_kept(one: ReadCommitment, settled: Sequence[SettledYear], place: int) -> Figure:
    promised = sum(year.promised for year in settled)
    taken = sum(year.taken for year in settled)
    held = one.commitment
    return Figure(
        id=f"commitment.{place}.kept",
        label=_("Part du volume promis qui a été livrée – {matter}, {seller} à {buyer}").format(
            matter=held.matter, seller=held.seller, buyer=held.buyer
        ),
        value=round(taken / promised, 4) if promised > _SMALLEST else None,
        formula_key="valeur",
        formula=_("Somme des volumes livrés, divisée par la somme des volumes promis."),
        inputs=(
            FigureInput(label=_("Promis"), value=promised, unit=held.unit),
            FigureInput(label=_("Livré"), value=taken, unit=held.unit),
        ),
        caveats=() if promised > _SMALLEST else (_("Aucune année n’est encore écoulée."),),
    )


def _explain_risk(
    one: ReadCommitment, risk: Mapping[str, Any] | None, place: int
) -> Iterator[Figure]:
    held = one.commitment
    labels = {
        "seller": _("Ce que l’engagement apporte au vendeur dans les pires cas – {party}").format(
            party=held.seller
        ),
        "buyer": _("Ce que l’engagement apporte à l’acheteur dans les pires cas – {party}").format(
            party=held.buyer
        ),
    }
    for side, label in labels.items():
        free, bound = ((risk or {})[side][name]["worst_mean"] for name in ("without", "with"))
        yield Figure(
            id=f"commitment.{place}.{side}_protection",
            label=label,
            value=round(bound - free, 2),
            unit="€",
            formula_key="valeur",
            formula=_(
                "Marge moyenne des 5 % de tirages les pires avec l’engagement, moins la même sans "
                "lui, toutes années ajoutées."
            ),
            inputs=(
                FigureInput(label=_("Avec l’engagement"), value=round(bound, 2), unit="€"),
                FigureInput(label=_("Sans lui"), value=round(free, 2), unit="€"),
            ),
            assumptions=(
                _("Un contrat déplace le risque d’une partie à l’autre, il ne le supprime pas."),
            ),
        )


def _say_kept(one: ReadCommitment, kept: Figure) -> Iterator[Finding]:
    if kept.value is None:
        return
    held = one.commitment
    sentence = _("De {seller} à {buyer}, {share} du volume promis de {matter} a été livré.").format(
        seller=held.seller,
        buyer=held.buyer,
        matter=held.matter,
        share=format_percent(kept.value),
    )
    yield Finding(key="commitments", sentence=sentence, figures=(kept.id,))


def _say_risk(one: ReadCommitment, figures: FigureBook, place: int) -> Iterator[Finding]:
    names = [f"commitment.{place}.{side}_protection" for side in ("seller", "buyer")]
    if names[0] not in figures:
        return
    held = one.commitment
    seller, buyer = (float(figures[name].value or 0.0) for name in names)
    sentence = _(
        "Dans les pires cas, l’engagement sur {matter} change la marge de {seller} de {gain} et "
        "celle de {buyer} de {other}."
    ).format(
        matter=held.matter,
        seller=held.seller,
        buyer=held.buyer,
        gain=_write_gain(seller),
        other=_write_gain(buyer),
    )
    yield Finding(key="commitments", sentence=sentence, figures=tuple(names))


def _write_gain(amount: float) -> str:
    sign = "+" if round(amount) > 0 else ""
    return f"{sign}{format_quantity(round(amount), '€')}"
