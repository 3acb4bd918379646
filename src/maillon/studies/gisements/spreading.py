"""Gisements of many matters, commune by commune, from one's own table of establishments."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import ActivityKind, Ratio
from maillon.domain.language import translate as _
from maillon.flows.gisements.matching import choose_lines, match_activities
from maillon.flows.gisements.spreading import FloatArray, spread_by_place
from maillon.flows.gisements.totals import find_base_unit
from maillon.flows.units import find_unit

__all__ = ["spread_establishments"]


def spread_establishments(establishments: pa.Table, ratios: Sequence[Ratio]) -> pa.Table:
    """
    Return the quantity of each matter that arises in each commune of a country or a region.

    Parameters
    ----------
    establishments
        `commune_code`, `naf_code` and `employees`; a row an establishment, or a group of them.
    ratios
        Ratios per employee; the others are left out.

    Returns
    -------
    pa.Table
        `commune_code`, then a column a matter and moment, in its base unit and per year, without
        uncertainty and without secrecy: for who computes, not for who publishes.

    Raises
    ------
    InvalidInput
        If a column is missing, or if no ratio is per employee.
    """
    missing = {"commune_code", "naf_code", "employees"} - set(establishments.column_names)
    if missing:
        raise InvalidInput(
            f"columns missing: {sorted(missing)}",
            user=_("Il manque des colonnes à la table des établissements : {names}.").format(
                names=", ".join(sorted(missing))
            ),
        )
    known = establishments.drop_null()
    places = pc.dictionary_encode(known["commune_code"].combine_chunks())
    codes = pc.dictionary_encode(known["naf_code"].combine_chunks())
    names, table = _lay_out(ratios, codes.dictionary.to_pylist())
    found = spread_by_place(
        places.indices.to_numpy(),
        codes.indices.to_numpy(),
        known["employees"].to_numpy().astype(np.float64),
        table,
        place_count=len(places.dictionary),
    )
    columns = {name: found[:, rank] for rank, name in enumerate(names)}
    return pa.table({"commune_code": places.dictionary, **columns}).sort_by("commune_code")


def _lay_out(ratios: Sequence[Ratio], naf_codes: Sequence[str]) -> tuple[list[str], FloatArray]:
    """Return the name of each column, and the ratios: a row an activity, a column a matter."""
    lines = [
        line
        for line in choose_lines(ratios, filiere_key=None, place_key="", is_france=True)
        if line.key.activity is ActivityKind.EMPLOYEE
    ]
    if not lines:
        raise InvalidInput(
            "no ratio per employee",
            user=_("Aucun de ces ratios n’est par salarié : rien ne se répartit par commune."),
        )
    table = np.zeros((len(naf_codes), len(lines)))
    for column, line in enumerate(lines):
        ranks = match_activities(line, naf_codes)
        for row, code in enumerate(naf_codes):
            if code in ranks:
                ratio = line.ratios[ranks[code]]
                unit = find_unit(ratio.unit) or find_base_unit(ratio.unit)
                table[row, column] = ratio.value * unit.factor
    return [f"{line.key.matter.lower()}.{line.key.scope}" for line in lines], table
