"""Everything that the documents may quote of a filière, as one reader may know it."""

from collections.abc import Container
from datetime import date
from typing import Any

from maillon_web.agreements.models import Charter, Contract
from maillon_web.documents.selectors.facts_agreements import describe_charter, describe_contract
from maillon_web.documents.selectors.facts_diagnosis import describe_filiere
from maillon_web.documents.selectors.facts_meeting import describe_meeting
from maillon_web.documents.selectors.facts_method import describe_method
from maillon_web.documents.selectors.facts_plan import describe_plan
from maillon_web.documents.selectors.facts_quantities import describe_quantities
from maillon_web.documents.selectors.plain import in_french
from maillon_web.documents.selectors.subjects import Subject
from maillon_web.filieres.selectors import Opened
from maillon_web.gatherings.models import Meeting

__all__ = ["build_context", "describe_subject"]

_OF_METHOD = ("method", "scenario", "means")


def build_context(
    opened: Opened,
    subject: Subject | None,
    today: date,
    words: Container[str] | None = None,
) -> dict[str, Any]:
    """
    Return the fields that documents quote, in French, in a constant number of queries.

    A subject that the reader may not see is left out, as everything else is. With the `words` of a
    document (see `list_words`), what it does not quote is not looked for.
    """
    with in_french():
        is_on_method = words is None or any(word in words for word in _OF_METHOD)
        is_on_quantities = words is None or "quantities" in words
        return {
            **describe_filiere(opened),
            **describe_plan(opened, today, words),
            **(describe_method(opened, today) if is_on_method else {}),
            **({"quantities": describe_quantities(opened)} if is_on_quantities else {}),
            **describe_subject(opened, subject),
        }


def describe_subject(opened: Opened, subject: Subject | None) -> dict[str, Any]:
    """Return the field that the record of a document fills."""
    if subject is None or subject.record.visibility not in opened.levels:
        return {}
    with in_french():
        match subject.record:
            case Contract() as contract:
                return {"contract": describe_contract(opened, contract)}
            case Charter() as charter:
                return {"charter": describe_charter(opened, charter)}
            case Meeting() as meeting:
                return {"meeting": describe_meeting(opened, meeting)}
            case _:
                return {}
