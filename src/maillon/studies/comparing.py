"""Place a territory among others: specialisation of each stage, comparable territories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.comparison import Comparable, Profile, choose_comparable
from maillon.diagnosis.specialisation import Quotient, measure_quotient
from maillon.domain.filiere import Filiere, Specificity, Stage
from maillon.domain.provenance import Provenance
from maillon.domain.territory import Territory, TerritoryKind
from maillon.reference.territories import get_territory, list_territories, load_communes
from maillon.store import Store
from maillon.studies.gathering import Gatherer
from maillon.studies.knowledge import Knowledge, load_knowledge
from maillon.studies.relating import (
    TOTAL,
    count_activities,
    measure_densities,
    read_area_activity,
)

__all__ = [
    "ActivityTable",
    "ComparedTerritory",
    "Comparison",
    "Rate",
    "StageQuotient",
    "compare_territory",
    "list_shortlist",
    "list_telling_codes",
]

REGISTER = "sirene-etablissements"
# Near enough in population and density to fit the law of the quotients, before the mix of
# activities chooses among them.
SHORTLIST = 40
SHOWN = 5
INHABITANTS = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class StageQuotient:
    """
    Location quotient of a stage, with the four numbers it is made of.

    Attributes
    ----------
    quotient
        Value and interval.
    stage_count, territory_count
        Employers with the codes of the stage, and in all, in the territory.
    stage_total, national_count
        The same in the country.
    naf_codes
        Codes counted: those that tell the stage without a word of the name.
    """

    quotient: Quotient
    stage_count: int
    territory_count: int
    stage_total: int
    national_count: int
    naf_codes: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """Establishments with the codes of a stage per 10,000 inhabitants."""

    count: int = 0
    population: int = 0

    @property
    def value(self) -> float | None:
        """The rate; `None` without inhabitants, or where nothing was counted."""
        return INHABITANTS * self.count / self.population if self.population else None


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparedTerritory:
    """
    A territory to compare with.

    Attributes
    ----------
    likeness
        Why Maillon chose it; `None` when a person did.
    is_covered
        Whether the register tells of it; nothing is counted there otherwise.
    """

    territory: Territory
    likeness: Comparable | None = None
    is_covered: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """
    A territory among others; without a national register, only the names of comparable ones.

    Attributes
    ----------
    territories
        Comparable territories, nearest first.
    rates
        Rate of each stage that codes tell, here.
    peer_rates
        The same in each comparable territory, in their order.
    quotients
        Location quotient of each stage that codes tell.
    densities
        Share of what goes with the activities of the stage that the territory has.
    provenances
        Sources of these numbers.
    """

    territories: Sequence[ComparedTerritory] = ()
    rates: Mapping[str, Rate] = field(default_factory=dict)
    peer_rates: Mapping[str, Sequence[Rate]] = field(default_factory=dict)
    quotients: Mapping[str, StageQuotient] = field(default_factory=dict)
    densities: Mapping[str, float] = field(default_factory=dict)
    provenances: Sequence[Provenance] = ()


def compare_territory(
    gatherer: Gatherer,
    territory: Territory,
    filiere: Filiere,
    knowledge: Knowledge,
    *,
    chosen: Sequence[Territory] = (),
) -> Comparison:
    """
    Compare a territory with others of its kind, stage by stage.

    Parameters
    ----------
    chosen
        Territories that a person chose; none takes the nearest ones. The law of the location
        quotients is always fitted on the nearest ones.
    """
    if territory.kind is TerritoryKind.PLACES or not territory.population:
        return Comparison()
    shortlist = list_shortlist(territory)
    by_hand = [
        ComparedTerritory(territory=other, is_covered=gatherer.covers(other)) for other in chosen
    ]
    if not gatherer.covers(territory):
        return Comparison(territories=by_hand or _choose(territory, shortlist, {}))
    everyone = {entry.key: entry for entry in [territory, *shortlist, *chosen]}
    activity = ActivityTable(gatherer.store, list(everyone.values()))
    others = by_hand or _choose(territory, shortlist, activity.division_shares())
    stages = {stage.key: list_telling_codes(stage) for stage in filiere.stages}
    told = {key: codes for key, codes in stages.items() if codes}
    return Comparison(
        territories=others,
        rates={key: activity.rate(territory, codes) for key, codes in told.items()},
        peer_rates={
            key: [
                activity.rate(other.territory, codes) if other.is_covered else Rate()
                for other in others
            ]
            for key, codes in told.items()
        },
        quotients={
            key: activity.quotient(territory, codes, peers=shortlist) for key, codes in told.items()
        },
        densities=measure_densities(
            gatherer.store, activity.employers(territory), activity.national, told
        ),
        provenances=gatherer.list_provenances(REGISTER, "sirene-unites-legales"),
    )


def list_telling_codes(stage: Stage) -> list[str]:
    """Return the codes that tell the stage, or suggest it, without a word of the name."""
    return sorted(
        {entry.naf_code for entry in stage.activities if entry.specificity is not Specificity.WEAK}
    )


def _profile(
    territory: Territory, kind: TerritoryKind, shares: Mapping[str, Sequence[float]]
) -> Profile:
    return Profile(
        key=territory.key,
        kind=str(kind),
        population=territory.population,
        density_per_km2=territory.density_per_km2,
        activity_shares=shares.get(territory.key, ()),
    )


def _compared_kind(territory: Territory) -> TerritoryKind:
    # A list of communes has no peer of its own kind: intercommunalities are the nearest.
    return TerritoryKind.EPCI if territory.kind is TerritoryKind.LIST else territory.kind


def list_shortlist(territory: Territory) -> list[Territory]:
    """Return the territories of the same kind nearest in population and density."""
    kind = _compared_kind(territory)
    nearest = choose_comparable(
        _profile(territory, kind, {}), list(_known_profiles(str(kind))), limit=SHORTLIST
    )
    return [_get_known(entry.key) for entry in nearest]


@lru_cache(maxsize=512)
def _get_known(key: str) -> Territory:
    return get_territory(key)


@lru_cache(maxsize=8)
def _known_profiles(kind: str) -> Sequence[Profile]:
    if kind != TerritoryKind.EPCI:
        territories = list_territories(TerritoryKind(kind))
        return [_profile(entry, TerritoryKind(kind), {}) for entry in territories]
    # The commonest question: adding columns up is ten times faster than building 35,000 communes.
    communes = load_communes()
    inside = communes.filter(pc.is_valid(communes["epci_code"]))
    sums = inside.group_by("epci_code").aggregate(
        [("population", "sum"), ("area_km2", "sum"), ("area_km2", "count"), ("code", "count")]
    )
    return [
        Profile(
            key=f"epci:{row['epci_code']}",
            kind=kind,
            population=row["population_sum"],
            density_per_km2=row["population_sum"] / row["area_km2_sum"]
            if row["area_km2_count"] == row["code_count"] and row["area_km2_sum"]
            else None,
        )
        for row in sums.to_pylist()
    ]


def _choose(
    territory: Territory, shortlist: Sequence[Territory], shares: Mapping[str, Sequence[float]]
) -> list[ComparedTerritory]:
    kind = _compared_kind(territory)
    by_key = {entry.key: entry for entry in shortlist}
    chosen = choose_comparable(
        _profile(territory, kind, shares),
        [_profile(entry, kind, shares) for entry in shortlist],
        limit=SHOWN,
    )
    return [ComparedTerritory(territory=by_key[entry.key], likeness=entry) for entry in chosen]


class ActivityTable:
    """Establishments and employers by territory and activity, read once."""

    def __init__(self, store: Store, territories: Sequence[Territory]) -> None:
        self._rows = {entry.key: number for number, entry in enumerate(territories)}
        self._population = [entry.population for entry in territories]
        table = read_area_activity(store, territories)
        if table is None:
            own = count_activities(store, territories)
            whole = store.read_activity(by="total")
            whole = whole.set_column(0, "area_code", pa.array([TOTAL] * len(whole), pa.string()))
            table = pa.concat_tables([own, whole])
            table = table.filter(pc.is_valid(table["naf_code"]))
        nafs = table["naf_code"].combine_chunks().dictionary_encode()
        self._naf_codes: list[str] = nafs.dictionary.to_pylist()
        self._columns = {code: number for number, code in enumerate(self._naf_codes)}
        areas_found = table["area_code"].combine_chunks().dictionary_encode()
        numbers = {**self._rows, TOTAL: len(territories)}
        by_area = np.array([numbers[key] for key in areas_found.dictionary.to_pylist()], dtype=int)
        rows, columns = by_area[areas_found.indices.to_numpy()], nafs.indices.to_numpy()
        shape = (len(territories) + 1, len(self._naf_codes))
        establishments, employers = np.zeros(shape), np.zeros(shape)
        establishments[rows, columns] = table["establishment_count"].to_numpy()
        employers[rows, columns] = table["employer_count"].to_numpy()
        self._establishments, self._employers = establishments[:-1], employers[:-1]
        self._whole = employers[-1]

    @property
    def national(self) -> Mapping[str, float]:
        """Employers of the country by activity."""
        return dict(zip(self._naf_codes, self._whole.tolist(), strict=True))

    def employers(self, territory: Territory) -> Mapping[str, float]:
        """Employers of a territory by activity."""
        row = self._employers[self._rows[territory.key]]
        return dict(zip(self._naf_codes, row.tolist(), strict=True))

    def division_shares(self) -> dict[str, list[float]]:
        """Share of each NAF division among the establishments, by territory."""
        divisions = sorted({code[:2] for code in self._naf_codes})
        member = np.array([divisions.index(code[:2]) for code in self._naf_codes], dtype=int)
        sums = np.zeros((len(self._rows), len(divisions)))
        for column, division in enumerate(member):
            sums[:, division] += self._establishments[:, column]
        totals = sums.sum(axis=1, keepdims=True)
        shares = np.divide(sums, totals, out=np.zeros_like(sums), where=totals > 0)
        return {key: shares[row].tolist() for key, row in self._rows.items()}

    def _select(self, naf_codes: Sequence[str]) -> list[int]:
        return [self._columns[code] for code in naf_codes if code in self._columns]

    def rate(self, territory: Territory, naf_codes: Sequence[str]) -> Rate:
        """Return the rate of a set of codes in a territory."""
        row = self._rows[territory.key]
        count = self._establishments[row, self._select(naf_codes)].sum()
        return Rate(count=int(count), population=self._population[row])

    def quotient(
        self, territory: Territory, naf_codes: Sequence[str], *, peers: Sequence[Territory]
    ) -> StageQuotient:
        """Return the location quotient of a set of codes in a territory."""
        columns = self._select(naf_codes)
        counts = self._employers[:, columns].sum(axis=1)
        sizes = self._employers.sum(axis=1)
        stage_total, national = self._whole[columns].sum(), self._whole.sum()
        expected = sizes * stage_total / national if national else np.zeros_like(sizes)
        row = self._rows[territory.key]
        others = [self._rows[entry.key] for entry in peers]
        return StageQuotient(
            quotient=measure_quotient(
                float(counts[row]),
                float(expected[row]),
                peer_counts=counts[others].tolist(),
                peer_expected=expected[others].tolist(),
                min_count=load_knowledge().quotient_min_count,
            ),
            stage_count=int(counts[row]),
            territory_count=int(sizes[row]),
            stage_total=int(stage_total),
            national_count=int(national),
            naf_codes=naf_codes,
        )
