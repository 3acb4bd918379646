"""Production-operation accounts, by stage and for the whole chain."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from maillon.domain.flows import OUTSIDE
from maillon.economics.model import ChainEconomy, CostKind, Exchange, Place, StageEconomy

__all__ = ["ChainAccount", "StageAccount", "draw_up_accounts"]

_SHARED_KINDS = (
    CostKind.WAGES,
    CostKind.TAXES,
    CostKind.INTEREST,
    CostKind.RENT,
    CostKind.DEPRECIATION,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class StageAccount:
    """
    Account of one stage over one year, in euros.

    `product - bought_in_chain - bought_on_territory - bought_elsewhere + stocked_purchases =
    value_added`, and
    `value_added + subsidies = wages + taxes + interest + rent + depreciation + result`.

    Attributes
    ----------
    product
        Sales, and what was made and stocked.
    stocked
        What was made and stocked; negative when the stock was drawn upon.
    stocked_purchases
        Of what was bought, what was stocked and not used in the year.
    unsplit_purchases
        Part of `bought_on_territory` whose own value added nobody said.
    indirect_value_added
        Value added contained in what is bought on the territory, where it is known.
    imports
        What is bought elsewhere, and what local suppliers bought elsewhere.
    stays
        Part of the value added, of the subsidies and of the indirect value added that is paid on
        the territory.
    leaves
        Imports, and the part of the value added and of the subsidies that is paid elsewhere.
    """

    key: str
    product: float
    stocked: float
    bought_in_chain: float
    bought_on_territory: float
    bought_elsewhere: float
    stocked_purchases: float
    wages: float
    taxes: float
    interest: float
    rent: float
    depreciation: float
    subsidies: float
    indirect_value_added: float
    unsplit_purchases: float
    imports: float
    variable_costs: float
    fixed_costs: float
    stays: float
    leaves: float

    @property
    def sales(self) -> float:
        """What was sold in the year."""
        return self.product - self.stocked

    @property
    def intermediate_consumption(self) -> float:
        """Everything bought and used up in the year."""
        bought = (self.bought_in_chain, self.bought_on_territory, self.bought_elsewhere)
        return fsum((*bought, -self.stocked_purchases))

    @property
    def value_added(self) -> float:
        """What the stage adds to what it bought."""
        return self.product - self.intermediate_consumption

    @property
    def result(self) -> float:
        """What is left to the stage."""
        paid = (self.wages, self.taxes, self.interest, self.rent, self.depreciation)
        return self.value_added + self.subsidies - fsum(paid)


@dataclass(frozen=True, kw_only=True, slots=True)
class ChainAccount:
    """
    Consolidated account: what the stages sell each other cancels out.

    `product = direct_value_added + indirect_value_added + imports + unsplit_purchases`, and
    `product + subsidies = stays + leaves + unsplit_purchases`.

    Attributes
    ----------
    stages
        Account of each complete stage.
    incomplete
        Keys of the stages that lack a datum. The totals below hold only when there is none.
    product
        What the chain sells outside itself, and what its stages stocked.
    stocked
        The part of the product that was stocked, bought or made.
    ess_value_added
        Value added of each stage times its ESS share; `None` when a share is unknown.
    """

    stages: tuple[StageAccount, ...]
    incomplete: tuple[str, ...]
    product: float
    stocked: float
    direct_value_added: float
    indirect_value_added: float
    imports: float
    unsplit_purchases: float
    subsidies: float
    stays: float
    leaves: float
    ess_value_added: float | None

    @property
    def is_complete(self) -> bool:
        """Say whether every stage has its account."""
        return not self.incomplete

    @property
    def identity_gap(self) -> float:
        """Return what the consolidated identity misses: nothing but rounding."""
        return self.product - fsum(
            (
                self.direct_value_added,
                self.indirect_value_added,
                self.imports,
                self.unsplit_purchases,
            )
        )

    @property
    def integration_rate(self) -> float | None:
        """Return the direct and indirect value added per euro of product."""
        added = self.direct_value_added + self.indirect_value_added
        return added / self.product if self.product else None


def draw_up_accounts(chain: ChainEconomy) -> ChainAccount:
    """
    Draw up the account of each stage and the consolidated one.

    Parameters
    ----------
    chain
        Stages and exchanges of one year. An exchange is the product of its seller and the
        consumption of its buyer, so that both sides hold the same amount.

    Returns
    -------
    ChainAccount
        A stage that lacks an amount is left out and named; nothing is put in its place.

    Notes
    -----
    A matter of which no change of stock is said is used or sold in the year.

    References
    ----------
    European Commission, VCA4D methodological brief (production-operation accounts).
    """
    accounts, incomplete = [], []
    for stage in chain.stages:
        if is_complete(chain, stage):
            accounts.append(_draw_up_stage(chain, stage))
        else:
            incomplete.append(stage.key)
    return _consolidate(chain, accounts, incomplete)


def is_complete(chain: ChainEconomy, stage: StageEconomy) -> bool:
    """Say whether every amount of a stage is known."""
    return (
        stage.costs is not None
        and all(line.amount_eur is not None for line in stage.costs)
        and all(
            one.value_eur is not None
            for one in chain.exchanges
            if stage.key in {one.source, one.target}
        )
        and all(one.value_eur is not None for one in chain.list_stocks(stage.key))
    )


@dataclass(frozen=True, slots=True)
class _Purchase:
    amount: float
    place: Place
    value_added_share: float | None
    is_variable: bool


def _list_outer_purchases(bought: Iterable[Exchange], stage: StageEconomy) -> list[_Purchase]:
    """List what the stage buys outside the chain; a place that nobody said counts as elsewhere."""
    purchases = [
        _Purchase(
            abs(one.value_eur or 0.0),
            one.place or Place.ELSEWHERE,
            one.value_added_share,
            is_variable=True,
        )
        for one in bought
        if OUTSIDE in {one.source, one.target}
    ]
    purchases += [
        _Purchase(
            line.amount_eur or 0.0,
            line.place or Place.ELSEWHERE,
            line.value_added_share,
            line.is_variable,
        )
        for line in stage.costs or ()
        if line.kind is CostKind.PURCHASE
    ]
    return purchases


def _draw_up_stage(chain: ChainEconomy, stage: StageEconomy) -> StageAccount:
    bought = chain.list_purchases(stage.key)
    outer = _list_outer_purchases(bought, stage)
    inner = fsum(
        abs(one.value_eur or 0.0) for one in bought if OUTSIDE not in {one.source, one.target}
    )
    local = [one for one in outer if one.place is Place.TERRITORY]
    split = [(one.amount, one.value_added_share) for one in local]
    elsewhere = fsum(one.amount for one in outer if one.place is Place.ELSEWHERE)
    lines = {kind: _sum_lines(stage, kind) for kind in (*_SHARED_KINDS, CostKind.SUBSIDY)}
    indirect = fsum(amount * share for amount, share in split if share is not None)
    made, kept = _sum_stocks(chain, stage)
    product = fsum((made, *(abs(one.value_eur or 0.0) for one in chain.list_sales(stage.key))))
    consumption = fsum((inner, -kept, *(one.amount for one in outer)))
    result = product + lines[CostKind.SUBSIDY] - consumption
    result -= fsum(lines[kind] for kind in _SHARED_KINDS)
    variable = [one.amount for one in outer if one.is_variable]
    imports = elsewhere + fsum(amount * (1 - part) for amount, part in split if part is not None)
    return StageAccount(
        key=stage.key,
        product=product,
        stocked=made,
        bought_in_chain=inner,
        bought_on_territory=fsum(one.amount for one in local),
        bought_elsewhere=elsewhere,
        stocked_purchases=kept,
        wages=lines[CostKind.WAGES],
        taxes=lines[CostKind.TAXES],
        interest=lines[CostKind.INTEREST],
        rent=lines[CostKind.RENT],
        depreciation=lines[CostKind.DEPRECIATION],
        subsidies=lines[CostKind.SUBSIDY],
        indirect_value_added=indirect,
        unsplit_purchases=fsum(amount for amount, share in split if share is None),
        imports=imports,
        variable_costs=fsum((inner, -kept, *variable, *_list_shared(stage, is_variable=True))),
        fixed_costs=fsum(
            (
                *(one.amount for one in outer if not one.is_variable),
                *_list_shared(stage, is_variable=False),
            )
        ),
        stays=indirect + _sum_paid(stage, result, Place.TERRITORY),
        leaves=imports + _sum_paid(stage, result, Place.ELSEWHERE),
    )


def _sum_stocks(chain: ChainEconomy, stage: StageEconomy) -> tuple[float, float]:
    """Return what was made and stocked, then what was bought and stocked."""
    moves = chain.list_stocks(stage.key)
    made = fsum(one.value_eur or 0.0 for one in moves if not one.is_bought)
    return made, fsum(one.value_eur or 0.0 for one in moves if one.is_bought)


def _sum_lines(stage: StageEconomy, kind: CostKind) -> float:
    return fsum(line.amount_eur or 0.0 for line in stage.costs or () if line.kind is kind)


def _list_shared(stage: StageEconomy, *, is_variable: bool) -> list[float]:
    return [
        line.amount_eur or 0.0
        for line in stage.costs or ()
        if line.kind in _SHARED_KINDS and line.is_variable is is_variable
    ]


def _sum_paid(stage: StageEconomy, result: float, place: Place) -> float:
    paid = [
        line.amount_eur or 0.0
        for line in stage.costs or ()
        if line.kind in _SHARED_KINDS and (line.place or stage.place) is place
    ]
    return fsum((*paid, result if (stage.result_place or stage.place) is place else 0.0))


def _consolidate(
    chain: ChainEconomy, accounts: list[StageAccount], incomplete: list[str]
) -> ChainAccount:
    stocked = fsum(part for one in accounts for part in (one.stocked, one.stocked_purchases))
    sold = fsum(
        abs(one.value_eur or 0.0)
        for one in chain.exchanges
        if one.buyer == OUTSIDE and one.seller != OUTSIDE and one.value_eur is not None
    )
    shares = {stage.key: stage.ess_share for stage in chain.stages}
    held = [(one.value_added, shares[one.key]) for one in accounts]
    known = [added * share for added, share in held if share is not None]
    return ChainAccount(
        stages=tuple(accounts),
        incomplete=tuple(incomplete),
        product=sold + stocked,
        stocked=stocked,
        direct_value_added=fsum(one.value_added for one in accounts),
        indirect_value_added=fsum(one.indirect_value_added for one in accounts),
        imports=fsum(one.imports for one in accounts),
        unsplit_purchases=fsum(one.unsplit_purchases for one in accounts),
        subsidies=fsum(one.subsidies for one in accounts),
        stays=fsum(one.stays for one in accounts),
        leaves=fsum(one.leaves for one in accounts),
        ess_value_added=fsum(known) if len(known) == len(held) else None,
    )
