"""Look at every territory of a kind and every filière at once, by the rules of a diagnosis."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.keywords import FoldedTexts, fold_texts
from maillon.diagnosis.placement import candidate_filter, place
from maillon.diagnosis.qualification import qualify
from maillon.diagnosis.workforce import read_sizes
from maillon.domain.errors import InvalidInput
from maillon.domain.filiere import Filiere
from maillon.domain.jobs import Progress, SilentProgress
from maillon.domain.language import translate as _
from maillon.domain.territory import TerritoryKind
from maillon.reference.filieres import list_filieres
from maillon.reference.territories import list_territories
from maillon.store import Store
from maillon.studies.gathering import open_store
from maillon.studies.home import custom_filieres_folder
from maillon.studies.knowledge import Knowledge, load_knowledge

__all__ = ["screen_territories"]

_THREADS = 2
MEASURES = (
    "establishment_count",
    "ess_published_count",
    "ess_deduced_count",
    "employer_count",
    "workforce_central",
    "to_check_count",
)
_Numbers = npt.NDArray[np.float64]
_Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Slice:
    """Establishments of one département, read once for every filière."""

    table: pa.Table
    texts: FoldedTexts
    areas: _Rows  # position of the territory of each establishment, -1 outside all
    measures: Mapping[str, _Numbers]  # what each establishment adds to each measure


def screen_territories(
    kind: TerritoryKind | str,
    *,
    filieres: Sequence[Filiere] | None = None,
    home: Path | None = None,
    progress: Progress | None = None,
) -> pa.Table:
    """
    Count every stage of every filière in every territory of a kind, from the registers.

    Parameters
    ----------
    kind
        `epci`, `departement`, `region`…
    filieres
        Those to look at; by default all.
    home
        Folder of the imports; by default the usual one.
    progress
        Told of each département.

    Returns
    -------
    pyarrow.Table
        One row per territory, filière and stage: `territory_key`, `filiere_key`, `stage_key` and
        the measures. Own lists, bundled cases and decisions are not in it.

    Raises
    ------
    InvalidInput
        If no national register is imported.
    """
    store = open_store(home)
    shown = progress or SilentProgress()
    looked_at = list(filieres or list_filieres(custom_filieres_folder(home)))
    territories = list_territories(TerritoryKind(kind))
    positions = {
        code: number for number, entry in enumerate(territories) for code in entry.commune_codes
    }
    sums = {
        filiere.key: {name: np.zeros((len(territories), len(filiere.stages))) for name in MEASURES}
        for filiere in looked_at
    }
    departements = list(store.iter_departements())
    if not departements:
        raise InvalidInput(
            "no register to screen",
            user=_(
                "Aucun registre national n’est importé : importez « sirene-etablissements » et "
                "« sirene-unites-legales », puis relancez."
            ),
        )
    shown.start(_("Lecture du pays, filière par filière"), len(departements))
    read = partial(_read_slice, store, filieres=looked_at, positions=positions)
    # The next département is read while this one is placed.
    with ThreadPoolExecutor(max_workers=1) as reader, ThreadPoolExecutor(_THREADS) as placers:
        coming = [reader.submit(read, code) for code in departements[:1]]
        for following in [*departements[1:], None]:
            part = coming.pop().result()
            if following is not None:
                coming.append(reader.submit(read, following))
            # Each filière fills its own sums, so that threads share nothing but the slice.
            list(placers.map(partial(_add_filiere, sums, part), looked_at))
            shown.advance(1)
    shown.finish()
    keys = [entry.key for entry in territories]
    return pa.concat_tables([_tabulate(filiere, keys, sums[filiere.key]) for filiere in looked_at])


def _read_slice(
    store: Store, departement: str, filieres: Sequence[Filiere], positions: Mapping[str, int]
) -> _Slice:
    knowledge = load_knowledge()
    filters = [candidate_filter(filiere) for filiere in filieres]
    patterns = [wanted.name_pattern for wanted in filters if wanted.name_pattern]
    table = store.read_establishments(
        departement_codes=[departement],
        naf_codes={code for wanted in filters for code in wanted.naf_codes},
        name_pattern="|".join(f"(?:{pattern})" for pattern in patterns) or None,
    ).combine_chunks()
    encoded = table["commune_code"].combine_chunks().dictionary_encode()
    by_commune = np.array(
        [positions.get(code, -1) for code in encoded.dictionary.to_pylist()] + [-1]
    )
    numbers = pc.fill_null(encoded.indices, len(by_commune) - 1).to_numpy(zero_copy_only=False)
    return _Slice(
        table=table,
        texts=fold_texts(table),
        areas=by_commune[numbers],
        measures=_measure(table, knowledge),
    )


def _measure(table: pa.Table, knowledge: Knowledge) -> dict[str, _Numbers]:
    status = qualify(
        table,
        legal_levels=knowledge.legal_levels,
        excluded_naf=knowledge.excluded_naf,
        reserved_articles=knowledge.reserved_articles,
    )["ess_status"]
    sizes = np.nan_to_num(read_sizes(table["band_code"].combine_chunks(), knowledge.bands))
    says = pc.fill_null(pc.cast(table["is_employer"], pa.int8()), -1).to_numpy()
    return {
        "establishment_count": np.ones(len(table)),
        "ess_published_count": _is(status, "published"),
        "ess_deduced_count": _is(status, "deduced"),
        "employer_count": ((says == 1) | ((says == -1) & (sizes > 0))).astype(np.float64),
        "workforce_central": sizes,
    }


def _is(values: pa.ChunkedArray, wanted: str) -> _Numbers:
    return np.asarray(pc.equal(values, wanted).to_numpy(), dtype=np.float64)


def _add_filiere(
    sums: Mapping[str, Mapping[str, _Numbers]], part: _Slice, filiere: Filiere
) -> None:
    _add(sums[filiere.key], part, filiere)


def _add(sums: Mapping[str, _Numbers], part: _Slice, filiere: Filiere) -> None:
    placements = place(part.table, filiere, weights=load_knowledge().weights, texts=part.texts)
    if not len(placements):
        return
    found = pc.index_in(
        placements["actor_id"].combine_chunks(), value_set=part.table["actor_id"].combine_chunks()
    )
    rows = np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)
    stage_keys = pa.array([stage.key for stage in filiere.stages], pa.string())
    stages = pc.index_in(placements["stage_key"].combine_chunks(), value_set=stage_keys)
    columns = np.asarray(stages.to_numpy(zero_copy_only=False), dtype=np.int64)
    is_doubtful = _is(placements["confidence"], "to_check").astype(bool)
    areas = part.areas[rows]
    for name, target in sums.items():
        kept = (areas >= 0) & (is_doubtful if name == "to_check_count" else ~is_doubtful)
        weights = None if name == "to_check_count" else part.measures[name][rows[kept]]
        cells = areas[kept] * target.shape[1] + columns[kept]
        tally = np.bincount(cells, weights=weights, minlength=target.size)
        target[:] += tally.reshape(target.shape)


def _tabulate(filiere: Filiere, keys: Sequence[str], sums: Mapping[str, _Numbers]) -> pa.Table:
    stage_keys = [stage.key for stage in filiere.stages]
    columns: dict[str, pa.Array] = {
        "territory_key": pa.array(np.repeat(keys, len(stage_keys)), pa.string()),
        "filiere_key": pa.array([filiere.key] * len(keys) * len(stage_keys), pa.string()),
        "stage_key": pa.array(stage_keys * len(keys), pa.string()),
    }
    for name, values in sums.items():
        kind = pa.float64() if name == "workforce_central" else pa.int64()
        columns[name] = pa.array(values.ravel()).cast(kind)
    return pa.table(columns)
