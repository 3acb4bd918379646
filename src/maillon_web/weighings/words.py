"""Origins, destinations and directions in the words of the reader."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.weighings.models import Direction

__all__ = [
    "BOUNDARY",
    "CHANNELS",
    "DESTINATIONS",
    "DIRECTIONS",
    "ORIGINS",
    "list_channel_choices",
    "list_movements",
    "say_channel",
]

BOUNDARY = "boundary"
"""Asks for what crosses the boundary of the sites: no transfer, no inventory."""

ORIGINS: Mapping[str, Promise] = {
    "drop_off": gettext_lazy("Apport volontaire, don"),
    "collection": gettext_lazy("Collecte à domicile"),
    "waste_site": gettext_lazy("Déchèterie"),
    "business": gettext_lazy("Entreprise, bailleur, administration"),
    "transfer": gettext_lazy("Venu d’un autre site"),
    "other": gettext_lazy("Autre origine ou non précisée"),
}
DESTINATIONS: Mapping[str, Promise] = {
    "reuse": gettext_lazy("Réemploi (vente, don)"),
    "repair": gettext_lazy("Réparation"),
    "recycling": gettext_lazy("Recyclage"),
    "recovery": gettext_lazy("Valorisation énergétique"),
    "disposal": gettext_lazy("Élimination"),
    "transfer": gettext_lazy("Parti vers un autre site"),
    "other": gettext_lazy("Autre destination ou non précisée"),
}
"""Same keys and words as `maillon.domain.weighings`."""
DIRECTIONS: Mapping[str, Promise | str] = dict(Direction.choices)
CHANNELS: Mapping[str, Mapping[str, Promise]] = {"in": ORIGINS, "out": DESTINATIONS, "stock": {}}

Choices = list[tuple[str, list[tuple[str, str]]]]


def say_channel(direction: str, channel: str) -> str:
    """Return the words of an origin or a destination."""
    return str(CHANNELS.get(direction, {}).get(channel, ""))


def list_movements() -> Choices:
    """Return every way in and out as `direction:channel`, grouped for a list."""
    return [
        (
            _("Ce qui entre"),
            [
                (f"in:{key}", _("Entrant : {origin}").format(origin=label))
                for key, label in ORIGINS.items()
            ],
        ),
        (
            _("Ce qui sort"),
            [
                (f"out:{key}", _("Sortant : {destination}").format(destination=label))
                for key, label in DESTINATIONS.items()
            ],
        ),
        (_("Ce qui est là"), [("stock", _("Inventaire : le stock pesé ce jour-là"))]),
    ]


def list_channel_choices() -> list[tuple[str, str]]:
    """Return origins then destinations; what bears the same key has both names."""
    both = {key: f"{ORIGINS[key]} / {DESTINATIONS[key]}" for key in ORIGINS if key in DESTINATIONS}
    named = {
        **{key: str(label) for key, label in (*ORIGINS.items(), *DESTINATIONS.items())},
        **both,
    }
    return [*named.items(), (BOUNDARY, _("Tout, sans les transferts ni les inventaires"))]
