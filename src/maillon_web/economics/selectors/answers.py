"""What the library answers of the economy of a filière; a long computation is kept a while."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

import maillon
from maillon.domain.errors import MaillonError
from maillon.studies.accounting.accounts import account_for_chain
from maillon_web.economics.models import ValueScenario
from maillon_web.economics.selectors.causes import name_causes
from maillon_web.economics.selectors.chain import Chain

__all__ = ["Answer", "find_answer", "list_ties", "measure_uncertainty", "run_scenarios"]

DRAWS = 10_000
_KEPT_S = 7 * 24 * 3600
_SAMPLES = 256
_MANY = 100
"""Beyond so many exchanges, the accounts are worth keeping."""
_MOST_NUMBERS = 4_000_000
_FEWEST_DRAWS = 1_000
_FEWEST_TIED = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """
    The accounts, or why there are none.

    Attributes
    ----------
    document
        As `maillon.studies.accounting.accounts.account_for_chain` returns it; `None` without any
        flow, or when the model cannot be read.
    """

    document: Mapping[str, Any] | None = None
    problems: Sequence[str] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every stage has its account."""
        return self.document is not None and self.document["chain"] is not None


def find_answer(chain: Chain) -> Answer:
    """Return the accounts of a filière, without any draw."""
    return _find(chain, {"draws": 0}, {}, is_kept=len(chain.exchanges) > _MANY)


def measure_uncertainty(chain: Chain) -> Answer:
    """Return the accounts with the simulation; what was computed from the same numbers is kept."""
    options = {"draws": _count_draws(chain), "sobol": _SAMPLES}
    return _find(chain, options, {"correlations": list_ties(chain)}, is_kept=True)


def run_scenarios(chain: Chain, scenarios: Sequence[ValueScenario]) -> Answer:
    """Return the accounts with what each scenario, named by its number, makes of them."""
    known = set(name_causes(chain))
    asked = [
        {
            "name": str(one.pk),
            "changes": {cause: share for cause, share in one.changes.items() if cause in known},
        }
        for one in scenarios
    ]
    is_kept = len(chain.exchanges) > _MANY
    return _find(chain, {"draws": 0}, {"scenarios": asked}, is_kept=is_kept)


def _count_draws(chain: Chain) -> int:
    """Return how many draws a page can wait for: fewer when there are very many causes."""
    return max(_FEWEST_DRAWS, min(DRAWS, _MOST_NUMBERS // len(name_causes(chain))))


def list_ties(chain: Chain) -> list[dict[str, Any]]:
    """Return the causes that move together, as the library reads them: each in one group only."""
    known = set(name_causes(chain))
    ties = []
    for group in chain.groups:
        causes = [cause for cause in group.causes if cause in known]
        known -= set(causes)
        if len(causes) >= _FEWEST_TIED:
            ties.append(
                {
                    "name": group.name,
                    "factors": causes,
                    "rank_correlation": group.rank_correlation,
                }
            )
    return ties


def _find(
    chain: Chain, options: Mapping[str, int], more: Mapping[str, Any], *, is_kept: bool
) -> Answer:
    """Compute the accounts, or find them again when they were made of the same numbers."""
    if not chain.exchanges:
        return Answer()
    values = {**chain.values, **more}
    made_of = json.dumps(
        [values, options, get_language(), maillon.__version__], sort_keys=True, default=str
    )
    name = f"economics.accounts:{hashlib.sha256(made_of.encode()).hexdigest()}"
    kept = cache.get(name) if is_kept else None
    if kept is not None:
        return Answer(document=kept)
    try:
        document = account_for_chain(values, **options)
    except MaillonError as error:
        return Answer(problems=tuple(error.details) or (error.for_user(),))
    if is_kept:
        cache.set(name, document, _KEPT_S)
    return Answer(document=document)
