"""What a whole country tells, kept at import and read at each diagnosis."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.relatedness import density, proximity
from maillon.diagnosis.specialisation import location_quotients
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.territory import Territory
from maillon.reference.territories import load_communes
from maillon.store import Store

__all__ = [
    "DERIVED",
    "TOTAL",
    "count_activities",
    "measure_densities",
    "read_area_activity",
    "refresh_national",
]

RELATEDNESS = "parente-activites"
AREA_ACTIVITY = "activites-territoires"
TOTAL = "france"
DERIVED = (AREA_ACTIVITY, RELATEDNESS)
_KINDS = {"epci": "epci_code", "ept": "ept_code", "dep": "departement_code", "reg": "region_code"}
_MEASURES = ("establishment_count", "employer_count")


def refresh_national(store: Store) -> None:
    """Count every activity of every territory again, and which ones go together."""
    activity = _count_areas(store)
    store.write_dataset(AREA_ACTIVITY, activity, provenance=_provenance(AREA_ACTIVITY))
    relatedness = _relate(activity)
    if relatedness is not None:
        store.write_dataset(RELATEDNESS, relatedness, provenance=_provenance(RELATEDNESS))


def _provenance(key: str) -> Provenance:
    labels = {
        AREA_ACTIVITY: _("Activités par territoire, comptées dans le répertoire Sirene importé"),
        RELATEDNESS: _("Parenté des activités, calculée sur les intercommunalités"),
    }
    return Provenance(
        key=key,
        label=labels[key],
        publisher="Maillon",
        vintage=date.today().isoformat(),  # noqa: DTZ011 - the day of the computation
        licence="Licence Ouverte 2.0",
        address="sirene-etablissements",
    )


def _count_areas(store: Store) -> pa.Table:
    communes = load_communes()
    codes = communes["code"].to_pylist()
    parts = []
    for kind, column in _KINDS.items():
        areas = {
            commune: f"{kind}:{area}"
            for commune, area in zip(codes, communes[column].to_pylist(), strict=True)
            if area
        }
        parts.append(store.read_activity(by="area", areas=areas))
    total = store.read_activity(by="total")
    parts.append(total.set_column(0, "area_code", pa.array([TOTAL] * len(total), pa.string())))
    whole = pa.concat_tables(parts).select(["area_code", "naf_code", *_MEASURES])
    return whole.filter(pc.is_valid(whole["naf_code"])).sort_by(
        [("area_code", "ascending"), ("naf_code", "ascending")]
    )


def read_area_activity(store: Store, territories: Sequence[Territory]) -> pa.Table | None:
    """
    Return establishments and employers by activity of territories and of the country.

    Returns
    -------
    pyarrow.Table or None
        `area_code` (key of the territory, or `TOTAL`), `naf_code` and the counts; `None` when
        nothing was kept at import.
    """
    if not store.has(AREA_ACTIVITY):
        return None
    kept = {entry.key for entry in territories if entry.key.split(":")[0] in _KINDS}
    table = store.read_dataset(AREA_ACTIVITY)
    wanted = pa.array([*kept, TOTAL], pa.string())
    table = table.filter(pc.is_in(table["area_code"], value_set=wanted))
    own = [entry for entry in territories if entry.key not in kept]
    if own:
        counted = count_activities(store, own)
        counted = counted.filter(pc.is_valid(counted["naf_code"]))
        table = pa.concat_tables([table, counted.select(table.column_names)])
    return table


def count_activities(store: Store, territories: Sequence[Territory]) -> pa.Table:
    """Return the activities of territories by key; those that overlap are counted apart."""
    rounds: list[dict[str, str]] = []
    for territory in territories:
        codes = territory.commune_codes
        areas = next((seen for seen in rounds if seen.keys().isdisjoint(codes)), None)
        if areas is None:
            rounds.append(areas := {})
        areas.update(dict.fromkeys(codes, territory.key))
    return pa.concat_tables(
        [store.read_activity(by="area", areas=areas, commune_codes=areas) for areas in rounds]
    )


def _relate(activity: pa.Table) -> pa.Table | None:
    table = activity.filter(
        pc.and_(
            pc.starts_with(activity["area_code"], "epci:"),
            pc.greater(activity["employer_count"], 0),
        )
    )
    if not len(table):
        return None
    areas = table["area_code"].combine_chunks().dictionary_encode()
    nafs = table["naf_code"].combine_chunks().dictionary_encode()
    counts = np.zeros((len(areas.dictionary), len(nafs.dictionary)))
    counts[areas.indices.to_numpy(), nafs.indices.to_numpy()] = table["employer_count"].to_numpy()
    nearness = proximity(_is_specialised(location_quotients(counts)))
    return pa.table(
        {
            "naf_code": nafs.dictionary,
            "proximity": pa.array(list(nearness.astype(np.float32)), pa.list_(pa.float32())),
        }
    )


def _is_specialised(quotients: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    return np.asarray(np.nan_to_num(quotients) >= 1, dtype=bool)


def measure_densities(
    store: Store,
    employers: Mapping[str, float],
    national: Mapping[str, float],
    stages: Mapping[str, Sequence[str]],
) -> dict[str, float]:
    """
    Return, for each stage, the share of what goes with its activities that the territory has.

    Parameters
    ----------
    store
        Where the relatedness is kept; without it the answer is empty.
    employers, national
        Employers by activity, in the territory and in the country.
    stages
        Activity codes by stage key.
    """
    if not store.has(RELATEDNESS):
        return {}
    kept = store.read_dataset(RELATEDNESS)
    naf_codes = kept["naf_code"].to_pylist()
    flat = pc.list_flatten(kept["proximity"]).to_numpy().astype(np.float64)
    nearness = flat.reshape(len(naf_codes), len(naf_codes))
    here = np.array([employers.get(code, 0.0) for code in naf_codes])
    whole = np.array([national.get(code, 0.0) for code in naf_codes])
    expected = here.sum() * whole / whole.sum() if whole.sum() else np.zeros_like(whole)
    presence = (here > 0) & (here >= expected)
    provided = density(presence[np.newaxis, :], nearness)[0]
    position = {code: number for number, code in enumerate(naf_codes)}
    return {
        key: float(max(provided[position[code]] for code in codes if code in position))
        for key, codes in stages.items()
        if any(code in position for code in codes)
    }
