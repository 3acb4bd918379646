"""What a model does not say, asked in a sentence each: nothing is put in its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from maillon.domain.flows import OUTSIDE
from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.economics.model import (
    ChainEconomy,
    CostKind,
    Exchange,
    Place,
    StageEconomy,
    StockMove,
    UnknownShare,
)

__all__ = ["Question", "list_questions"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """
    A question and what it is about, so that a page can open the form that answers it.

    Attributes
    ----------
    topic
        `quantity`, `yield`, `price`, `stock`, `stock_price`, `costs`, `amount`, `place`,
        `value_added_share`, `ess_share` or `commitment`.
    stage, line
        Of a question on a stage, its key; on one of its costs, the label.
    source, target, matter
        Of a question on an exchange.
    commitment
        Place of the commitment in the model.
    """

    sentence: str
    topic: str
    stage: str | None = None
    source: str | None = None
    target: str | None = None
    matter: str | None = None
    line: str | None = None
    commitment: int | None = None


def list_questions(chain: ChainEconomy) -> list[Question]:
    """Return the questions to ask, those that hold up an account first."""
    names = {stage.key: stage.label for stage in chain.stages}
    return [
        *(question for one in chain.exchanges for question in _ask_exchange(one, names)),
        *(_ask_yield(chain, one, names) for one in chain.unknown_shares),
        *(question for one in chain.stock_moves for question in _ask_stock(one, names)),
        *(question for stage in chain.stages for question in _ask_costs(stage)),
        *_ask_places(chain, names),
        *(question for stage in chain.stages for question in _ask_share(stage)),
    ]


def _ask_exchange(one: Exchange, names: dict[str, str]) -> Iterator[Question]:
    outside = one.party_label or _("l’extérieur")
    words = {
        "matter": one.matter,
        "source": names.get(one.source, outside),
        "target": names.get(one.target, outside),
        "unit": one.unit,
    }

    def ask(sentence: str, topic: str) -> Question:
        source, target = one.ends
        return Question(
            sentence=sentence, topic=topic, source=source, target=target, matter=one.matter
        )

    if one.quantity is None:
        sentence = _(
            "Quelle quantité de {matter} ({unit}) passe de {source} à {target} en un an ?"
        ).format(**words)
        possible = _describe_interval(one.interval, one.unit)
        sentence = f"{sentence} {possible}" if possible else sentence
        yield ask(sentence, "quantity")
    if one.price_eur is None:
        sentence = _(
            "Quel est le prix de {matter} (€/{unit}), de {source} à {target} ? Écrivez 0 si "
            "rien n’est payé."
        ).format(**words)
        yield ask(sentence, "price")


def _describe_interval(interval: tuple[float | None, float | None] | None, unit: str) -> str:
    """Say what the balance of flows leaves possible."""
    if interval is None:
        return ""
    low, high = interval
    if low is not None and high is not None:
        words = {"low": format_number(low), "high": format_number(high), "unit": unit}
        return _("Le bilan des flux laisse possible de {low} à {high} {unit}.").format(**words)
    if low is not None and low > 0:
        words = {"low": format_number(low), "unit": unit}
        return _("Le bilan des flux dit seulement : au moins {low} {unit}.").format(**words)
    return _("Le bilan des flux ne la donne pas.")


def _ask_yield(chain: ChainEconomy, share: UnknownShare, names: dict[str, str]) -> Question:
    parties = {one.party: one.party_label for one in chain.exchanges if one.party}
    outside = _("l’extérieur")
    sentence = _(
        "Quelle part de {matter} reçu par {stage} en sort comme {other}, vers {target} ?"
    ).format(
        matter=share.matter,
        stage=names.get(share.stage, share.stage),
        other=share.target_matter,
        target=names.get(share.target) or parties.get(share.target) or outside,
    )
    return Question(
        sentence=sentence,
        topic="yield",
        stage=share.stage,
        source=share.stage,
        target=share.target,
        matter=share.target_matter,
    )


def _ask_stock(one: StockMove, names: dict[str, str]) -> Iterator[Question]:
    words = {"stage": names.get(one.stage, one.stage), "matter": one.matter, "unit": one.unit}
    if one.quantity is None:
        sentence = _(
            "De combien ({unit}) le stock de {matter} de {stage} a-t-il varié dans l’année ?"
        ).format(**words)
        yield Question(sentence=sentence, topic="stock", stage=one.stage, matter=one.matter)
    if one.price_eur is None and one.quantity != 0:
        sentence = _(
            "À quel prix (€/{unit}) compter {matter} mis en stock par {stage} ? Aucun échange "
            "ne le dit."
        ).format(**words)
        yield Question(sentence=sentence, topic="stock_price", stage=one.stage, matter=one.matter)


def _ask_costs(stage: StageEconomy) -> Iterator[Question]:
    if stage.costs is None:
        sentence = _(
            "Que dépense {stage} en un an : achats, salaires, impôts, intérêts, loyers, "
            "amortissements ?"
        ).format(stage=stage.label)
        yield Question(sentence=sentence, topic="costs", stage=stage.key)
    for line in stage.costs or ():
        if line.amount_eur is None:
            sentence = _("Quel est le montant de « {line} » pour {stage} ?").format(
                line=line.label, stage=stage.label
            )
            yield Question(sentence=sentence, topic="amount", stage=stage.key, line=line.label)


def _ask_places(chain: ChainEconomy, names: dict[str, str]) -> Iterator[Question]:
    for one in chain.exchanges:
        if one.price_eur != 0 and one.buyer in names and OUTSIDE in {one.source, one.target}:
            for sentence, topic in _ask_origin(
                one.matter, names[one.buyer], one.place, share=one.value_added_share
            ):
                yield Question(
                    sentence=sentence,
                    topic=topic,
                    stage=one.buyer,
                    source=one.ends[0],
                    target=one.ends[1],
                    matter=one.matter,
                )
    for stage in chain.stages:
        for line in stage.costs or ():
            if line.kind is CostKind.PURCHASE:
                for sentence, topic in _ask_origin(
                    line.label, stage.label, line.place, share=line.value_added_share
                ):
                    yield Question(sentence=sentence, topic=topic, stage=stage.key, line=line.label)


def _ask_origin(
    bought: str, buyer: str, place: Place | None, *, share: float | None
) -> Iterator[tuple[str, str]]:
    if place is None:
        sentence = _(
            "D’où vient « {bought} », acheté par {buyer} : du territoire ou d’ailleurs ? Sans "
            "réponse, compté comme venu d’ailleurs."
        )
        yield sentence.format(bought=bought, buyer=buyer), "place"
    if place is Place.TERRITORY and share is None:
        sentence = _(
            "Quelle part de « {bought} », acheté sur le territoire par {buyer}, y est de la valeur "
            "ajoutée ?"
        )
        yield sentence.format(bought=bought, buyer=buyer), "value_added_share"


def _ask_share(stage: StageEconomy) -> Iterator[Question]:
    if stage.ess_share is None:
        sentence = _("Quelle part de ce maillon relève de l’ESS : {stage} ?").format(
            stage=stage.label
        )
        yield Question(sentence=sentence, topic="ess_share", stage=stage.key)
