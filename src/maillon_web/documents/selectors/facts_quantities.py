"""What the documents say of the gisements, of who captures them, and of where the value is."""

from typing import Any

from django.utils.translation import gettext as _

from maillon_web.economics.selectors.answers import find_answer
from maillon_web.economics.selectors.chain import read_chain
from maillon_web.filieres.selectors import Opened
from maillon_web.gisements.models import Origin
from maillon_web.gisements.selectors.summaries import GisementLine, summarize
from maillon_web.ui.formatting import format_number

__all__ = ["NOTHING", "describe_quantities"]

_TOLD = ("value", "capture", "ess", "territory")
NOTHING: dict[str, Any] = {"gisements": [], "value": []}
"""What is said when nobody wrote a quantity."""


def describe_quantities(opened: Opened) -> dict[str, Any]:
    """Return the field `quantities`, with what the readers of the document may see."""
    document = find_answer(read_chain(opened)).document
    findings = document["findings"] if document is not None and document["chain"] else []
    return {
        "gisements": [_describe(line) for line in summarize(opened) if line.quantity is not None],
        "value": [one["sentence"] for one in findings if one["key"] in _TOLD],
    }


def _describe(line: GisementLine) -> dict[str, str]:
    amount = f"{format_number(round(line.quantity or 0))} {line.unit}"
    if line.low is not None and line.high is not None:
        amount = _("{amount} (entre {low} et {high})").format(
            amount=amount,
            low=format_number(round(line.low)),
            high=format_number(round(line.high)),
        )
    return {
        "matter": line.matter,
        "amount": amount,
        "origin": str(Origin(line.origin).label),
        "captured": line.sentence,
    }
