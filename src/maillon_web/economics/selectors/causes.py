"""What may move in the accounts of a filière, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from maillon_web.economics.selectors.chain import Chain

__all__ = ["name_causes", "name_exchange"]


def name_exchange(chain: Chain, source: str, target: str, matter: str) -> str:
    """Return what circulates from where to where, in words."""
    return _("{matter}, {source} → {target}").format(
        matter=matter, source=chain.name(source), target=chain.name(target)
    )


def name_causes(chain: Chain) -> Mapping[str, str]:
    """Return the words of every cause by its name in the library."""
    causes = {"volume": _("Le volume de toute la chaîne")}
    for key in chain.list_stage_keys():
        causes[f"yield:{key}"] = _("Rendement de {stage}").format(stage=chain.name(key))
    outer = chain.list_outer_keys()
    for one in chain.exchanges:
        if {one.source, one.target} <= outer or one.name in chain.held:
            continue
        words = name_exchange(chain, *one.ends)
        causes[f"price:{one.name}"] = _("Prix : {exchange}").format(exchange=words)
    for stage in chain.values["stages"]:
        for line in stage.get("costs") or ():
            name = f"cost:{stage['key']}:{line['label']}"
            causes[name] = _("{line} – {stage}").format(line=line["label"], stage=stage["label"])
    return causes
