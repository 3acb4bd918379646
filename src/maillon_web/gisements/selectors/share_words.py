"""What the shares of a year say, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from maillon.domain.gisements import Destination as Way
from maillon.reference.captures import list_securing_measures
from maillon.studies.gisements.capturing import CaptureYear
from maillon_web.gisements.models import Nature, Origin
from maillon_web.gisements.selectors.values import BOUND
from maillon_web.ui.formatting import format_percent, format_quantity

__all__ = [
    "UNKNOWN",
    "list_sentences",
    "list_ways",
    "name_measures",
    "say_cell",
    "say_year",
    "write_title",
]

UNKNOWN = "unknown"


def list_ways() -> list[tuple[str, str]]:
    """Return the ways a gisement may go, the unknown last."""
    return [
        (Way.ESS.value, _("ESS")),
        (Way.OTHERS.value, _("Autres acteurs")),
        (Way.EXPORTED.value, _("Hors du territoire")),
        (Way.LOST.value, _("Perdu")),
        (UNKNOWN, _("Inconnu")),
    ]


def name_measures() -> dict[str, str]:
    """Return what secures a capture, by key."""
    measures = {measure.key: measure.label for measure in list_securing_measures()}
    return {**measures, BOUND: _("Contrat suivi dans les engagements")}


def write_title(line: CaptureYear) -> str:
    """Return the matter and how its gisements are known."""
    origin = str(Origin(line.origin.value).label)
    if line.is_dormant:
        return _("{matter} – {origin}, {nature}").format(
            matter=line.matter, origin=origin, nature=Nature.STOCK.label
        )
    return _("{matter} – {origin}").format(matter=line.matter, origin=origin)


def say_cell(
    key: str, unit: str, quantities: Mapping[str, float], shares: Mapping[str, float]
) -> str:
    """Return what goes one way: a quantity, and its share where the gisement is known."""
    if key not in quantities:
        return "–"
    quantity = format_quantity(quantities[key], unit)
    if key not in shares:
        return quantity
    return _("{quantity} ({share})").format(quantity=quantity, share=format_percent(shares[key]))


def say_year(line: CaptureYear) -> str:
    """Return the answer of a year, with what weakens it."""
    said = [_say_ess(line)]
    if line.unknown_share:
        said.append(
            _("De {share}, personne ne dit où cela va.").format(
                share=format_percent(line.unknown_share)
            )
        )
    if line.excess:
        said.append(
            _(
                "Les parts inscrites dépassent le gisement de {excess} : l’un des nombres est faux."
            ).format(excess=format_quantity(line.excess, line.unit))
        )
    takers = [name for names in line.unquantified.values() for name in names if name]
    if takers:
        said.append(
            _("Prennent aussi, sans que l’on sache combien : {names}.").format(
                names=", ".join(dict.fromkeys(takers))
            )
        )
    if line.compared_years:
        said.append(
            _("Le gisement est celui de {years}, pas de l’année captée.").format(
                years=", ".join(str(year) for year in line.compared_years)
            )
        )
    return " ".join(said)


def _say_ess(line: CaptureYear) -> str:
    taken = format_quantity(line.quantities.get(Way.ESS, 0.0), line.unit)
    if line.available is None:
        return _("L’ESS capte {quantity} ; le gisement n’est pas connu.").format(quantity=taken)
    share = format_percent(line.shares.get(Way.ESS, 0.0))
    bounds = line.ess_bounds
    if bounds is None or bounds[0] == bounds[1]:
        return _("L’ESS capte {share} du gisement.").format(share=share)
    return _("L’ESS capte {share} du gisement, entre {low} et {high}.").format(
        share=share, low=format_percent(bounds[0]), high=format_percent(bounds[1])
    )


def list_sentences(line: CaptureYear) -> list[str]:
    """Return what secures the part of the ESS in the last year."""
    taken = line.quantities.get(Way.ESS, 0.0)
    if not taken:
        return []
    said = [
        _("En {year}, {secured} de ce que capte l’ESS est sécurisé par au moins un moyen.").format(
            year=line.year, secured=format_percent(line.secured_total / taken)
        )
    ]
    measures = name_measures()
    if line.secured:
        listed = sorted(line.secured.items(), key=lambda entry: -entry[1])
        said.append(
            _("Ce qui sécurise : {measures}.").format(
                measures=" ; ".join(
                    f"{measures.get(key, key)} ({format_quantity(value, line.unit)})"
                    for key, value in listed
                )
            )
        )
    if line.unsecured:
        said.append(
            _("Rien n’est inscrit qui sécurise la part de : {names}.").format(
                names=", ".join(name for name in line.unsecured if name)
            )
        )
    return said
