"""What a model does not say, asked in a sentence each: nothing is put in its place."""

from collections.abc import Iterator

from maillon.domain.flows import OUTSIDE
from maillon.domain.language import translate as _
from maillon.economics.model import ChainEconomy, CostKind, Exchange, Place, StageEconomy

__all__ = ["list_questions"]


def list_questions(chain: ChainEconomy) -> list[str]:
    """Return the questions to ask, those that hold up an account first."""
    names = {stage.key: stage.label for stage in chain.stages}
    return [
        *_ask_exchanges(chain, names),
        *(question for stage in chain.stages for question in _ask_costs(stage)),
        *_ask_places(chain, names),
        *(question for stage in chain.stages for question in _ask_shares(stage)),
    ]


def _name_exchange(one: Exchange, names: dict[str, str]) -> dict[str, str]:
    outside = _("l’extérieur")
    return {
        "matter": one.matter,
        "source": names.get(one.source, outside),
        "target": names.get(one.target, outside),
        "unit": one.unit,
    }


def _ask_exchanges(chain: ChainEconomy, names: dict[str, str]) -> Iterator[str]:
    for one in chain.exchanges:
        if one.quantity is None:
            yield _(
                "Quelle quantité de {matter} ({unit}) passe de {source} à {target} en un an ?"
            ).format(**_name_exchange(one, names))
        if one.price_eur is None:
            yield _(
                "À quel prix (€ par {unit}) {matter} passe de {source} à {target} ? Écrivez 0 si "
                "rien n’est payé."
            ).format(**_name_exchange(one, names))


def _ask_costs(stage: StageEconomy) -> Iterator[str]:
    if stage.costs is None:
        yield _(
            "Que dépense {stage} en un an : achats, salaires, impôts, intérêts, loyers, "
            "amortissements ?"
        ).format(stage=stage.label)
    for line in stage.costs or ():
        if line.amount_eur is None:
            yield _("Quel est le montant de « {line} » pour {stage} ?").format(
                line=line.label, stage=stage.label
            )


def _ask_places(chain: ChainEconomy, names: dict[str, str]) -> Iterator[str]:
    for one in chain.exchanges:
        if one.buyer in names and OUTSIDE in {one.source, one.target}:
            yield from _ask_origin(
                one.matter, names[one.buyer], one.place, share=one.value_added_share
            )
    for stage in chain.stages:
        for line in stage.costs or ():
            if line.kind is CostKind.PURCHASE:
                yield from _ask_origin(
                    line.label, stage.label, line.place, share=line.value_added_share
                )


def _ask_origin(
    bought: str, buyer: str, place: Place | None, *, share: float | None
) -> Iterator[str]:
    if place is None:
        yield _(
            "{buyer} achète-t-il « {bought} » sur le territoire (« place ») ? Sans réponse, compté "
            "comme venu d’ailleurs."
        ).format(bought=bought, buyer=buyer)
    if place is Place.TERRITORY and share is None:
        yield _(
            "Quelle part de « {bought} », acheté sur le territoire par {buyer}, y est de la valeur "
            "ajoutée (« value_added_share ») ?"
        ).format(bought=bought, buyer=buyer)


def _ask_shares(stage: StageEconomy) -> Iterator[str]:
    if stage.ess_share is None:
        yield _(
            "{stage} relève-t-il de l’ESS, et pour quelle part (« family » ou « ess_share ») ?"
        ).format(stage=stage.label)
