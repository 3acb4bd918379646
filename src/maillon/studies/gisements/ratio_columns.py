"""The columns of one's own table of ratios, and the empty table to fill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import ActivityKind, RatioScope
from maillon.domain.language import mark
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.reference.ratios import list_ratio_columns

__all__ = ["ACTIVITY_WORDS", "COLUMNS", "SCOPE_WORDS", "SHEET", "RatioColumn", "write_template"]

SHEET = "Ratios"


@dataclass(frozen=True, kw_only=True, slots=True)
class RatioColumn:
    """
    A column of the template: `reference/tables/ratios.csv`.

    Attributes
    ----------
    name
        Field of `Ratio`.
    label
        Header, French.
    help
        What to write there, marked for translation.
    words
        Other headers that are read, folded.
    """

    name: str
    label: str
    help: str
    is_required: bool = False
    words: tuple[str, ...] = ()


_HELP = {
    "matter": mark("Ce qui est compté, par exemple « bois ». Obligatoire."),
    "activity": mark("salarié, habitant, repas, tête, m², k€ ou unité. Obligatoire."),
    "naf_code": mark(
        "Pour un ratio par salarié : le code (16.10A) ou son début (16, 16.1). Vide : toutes les "
        "activités."
    ),
    "value": mark("Quantité par unité d’activité et par an. Obligatoire."),
    "unit": mark("Unité de la quantité : kg, t, m³… Obligatoire."),
    "cv": mark("Coefficient de variation : 0,3 ou 30 %. Ou bien un minimum et un maximum."),
    "low": mark("Borne basse : le vrai ratio la dépasse 95 fois sur 100."),
    "high": mark("Borne haute : le vrai ratio reste dessous 95 fois sur 100."),
    "confidence": mark("Note de qualité quand l’incertitude n’est pas publiée : 21121, ou E3."),
    "year": mark("Année pour laquelle le ratio vaut. Obligatoire."),
    "source": mark("Titre et éditeur : qui l’a publié, où. Obligatoire."),
    "address": mark("Adresse publique de la source."),
    "method": mark("Comment il a été établi."),
    "perimeter": mark("Ce qu’il compte, et ce qu’il laisse de côté."),
    "scope": mark("généré, mis en marché ou collecté. Vide : généré."),
    "filieres": mark("Clés séparées par « ; ». Vide : toutes."),
}


def _read_columns() -> tuple[RatioColumn, ...]:
    return tuple(
        RatioColumn(
            name=row["column"],
            label=row["label_fr"],
            help=_HELP[row["column"]],
            is_required=row["required"] == "yes",
            words=tuple(fold(word) for word in row["synonyms"].split("|") if word),
        )
        for row in list_ratio_columns()
    )


COLUMNS = _read_columns()
# How people write them, folded; the first is the one to teach.
ACTIVITY_WORDS: Mapping[ActivityKind, Sequence[str]] = {
    ActivityKind.EMPLOYEE: ("SALARIE", "SALARIES", "EMPLOYE", "EMPLOYES", "ETP", "EMPLOYEE"),
    ActivityKind.INHABITANT: ("HABITANT", "HABITANTS", "HAB", "INHABITANT"),
    ActivityKind.MEAL: ("REPAS", "COUVERT", "COUVERTS", "MEAL"),
    ActivityKind.HEAD: ("TETE", "TETES", "ANIMAL", "BREBIS", "HEAD"),
    ActivityKind.SQUARE_METRE: ("M2", "METRE CARRE", "METRES CARRES", "SQUARE METRE"),
    ActivityKind.TURNOVER: ("K", "KEUR", "K EUROS", "MILLIERS D EUROS", "TURNOVER"),
    ActivityKind.UNIT: ("UNITE", "UNITES", "PIECE", "PIECES", "OBJET", "UNIT"),
}
SCOPE_WORDS: Mapping[RatioScope, Sequence[str]] = {
    RatioScope.GENERATED: ("GENERE", "PRODUIT", "PRODUCTION", "GENERATED"),
    RatioScope.PLACED_ON_MARKET: ("MIS EN MARCHE", "MIS SUR LE MARCHE", "PLACED ON MARKET"),
    RatioScope.COLLECTED: ("COLLECTE", "COLLECTED"),
}


def write_template(suffix: str = ".xlsx") -> bytes:
    """
    Return an empty table to fill: a workbook with a sheet of instructions, or a CSV.

    Raises
    ------
    InvalidInput
        If the suffix is neither `.xlsx` nor `.csv`.
    """
    from maillon.studies.linking.files import render_table, render_workbook

    empty = pa.table({column.label: pa.array([], pa.string()) for column in COLUMNS})
    if suffix == ".csv":
        return render_table(empty).encode()
    if suffix != ".xlsx":
        raise InvalidInput(
            f"no template with suffix {suffix!r}",
            user=_("Le modèle existe en .xlsx et en .csv."),
        )
    words = pa.table(
        {
            _("Colonne"): [column.label for column in COLUMNS],
            _("Ce qu’il faut y écrire"): [_(column.help) for column in COLUMNS],
        }
    )
    return render_workbook({SHEET: empty, _("Mode d’emploi"): words})
