"""Hold what the registers give for a région against the control totals of the Urssaf."""

from pathlib import Path

import pyarrow.compute as pc

from maillon.domain.errors import InvalidInput
from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.language import translate as _
from maillon.domain.territory import Territory, TerritoryKind
from maillon.domain.text import fold
from maillon.store import Store
from maillon.studies.asking import find_territory
from maillon.studies.gathering import open_store

__all__ = ["control_region"]

TOTALS = "urssaf-ess"
REGISTER = "sirene-etablissements"


def control_region(territory: Territory | str, *, home: Path | None = None) -> FigureBook:
    """
    Compare the ESS employers counted in a région with those that the Urssaf publishes.

    Returns
    -------
    FigureBook
        `control.published`, `control.deduced`, `control.urssaf` and `control.ratio`: employers
        published as ESS divided by the control total. Published and deduced stay apart.

    Raises
    ------
    InvalidInput
        If the territory is not a région, or if a register or the totals are not imported.
    """
    where = find_territory(territory, home)
    store = open_store(home)
    _check(where, store)
    year, total = _read_total(store, where)
    activity = store.read_activity(commune_codes=where.commune_codes, by="total")
    published = int(pc.sum(activity["ess_published_employer_count"]).as_py() or 0)
    deduced = int(pc.sum(activity["ess_form_employer_count"]).as_py() or 0)
    book = FigureBook()
    unit = _("établissements employeurs")
    book.add(
        Figure(
            id="control.published",
            label=_("ESS publiée, {name}").format(name=where.name),
            value=published,
            unit=unit,
            formula_key="qualification-ess",
            formula=_("Établissements employeurs actifs qu’un registre publie comme ESS."),
            sources=[REGISTER],
        )
    )
    book.add(
        Figure(
            id="control.deduced",
            label=_("ESS déduite de la forme juridique, {name}").format(name=where.name),
            value=deduced,
            unit=unit,
            formula_key="qualification-ess",
            formula=_(
                "Établissements employeurs actifs dont la forme juridique relève de l’ESS, sans "
                "qu’aucun registre ne l’ait publié."
            ),
            sources=[REGISTER],
            caveats=[_("À confirmer ; ne s’ajoute pas à l’ESS publiée.")],
        )
    )
    book.add(
        Figure(
            id="control.urssaf",
            label=_("Total de contrôle de l’Urssaf, {name}, {year}").format(
                name=where.name, year=year
            ),
            value=total,
            unit=unit,
            formula_key="qualification-ess",
            formula=_("Somme des secteurs et des familles du champ ESS, dernière année publiée."),
            sources=[TOTALS],
            caveats=[
                _("Le champ de l’Urssaf suit l’Insee : il ne compte pas les sociétés commerciales "
                  "de l’ESS.")
            ],
        )
    )  # fmt: skip
    book.add(
        Figure(
            id="control.ratio",
            label=_("ESS publiée rapportée au total de contrôle"),
            value=round(published / total, 4) if total else None,
            formula_key="qualification-ess",
            formula=_(
                "Établissements employeurs publiés comme ESS, divisés par le total de l’Urssaf."
            ),
            inputs=[
                FigureInput(label=_("ESS publiée"), value=published, figure="control.published"),
                FigureInput(label=_("Urssaf"), value=total, figure="control.urssaf"),
            ],
            sources=[REGISTER, TOTALS],
            caveats=[_("Les dates diffèrent : un écart de quelques points est attendu.")],
        )
    )
    return book


def _check(territory: Territory, store: Store) -> None:
    if territory.kind is not TerritoryKind.REGION:
        raise InvalidInput(
            f"{territory.key} is not a région",
            user=_(
                "Les totaux de l’Urssaf sont publiés par région : donnez une région, par exemple "
                "reg:32."
            ),
        )
    missing = [key for key in (REGISTER, TOTALS) if not store.has(key)]
    if missing:
        raise InvalidInput(
            f"not imported: {missing}",
            user=_("Il faut d’abord importer : {keys} (maillon sources import).").format(
                keys=", ".join(missing)
            ),
        )


def _read_total(store: Store, region: Territory) -> tuple[int, int]:
    rows = [
        row
        for row in store.read_dataset(TOTALS).to_pylist()
        if row["region_code"] == region.code and fold(row["ess_field"] or "").startswith("ESS")
    ]
    if not rows:
        raise InvalidInput(
            f"no control total for {region.code}",
            user=_("Le fichier de l’Urssaf importé ne dit rien de la région {name}.").format(
                name=region.name
            ),
        )
    year = max(row["year"] for row in rows)
    return year, int(sum(row["establishment_count"] or 0 for row in rows if row["year"] == year))
