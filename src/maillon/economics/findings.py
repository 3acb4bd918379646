"""The answer in sentences, each with its figures: who makes value, who keeps it, what leaves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maillon.domain.figures import FigureBook
from maillon.domain.formatting import format_percent, format_quantity
from maillon.domain.language import mark
from maillon.domain.language import translate as _
from maillon.economics.chain_figures import SHARED_LINES

__all__ = ["Finding", "list_findings"]

_RECEIVERS: dict[str, str] = {
    "wages": mark("les salaires et cotisations"),
    "taxes": mark("les impôts et taxes"),
    "interest": mark("les prêteurs"),
    "rent": mark("les propriétaires"),
    "depreciation": mark("l’usure des équipements"),
    "result": mark("le résultat des structures"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """
    A sentence of the answer.

    Attributes
    ----------
    figures
        Identifiers of the figures that the sentence quotes, in its order.
    """

    key: str
    sentence: str
    figures: tuple[str, ...]


def list_findings(
    labels: Mapping[str, str],
    figures: FigureBook,
    *,
    question_count: int,
    incomplete: Sequence[str],
    tornado: Sequence[Mapping[str, Any]],
) -> list[Finding]:
    """
    Return the answer of the accounts, the first sentence first.

    Parameters
    ----------
    labels
        Name of each stage by its key, in the order of the chain.
    figures
        Those of the accounts: every number of a sentence is one of them.
    incomplete
        Keys of the stages without account.
    tornado
        Written bars of the whole chain, the widest first; empty when there is none.
    """
    if incomplete:
        return [_say_incomplete(labels, question_count, incomplete)]
    return [
        _say_value(labels, figures),
        *_say_receivers(figures),
        _say_ess(figures),
        *_say_territory(figures),
        *_say_losses(labels, figures),
        *_say_risk(figures, tornado),
    ]


def _say_incomplete(
    labels: Mapping[str, str], question_count: int, incomplete: Sequence[str]
) -> Finding:
    names = ", ".join(labels[key] for key in incomplete)
    sentence = _(
        "On ne peut pas encore dire où la valeur se crée. Sans compte complet : {names}. "
        "Questions en attente : {count}."
    ).format(names=names, count=question_count)
    figures = tuple(f"stage.{key}.value_added" for key in incomplete)
    return Finding(key="incomplete", sentence=sentence, figures=figures)


def _write_amount(value: float) -> str:
    return format_quantity(round(value), "€")


def _get(figures: FigureBook, name: str) -> float:
    """Return the value of a figure of complete accounts."""
    return float(figures[name].value or 0.0)


def _say_value(labels: Mapping[str, str], figures: FigureBook) -> Finding:
    names = {key: f"stage.{key}.value_added" for key in labels}
    best = max(names, key=lambda key: _get(figures, names[key]))
    whole = "chain.direct_value_added"
    share = figures[f"stage.{best}.value_added_share"]
    if not _get(figures, names[best]) > 0:
        return Finding(
            key="value",
            sentence=_(
                "Aucun maillon ne crée de valeur : chacun achète au moins autant qu’il vend. "
                "Valeur ajoutée de la filière : {amount}."
            ).format(amount=_write_amount(_get(figures, whole))),
            figures=(whole,),
        )
    words = {"stage": labels[best], "amount": _write_amount(_get(figures, names[best]))}
    if share.value is None or share.value > 1:
        sentence = _(
            "La valeur se crée surtout au maillon {stage} : {amount} de valeur ajoutée, quand "
            "toute la filière en fait {whole}."
        ).format(**words, whole=_write_amount(_get(figures, whole)))
        return Finding(key="value", sentence=sentence, figures=(names[best], whole))
    sentence = _(
        "La valeur se crée surtout au maillon {stage} : {amount} de valeur ajoutée, soit {share} "
        "des {whole} de la filière."
    ).format(**words, share=format_percent(share.value), whole=_write_amount(_get(figures, whole)))
    return Finding(key="value", sentence=sentence, figures=(names[best], share.id, whole))


def _say_receivers(figures: FigureBook) -> Iterator[Finding]:
    amounts = {line: _get(figures, f"chain.{line}") for line in SHARED_LINES}
    paid = sorted((line for line in amounts if amounts[line] > 0), key=lambda one: -amounts[one])
    if not paid:
        return
    listed = ", ".join(f"{_(_RECEIVERS[line])} ({_write_amount(amounts[line])})" for line in paid)
    sentence = _("Elle va, par ordre d’importance, vers {receivers}.").format(receivers=listed)
    used = [f"chain.{line}" for line in paid]
    if amounts["result"] < 0:
        lost = _("Le résultat des structures est négatif : {amount}.")
        sentence += " " + lost.format(amount=_write_amount(amounts["result"]))
        used.append("chain.result")
    if _get(figures, "chain.subsidies") > 0:
        helped = _("Les subventions y ajoutent {amount}.")
        sentence += " " + helped.format(amount=_write_amount(_get(figures, "chain.subsidies")))
        used.append("chain.subsidies")
    yield Finding(key="capture", sentence=sentence, figures=tuple(used))


def _say_ess(figures: FigureBook) -> Finding:
    share = figures["chain.ess_share"]
    if share.value is None:
        sentence = _("La part de l’ESS n’est pas connue : dites quels maillons en relèvent.")
        return Finding(key="ess", sentence=sentence, figures=(share.id,))
    amount = _write_amount(_get(figures, "chain.ess_value_added"))
    sentence = _("L’ESS fait {share} de la valeur ajoutée : {amount}.").format(
        share=format_percent(share.value), amount=amount
    )
    return Finding(key="ess", sentence=sentence, figures=(share.id, "chain.ess_value_added"))


def _say_territory(figures: FigureBook) -> Iterator[Finding]:
    stays, leaves = figures["chain.stays_share"].value, figures["chain.leaves_share"].value
    if stays is None or leaves is None:
        return
    sentence = _(
        "De ce que la filière vend, subventions comprises, {stays} restent sur le territoire "
        "({kept}) et {leaves} le quittent ({lost})."
    ).format(
        stays=format_percent(stays),
        leaves=format_percent(leaves),
        kept=_write_amount(_get(figures, "chain.stays")),
        lost=_write_amount(_get(figures, "chain.leaves")),
    )
    names = ["stays_share", "stays", "leaves_share", "leaves"]
    unsplit = _get(figures, "chain.unsplit_purchases")
    if unsplit > 0:
        unknown = _("De {amount} achetés sur place, on ne sait pas ce qui reste.")
        sentence += " " + unknown.format(amount=_write_amount(unsplit))
        names.append("unsplit_purchases")
    figure_ids = tuple(f"chain.{name}" for name in names)
    yield Finding(key="territory", sentence=sentence, figures=figure_ids)


def _say_losses(labels: Mapping[str, str], figures: FigureBook) -> Iterator[Finding]:
    names = {key: f"stage.{key}.result" for key in labels}
    losing = [key for key in labels if _get(figures, names[key]) < 0]
    if losing:
        listed = ", ".join(
            f"{labels[key]} ({_write_amount(_get(figures, names[key]))})" for key in losing
        )
        sentence = _("Perdent de l’argent : {stages}.").format(stages=listed)
        yield Finding(key="losses", sentence=sentence, figures=tuple(names[key] for key in losing))


def _say_risk(figures: FigureBook, tornado: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    if not tornado:
        return
    moved = figures["chain.first_cause"]
    sentence = _(
        "Ce qui pèse le plus sur le résultat : {cause}. Une variation de ±{spread} le fait aller "
        "de {low} à {high}."
    ).format(
        cause=tornado[0]["label"],
        spread=format_percent(tornado[0]["spread"]),
        low=_write_amount(moved.low or 0.0),
        high=_write_amount(moved.high or 0.0),
    )
    used = [moved.id]
    simulated = figures.get("chain.simulated_result")
    if simulated is not None:
        drawn = _("Toutes causes ensemble, neuf fois sur dix, il est entre {low} et {high}.")
        sentence += " " + drawn.format(
            low=_write_amount(simulated.low or 0.0), high=_write_amount(simulated.high or 0.0)
        )
        used.append(simulated.id)
    yield Finding(key="risk", sentence=sentence, figures=tuple(used))
