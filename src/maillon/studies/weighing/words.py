"""The words by which people who weigh name their columns, and what they write in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.domain.weighings import (
    DESTINATION_LABELS,
    DIRECTION_LABELS,
    ORIGIN_LABELS,
    Destination,
    Direction,
    Origin,
)

__all__ = ["Header", "find_channel", "find_direction", "is_no", "is_total", "read_header"]

# Longest words first wins: « date de sortie » is a date before it is a way out.
_ROLES: Mapping[str, tuple[str, ...]] = {
    "date": ("DATE", "JOUR", "PESE LE", "PESEE LE"),
    "direction": ("ENTREE SORTIE", "ENTREES SORTIES", "SENS", "MOUVEMENT", "E S", "IN OUT"),
    "channel": (
        "ORIGINE DESTINATION",
        "ORIGINE OU DESTINATION",
        "PROVENANCE DESTINATION",
        "ORIGIN OR DESTINATION",
    ),
    "origin": ("ORIGINE", "PROVENANCE", "APPORTEUR", "TYPE D APPORT", "MODE DE COLLECTE"),
    "destination": ("DESTINATION", "EXUTOIRE", "DEVENIR", "ORIENTATION"),
    "ticket": ("TICKET", "BON", "BORDEREAU", "BSD", "NUMERO", "N PESEE", "REFERENCE"),
    "unit": ("UNITE",),
    "counted": ("COMPTEE", "COUNTED"),
    "weight": (
        "POIDS NET",
        "POIDS",
        "TONNAGE",
        "MASSE",
        "QUANTITE",
        "WEIGHT",
        "KG",
        "KILOS",
        "TONNES",
    ),
    "site": (
        "SITE",
        "LIEU",
        "STRUCTURE",
        "RESSOURCERIE",
        "RECYCLERIE",
        "BOUTIQUE",
        "MAGASIN",
        "ATELIER",
    ),
    "category": (
        "CATEGORIE",
        "CATEGORY",
        "FLUX",
        "FAMILLE",
        "MATIERE",
        "NATURE",
        "PRODUIT",
        "OBJET",
        "TYPE D OBJET",
        "DESIGNATION",
        "LIBELLE",
    ),
    "note": (
        "REMARQUE",
        "REMARQUES",
        "COMMENTAIRE",
        "COMMENTAIRES",
        "OBSERVATION",
        "OBSERVATIONS",
        "NOTE",
    ),
}
_UNREAD = ("POIDS BRUT", "BRUT", "TARE", "TOTAL", "CUMUL", "SOUS TOTAL")
_IN = (
    "ENTREE",
    "ENTREES",
    "ENTRANT",
    "ENTRANTS",
    "ENTRE",
    "IN",
    "INCOMING",
    "ARRIVEE",
    "RECEPTION",
)
_OUT = (
    "SORTIE",
    "SORTIES",
    "SORTANT",
    "SORTANTS",
    "SORTI",
    "OUT",
    "OUTGOING",
    "DEPART",
    "EVACUATION",
)
_STOCK = ("STOCK", "INVENTAIRE", "STOCK FINAL", "STOCKTAKE")
_UNITS = {"KG": "kg", "KGS": "kg", "KILO": "kg", "KILOS": "kg", "KILOGRAMMES": "kg", "T": "t"}
_TONNES = {"TONNE": "t", "TONNES": "t", "TONNAGE": "t"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """What a header says: the role of its column, its unit, its direction, the rest of it."""

    role: str = ""
    unit: str = ""
    direction: str = ""
    rest: str = ""
    is_unread: bool = False


def read_header(text: str) -> Header:
    """
    Read a header.

    `role` is empty when no word is known: the column may then bear the name of a category, which
    is `rest`.
    """
    words = fold(text)
    if not words:
        return Header(is_unread=True)
    unit = _find_unit(words)
    side = _find_side(words)
    if _has(words, _UNREAD):
        return Header(unit=unit, direction=side, is_unread=True)
    bare = " ".join(word for word in words.split() if word not in {*_UNITS, "EN"})
    role = _find_role(bare) if bare else "weight"
    if role not in {"", "weight"}:
        return Header(role=role, unit=unit)
    rest = "" if role else _strip(text, side)
    return Header(role=role or ("" if rest else "weight"), unit=unit, direction=side, rest=rest)


def _find_role(words: str) -> str:
    found = [
        (len(word), -rank, role)
        for rank, (role, known) in enumerate(_ROLES.items())
        for word in known
        if _holds(words, word)
    ]
    if not found:
        return ""
    if any(role == "date" for _length, _rank, role in found):
        return "date"
    return max(found)[2]


def _find_unit(words: str) -> str:
    known = {**_UNITS, **_TONNES}
    return next((known[word] for word in words.split() if word in known), "")


def _find_side(words: str) -> str:
    sides = [
        side
        for side, known in ((Direction.IN, _IN), (Direction.OUT, _OUT), (Direction.STOCK, _STOCK))
        if _has(words, known)
    ]
    return sides[0].value if len(sides) == 1 else ""


def _strip(text: str, direction: str) -> str:
    """Return a header without its unit nor the word of its direction."""
    unwanted = {*_UNITS, *_TONNES, "EN", ""} | ({*_IN, *_OUT, *_STOCK} if direction else set())
    kept = [word for word in text.split() if fold(word) not in unwanted]
    return " ".join(kept).strip(" -–:/")


def is_no(text: str) -> bool:
    """Tell a cell that says no."""
    return fold(text).split()[:1] in (["NON"], ["NO"])


@lru_cache(maxsize=4096)
def is_total(text: str) -> bool:
    """Tell a line that adds up the others."""
    words = fold(text)
    return words.startswith(("TOTAL", "SOUS TOTAL", "CUMUL"))


def find_direction(text: str) -> str:
    """Return the direction that a cell names, empty when it names none."""
    words = fold(text)
    exact = {
        **{fold(_(label)): key for key, label in DIRECTION_LABELS.items()},
        **{str(key).upper(): key for key in DIRECTION_LABELS},
        "E": Direction.IN,
        "S": Direction.OUT,
        "APPORT": Direction.IN,
        "COLLECTE": Direction.IN,
        "VENTE": Direction.OUT,
    }
    if words in exact:
        return str(exact[words])
    return _find_side(words)


_CHANNEL_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    Direction.IN: {
        Origin.DROP_OFF: ("APPORT VOLONTAIRE", "APPORT", "APPORTS", "DEPOT", "DON", "DONS", "AV"),
        Origin.COLLECTION: ("DOMICILE", "COLLECTE", "COLLECTES", "ENLEVEMENT", "DEBARRAS"),
        Origin.WASTE_SITE: ("DECHETERIE", "DECHETTERIE", "DECHETERIES", "DECHETTERIES"),
        Origin.BUSINESS: (
            "ENTREPRISE",
            "ENTREPRISES",
            "PROFESSIONNEL",
            "PROFESSIONNELS",
            "BAILLEUR",
            "ADMINISTRATION",
        ),
        Origin.TRANSFER: ("TRANSFERT", "AUTRE SITE"),
        Origin.OTHER: ("AUTRE", "AUTRES", "INCONNU", "NON PRECISE"),
    },
    Direction.OUT: {
        Destination.REUSE: (
            "REEMPLOI",
            "REEMPLOYE",
            "REUTILISATION",
            "VENTE",
            "VENTES",
            "VENDU",
            "BOUTIQUE",
            "MAGASIN",
            "DON",
            "DONS",
        ),
        Destination.REPAIR: ("REPARATION", "REPARE", "REPARES"),
        Destination.RECYCLING: (
            "RECYCLAGE",
            "RECYCLE",
            "RECYCLEUR",
            "VALORISATION MATIERE",
            "FERRAILLEUR",
        ),
        Destination.RECOVERY: ("VALORISATION ENERGETIQUE", "ENERGETIQUE", "CSR"),
        Destination.DISPOSAL: (
            "ELIMINATION",
            "ENFOUISSEMENT",
            "DECHET ULTIME",
            "DECHETS ULTIMES",
            "DECHARGE",
            "ISDND",
            "REBUT",
            "REBUTS",
        ),
        Destination.TRANSFER: ("TRANSFERT", "AUTRE SITE"),
        Destination.OTHER: ("AUTRE", "AUTRES", "INCONNU", "NON PRECISE"),
    },
    Direction.STOCK: {},
}
_LABELS: Mapping[str, Mapping[str, str]] = {
    Direction.IN: ORIGIN_LABELS,
    Direction.OUT: DESTINATION_LABELS,
    Direction.STOCK: {},
}


def find_channel(text: str, direction: str) -> str:
    """Return the origin or the destination that a cell names, empty when no word is known."""
    words = fold(text)
    for key, label in _LABELS[direction].items():
        if words in {fold(label), fold(_(label)), fold(key)}:
            return str(key)
    found = [
        (len(word), str(key))
        for key, known in _CHANNEL_WORDS[direction].items()
        for word in known
        if _holds(words, word)
    ]
    return max(found)[1] if found else ""


def _holds(words: str, wanted: str) -> bool:
    return f" {wanted} " in f" {words} "


def _has(words: str, wanted: Iterable[str]) -> bool:
    return any(_holds(words, word) for word in wanted)
