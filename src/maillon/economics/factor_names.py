"""Say in words what may vary: a key such as `price:farm>mill:wheat` is no sentence."""

from collections.abc import Mapping

from maillon.domain.language import translate as _
from maillon.economics.model import ChainEconomy, Exchange

__all__ = ["name_factors"]


def name_factors(chain: ChainEconomy) -> dict[str, str]:
    """Return the name of each factor of `list_factors`, by key."""
    labels = {stage.key: stage.label for stage in chain.stages}
    names = {"volume": _("le volume de toute la filière")}
    for stage in chain.stages:
        names[f"yield:{stage.key}"] = _("le rendement de {stage}").format(stage=stage.label)
    for one in chain.exchanges:
        names[f"price:{one.key}"] = _("le prix de {matter}, de {source} à {target}").format(
            matter=one.matter,
            source=_name_end(labels, one, one.source),
            target=_name_end(labels, one, one.target),
        )
    for stage in chain.stages:
        for line in stage.costs or ():
            names[f"cost:{stage.key}:{line.label}"] = _("« {line} » de {stage}").format(
                line=line.label, stage=stage.label
            )
    return names


def _name_end(labels: Mapping[str, str], exchange: Exchange, end: str) -> str:
    """Return the name of one end of an exchange: a stage, a consumer, or the outside."""
    return labels.get(end) or exchange.party_label or _("l’extérieur")
