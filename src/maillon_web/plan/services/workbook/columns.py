"""
The sheets and columns of the workbook of a plan.

Names are those of the file, not of the page: they stay French in every language, so that a file
written in one is read in the other.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = [
    "ACTIONS",
    "BUDGETS",
    "DEPENDENCIES",
    "FUNDINGS",
    "INDICATORS",
    "OBJECTIVES",
    "SHEETS",
    "VALUES",
    "Column",
    "Sheet",
    "find_year_column",
    "fold",
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its header, other headers that mean the same, its width."""

    key: str
    header: str
    aliases: tuple[str, ...] = ()
    width: int = 18


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `name_key` is the column without which a row says nothing."""

    key: str
    name: str
    name_key: str
    columns: tuple[Column, ...]

    def match(self, header: str) -> str:
        """Return the key of the column that a header names, empty when none does."""
        folded = fold(header)
        for column in self.columns:
            if folded == fold(column.header) or folded in column.aliases:
                return column.key
        return ""

    def get_header(self, key: str) -> str:
        """Return the header of a column."""
        return next(column.header for column in self.columns if column.key == key)


def fold(text: str) -> str:
    """Return a text without case, accents nor punctuation, to compare what people write."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", letters.replace("œ", "oe")))


_REF = Column("ref", "Réf.", ("ref", "reference", "n", "no", "numero"), 12)
_SEEN = Column("visibility", "Visible de", ("visibilite",), 22)

OBJECTIVES = Sheet(
    "objectives",
    "Objectifs",
    "title",
    (
        _REF,
        Column("title", "Objectif", ("intitule", "titre", "axe"), 50),
        Column("description", "Description", (), 60),
        Column("due_on", "Échéance", ("pour le", "fin"), 14),
        _SEEN,
    ),
)
ACTIONS = Sheet(
    "actions",
    "Actions",
    "title",
    (
        _REF,
        Column(
            "title",
            "Action",
            (
                "actions",
                "intitule",
                "titre",
                "intitule de l action",
                "nom de l action",
                "libelle",
                "libelle de l action",
                "tache",
                "taches",
            ),
            50,
        ),
        Column(
            "objective",
            "Objectif",
            (
                "objectifs",
                "axe",
                "axe strategique",
                "orientation",
                "objectif strategique",
                "objectif operationnel",
                "enjeu",
            ),
            36,
        ),
        Column(
            "parent", "Fait partie de", ("sous action de", "action mere", "action principale"), 36
        ),
        Column("status", "État", ("statut", "avancement", "etat d avancement"), 14),
        Column("priority", "Priorité", (), 12),
        Column(
            "owner",
            "Pilote",
            ("responsable", "porteur", "porteuse", "pilote de l action", "chef de projet", "qui"),
            24,
        ),
        Column("owner_name", "Pilote sans compte", (), 24),
        Column(
            "starts_on", "Début", ("date de debut", "demarrage", "lancement", "debut prevu"), 14
        ),
        Column(
            "ends_on",
            "Fin",
            (
                "echeance",
                "echeances",
                "date de fin",
                "delai",
                "date butoir",
                "pour le",
                "fin prevue",
            ),
            14,
        ),
        Column("next_step", "Prochaine étape", ("prochaines etapes", "suite", "suites"), 40),
        Column("description", "Description", ("detail", "details", "contenu", "descriptif"), 60),
        Column(
            "referent",
            "Élu·e référent·e",
            ("elu referent", "elue referente", "elu", "elue", "elu e referent e"),
            24,
        ),
        Column(
            "departments",
            "Directions et services",
            ("direction", "directions", "service", "services", "service pilote"),
            30,
        ),
        Column("partners", "Partenaires", ("partenaire", "partenaires associes"), 40),
        Column("fte", "ETP", ("temps de travail", "temps de travail etp"), 8),
        Column("outcome", "Résultat", ("resultats", "bilan"), 40),
        Column("stage_key", "Maillon", (), 20),
        Column("lever_keys", "Leviers", ("levier",), 40),
        Column("project", "Projet", (), 30),
        Column("obstacles", "Freins", ("frein", "freins a lever"), 30),
        Column("actors", "Acteurs", ("acteur", "acteurs concernes"), 30),
        _SEEN,
    ),
)
BUDGETS = Sheet(
    "budgets",
    "Budgets",
    "action",
    (
        Column("action", "Action", (), 50),
        Column("year", "Année", (), 10),
        Column("planned_eur", "Prévu (€)", ("prevu", "budget"), 14),
        Column("spent_eur", "Dépensé (€)", ("depense", "realise"), 14),
    ),
)
FUNDINGS = Sheet(
    "fundings",
    "Financements",
    "funder",
    (
        _REF,
        Column("action", "Action", (), 50),
        Column("funder", "Financeur", (), 30),
        Column("instrument", "Forme", (), 24),
        Column("state", "État", ("statut",), 14),
        Column("year", "Année", (), 10),
        Column("asked_eur", "Demandé (€)", ("demande",), 14),
        Column("obtained_eur", "Obtenu (€)", ("obtenu",), 14),
        Column("due_on", "À déposer avant le", (), 16),
        Column("sheet_key", "Fiche d’aide", (), 24),
    ),
)
DEPENDENCIES = Sheet(
    "dependencies",
    "Dépendances",
    "after",
    (
        Column("after", "Action qui attend", (), 50),
        Column("before", "Attend la fin de", (), 50),
    ),
)
INDICATORS = Sheet(
    "indicators",
    "Indicateurs",
    "label",
    (
        _REF,
        Column("label", "Indicateur", (), 50),
        Column("unit", "Unité", (), 16),
        Column("objective", "Objectif", (), 36),
        Column("wanted", "Sens souhaité", (), 20),
        Column("baseline", "Valeur de départ", (), 14),
        Column("baseline_on", "À la date du", (), 14),
        Column("target", "Valeur visée", (), 14),
        Column("target_on", "Pour le", (), 14),
        Column("method", "Comment il est mesuré", (), 50),
        Column("actions", "Actions", (), 50),
        _SEEN,
    ),
)
VALUES = Sheet(
    "values",
    "Valeurs",
    "indicator",
    (
        Column("indicator", "Indicateur", (), 50),
        Column("measured_on", "Date", (), 14),
        Column("value", "Valeur", (), 14),
        Column("source", "Source", (), 50),
    ),
)
SHEETS: Sequence[Sheet] = (
    OBJECTIVES,
    ACTIONS,
    BUDGETS,
    FUNDINGS,
    DEPENDENCIES,
    INDICATORS,
    VALUES,
)

_YEAR_COLUMN = re.compile(
    r"(?P<what>budget|cout|montant|prevu|prevision|depense|realise|consomme)"
    r"(?: (?:prevu|previsionnel|prevision|depense|realise|en|eur|euros|ttc|ht|total))*"
    r" (?P<year>(?:19|20)\d\d)(?: (?:eur|euros|ttc|ht|prevu|previsionnel|depense|realise))*"
)
_SPENT: Mapping[str, str] = dict.fromkeys(("depense", "realise", "consomme"), "spent_eur")


def find_year_column(header: str) -> tuple[str, int] | None:
    """Return what a header such as « Budget 2025 » holds, and its year; `None` for another."""
    folded = fold(header)
    found = _YEAR_COLUMN.fullmatch(folded)
    if found is None:
        return None
    words = set(folded.split())
    is_spent = bool(words & set(_SPENT))
    return ("spent_eur" if is_spent else "planned_eur"), int(found["year"])
