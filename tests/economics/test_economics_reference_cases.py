"""Run the reference cases of the economy of a chain."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from maillon.domain.flows import OUTSIDE
from maillon.economics.accounts import draw_up_accounts
from maillon.economics.break_even import find_break_even
from maillon.economics.corridors import expect_corridor_price, expect_take_or_pay_volume
from maillon.economics.input_output import (
    compute_location_quotients,
    leontief_inverse,
    technical_coefficients,
    total_output,
)
from maillon.economics.local_multiplier import (
    compute_endless_multiplier,
    compute_local_multiplier,
)
from maillon.economics.model import (
    ChainEconomy,
    CostKind,
    CostLine,
    Exchange,
    Place,
    StageEconomy,
)

FOLDER = Path(__file__).resolve().parents[1] / "reference_cases/economics"
CASES = sorted(FOLDER.glob("*.yaml"))


def spend(value_added, imports, taxes):
    """Rebuild the spending as a chain: each branch sells its value added to the last one."""
    count = len(value_added)
    stages, exchanges = [], []
    for place, added in enumerate(value_added):
        costs = [CostLine(label="w", kind=CostKind.WAGES, amount_eur=added)]
        if place == count - 1:
            costs += [
                CostLine(label="t", kind=CostKind.TAXES, amount_eur=taxes),
                *(
                    CostLine(
                        label=f"m{number}",
                        kind=CostKind.PURCHASE,
                        amount_eur=amount,
                        place=Place.ELSEWHERE,
                    )
                    for number, amount in enumerate(imports)
                ),
            ]
        stages.append(StageEconomy(key=str(place), label=str(place), costs=costs))
        exchanges.append(
            Exchange(
                source=str(place),
                target=OUTSIDE if place == count - 1 else str(count - 1),
                matter="food",
                unit="€",
                quantity=added if place < count - 1 else 1.0,
                price_eur=1.0 if place < count - 1 else sum(value_added) + sum(imports) + taxes,
            )
        )
    account = draw_up_accounts(ChainEconomy(stages=tuple(stages), exchanges=tuple(exchanges)))
    assert abs(account.identity_gap) <= 0.01
    assert account.stages[-1].result == pytest.approx(0.0, abs=1e-9)
    return {"value_added": account.direct_value_added - taxes, "spending": account.product}


def respend(local, outside):
    """Keep the two rounds apart: the purchase, and what is spent again."""
    here = compute_local_multiplier(1.0, local, 0.0)
    return {
        "local_with_purchase": here.value,
        "local_respent": here.respent,
        "outside_respent": compute_local_multiplier(1.0, outside, 0.0).respent,
    }


METHODS = {
    "technical_coefficients": technical_coefficients,
    "leontief_inverse": leontief_inverse,
    "total_output": total_output,
    "location_quotients": compute_location_quotients,
    "local_multiplier": lambda **rounds: compute_local_multiplier(**rounds).value,
    "endless_multiplier": compute_endless_multiplier,
    "break_even": find_break_even,
    "corridor": expect_corridor_price,
    "take_or_pay": expect_take_or_pay_volume,
    "spending_identity": spend,
    "respending": respend,
}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_reference_case_of_the_economy_is_found_again(path):
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert case["name"]
    assert case["source"]
    found = METHODS[case["method"]](**case["input"])
    if not isinstance(case["expected"], dict):
        assert np.asarray(found) == pytest.approx(np.array(case["expected"]), abs=case["tolerance"])
        return
    for key, expected in case["expected"].items():
        actual = found[key] if isinstance(found, dict) else getattr(found, key)
        assert actual == pytest.approx(expected, abs=case["tolerance"]), key


def test_there_are_reference_cases_of_the_economy():
    assert len(CASES) >= 14
