"""Made-up quantities: what is weighed, what arises, who captures it, what circulates, its value."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils import timezone
from loading import Loader
from made_plan import EXAMPLE, Team

from maillon_web.agreements.models import Contract
from maillon_web.economics.models import (
    CommitmentYear,
    CostKind,
    CostLine,
    Family,
    FlowPrice,
    LocalSpending,
    PlaceOfMoney,
    PriceCommitment,
    StageAccount,
    ValueScenario,
)
from maillon_web.flows.models import FlowPlace, MatterFlow, StockMove, TransferYield
from maillon_web.gisements.models import Capture, Certainty, Destination, Gisement, Origin
from maillon_web.weighings.models import (
    ClosedBilan,
    Direction,
    Weighing,
    WeighingImport,
    WeighingSite,
    WeighingTarget,
)

__all__ = ["make_quantities"]

_MATTERS = tuple(f"Matière fictive {number}" for number in range(1, 6))
_SOURCE = "Source fictive"
_YEARS = (2024, 2025, 2026)
# How many of each a team writes; more in the largest filière.
_LARGE = {"sites": 12, "weighings": 100_000, "gisements": 1_000, "places": 40, "commitments": 20}
_OTHER = {"sites": 2, "weighings": 60, "gisements": 10, "places": 4, "commitments": 2}
_OUTSIDE = "outside"


def make_quantities(loader: Loader, team: Team, contracts: Sequence[Contract]) -> None:
    """Write the quantities of a filière and their value."""
    counts = _LARGE if team.times > 1 else _OTHER
    _write_weighings(loader, team, counts)
    _write_gisements(loader, team, counts, contracts)
    flows = _write_flows(loader, team, counts)
    _write_value(loader, team, flows)
    _write_commitments(loader, team, counts, contracts)


def _write_weighings(loader: Loader, team: Team, counts: dict[str, int]) -> None:
    sites = [
        WeighingSite(name=f"{EXAMPLE} – Site {number}", **team.shared(number))
        for number in range(counts["sites"])
    ]
    loader.write(sites)
    batch = WeighingImport(file_name="exemple-fictif.xlsx", line_count=10, **team.shared(0))
    loader.write([batch])
    today, entered = timezone.localdate(), timezone.now()
    lines = []
    for number in range(counts["weighings"]):
        day = today - timedelta(days=team.rng.randrange(1, 900))
        is_in = number % 2 == 0
        lines.append(
            Weighing(
                filiere=team.workspace.filiere,
                site=team.rng.choice(sites),
                weighed_on=day,
                month=day.year * 12 + day.month - 1,
                direction=Direction.IN if is_in else Direction.OUT,
                channel="drop_off" if is_in else team.rng.choice(("reuse", "repair", "recycling")),
                category=team.rng.choice(_MATTERS),
                kilograms=team.rng.randrange(1, 4_000) / 10,
                batch=batch if number < 10 else None,
                entered_at=entered - (today - day),
                entered_by=team.workspace.author,
            )
        )
    loader.write(lines)
    loader.write(
        [
            WeighingTarget(
                label=f"{EXAMPLE} – Objectif",
                destinations=["reuse", "repair"],
                quantity_t=10_000,
                starts_on=today - timedelta(days=900),
                due_on=today + timedelta(days=1_500),
                source=_SOURCE,
                **team.shared(0),
            )
        ]
    )
    loader.write(
        [
            ClosedBilan(
                label=f"{EXAMPLE} – Bilan",
                starts_on=today - timedelta(days=800),
                ends_on=today - timedelta(days=500),
                **team.shared(0),
            )
        ]
    )


def _write_gisements(
    loader: Loader, team: Team, counts: dict[str, int], contracts: Sequence[Contract]
) -> None:
    gisements = [
        Gisement(
            matter=team.rng.choice(_MATTERS),
            quantity=team.rng.randrange(10, 4_000),
            unit="t",
            variation=0.2,
            starts_on=timezone.localdate().replace(year=2025, month=1, day=1),
            ends_on=timezone.localdate().replace(year=2025, month=12, day=31),
            origin=team.rng.choice((Origin.DECLARED, Origin.WEIGHED)),
            confidence=team.rng.choice(list(Certainty)),
            reference=_SOURCE,
            holder=team.rng.choice(team.actors) if team.actors else None,
            place_name=f"Lieu fictif {number}",
            stage_key=team.rng.choice(team.stage_keys),
            mobilisable_share=0.6,
            mobilisable_error=0.1,
            recoverable_share=0.8,
            recoverable_error=0.05,
            **team.shared(number),
        )
        for number in range(counts["gisements"])
    ]
    loader.write(gisements)
    loader.write(
        [
            Capture(
                gisement=gisement,
                year=year,
                actor=team.rng.choice(team.actors) if team.actors else None,
                organisation="Organisation fictive",
                destination=team.rng.choice(list(Destination)),
                quantity=gisement.quantity / 4,
                contract=team.rng.choice(contracts) if contracts else None,
                area="Secteur fictif",
                **{**team.shared(1), "visibility": gisement.visibility},
            )
            for gisement in gisements
            for year in _YEARS[1:]
        ]
    )


def _write_flows(loader: Loader, team: Team, counts: dict[str, int]) -> list[MatterFlow]:
    """Write a chain of stages and, beside it, places that a collection feeds."""
    places = [
        FlowPlace(
            key=f"lieu-exemple-{number}",
            label=f"{EXAMPLE} – Lieu {number}",
            stage_key=team.rng.choice(team.stage_keys),
            **team.shared(number),
        )
        for number in range(counts["places"])
    ]
    loader.write(places)
    flows = list(_iter_flows(team, [place.key for place in places]))
    loader.write(flows)
    shared = team.shared(0)
    first = team.stage_keys[0]
    target = flows[1].target_key
    loader.write(
        [
            TransferYield(
                stage_key=first,
                matter=_MATTERS[-1],
                target_key=target,
                share=0.5,
                standard_error=0.1,
                reference=_SOURCE,
                **shared,
            )
        ]
    )
    loader.write(
        [
            StockMove(
                stage_key=first,
                matter=_MATTERS[0],
                unit="t",
                year=2025,
                reference=_SOURCE,
                **shared,
            )
        ]
    )
    return flows


def _iter_flows(team: Team, places: Sequence[str]) -> Iterator[MatterFlow]:
    nodes = [*team.stage_keys, _OUTSIDE]
    for matter in _MATTERS[: 2 if team.times > 1 else 1]:
        for year in _YEARS:
            chain = zip([_OUTSIDE, *nodes[:-1]], nodes, strict=True)
            for source, target in chain:
                yield _make_flow(team, source, target, matter, year, 1_000)
            share = 300 / max(1, len(places))
            for place in places:
                yield _make_flow(team, nodes[0], place, matter, year, share)
                yield _make_flow(team, place, _OUTSIDE, matter, year, share)


def _make_flow(
    team: Team, source: str, target: str, matter: str, year: int, value: float
) -> MatterFlow:
    measured = value * team.rng.uniform(0.9, 1.1)
    return MatterFlow(
        source_key=source,
        target_key=target,
        matter=matter,
        unit="t",
        year=year,
        value=measured,
        standard_error=measured * 0.1,
        reference=_SOURCE,
        **team.shared(0),
    )


def _write_value(loader: Loader, team: Team, flows: Sequence[MatterFlow]) -> None:
    accounts = [
        StageAccount(
            node_key=key,
            family=team.rng.choice(list(Family)),
            year=2025,
            reference=_SOURCE,
            **team.shared(0),
        )
        for key in team.stage_keys
    ]
    loader.write(accounts)
    loader.write(
        [
            CostLine(
                account=account,
                position=rank,
                kind=kind,
                label=f"Ligne fictive {rank}",
                amount=team.euros(),
                place=PlaceOfMoney.TERRITORY,
                source=_SOURCE,
            )
            for account in accounts
            for rank, kind in enumerate((CostKind.WAGES, CostKind.RENT, CostKind.PURCHASE))
        ]
    )
    loader.write(
        [
            FlowPrice(
                source_key=flow.source_key,
                target_key=flow.target_key,
                matter=flow.matter,
                year=flow.year,
                price=team.rng.randrange(50, 900),
                reference=_SOURCE,
                **team.shared(0),
            )
            for flow in flows
            if flow.year == _YEARS[1]
        ]
    )
    loader.write(
        [
            ValueScenario(
                name=f"{EXAMPLE} – Scénario {number}",
                changes={"volume": number / 10},
                **team.shared(0),
            )
            for number in range(1, 4)
        ]
    )
    loader.write(
        [
            LocalSpending(
                label=f"{EXAMPLE} – Dépense",
                year=2025,
                injected=100_000,
                spent_locally=60_000,
                respent_locally=24_000,
                reference=_SOURCE,
                **team.shared(0),
            )
        ]
    )


def _write_commitments(
    loader: Loader, team: Team, counts: dict[str, int], contracts: Sequence[Contract]
) -> None:
    commitments = [
        PriceCommitment(
            contract=team.rng.choice(contracts) if contracts else None,
            seller_name="Vendeur fictif",
            buyer_name="Acheteur fictif",
            matter=_MATTERS[0],
            unit="t",
            base_price=250,
            floor=220,
            ceiling=280,
            firm_volume_share=0.6,
            market_mean=250,
            market_sd=40,
            market_volume=100,
            seller_cost=200,
            buyer_value=300,
            **team.shared(number),
        )
        for number in range(counts["commitments"])
    ]
    loader.write(commitments)
    loader.write(
        [
            CommitmentYear(
                commitment=commitment,
                year=year,
                promised=100,
                offered=95,
                taken=90,
                market_price=240 + rank * 10,
            )
            for commitment in commitments
            for rank, year in enumerate(_YEARS)
        ]
    )
