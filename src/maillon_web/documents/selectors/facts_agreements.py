"""What the documents say of a contract or of a charter."""

from typing import Any

from django.utils.translation import gettext as _

from maillon_web.agreements.models import Charter, Commitment, Contract, Party
from maillon_web.agreements.selectors.texts import (
    find_current_version,
    list_commitments,
    list_signatures,
)
from maillon_web.documents.selectors.plain import to_day
from maillon_web.filieres.selectors import Opened

__all__ = ["describe_charter", "describe_contract"]

_TWO = 2


def describe_contract(opened: Opened, kept: Contract) -> dict[str, Any]:
    """Return the field `contract`."""
    parties = list(kept.parties.all())
    return {
        "title": kept.title,
        "object": kept.purpose,
        "starts": to_day(kept.starts_on),
        "ends": to_day(kept.ends_on),
        "parties": [
            {"name": _name_party(party), "signed_on": to_day(party.signed_on)} for party in parties
        ],
        "commitments": [
            _describe_commitment(commitment, parties)
            for commitment in list_commitments(opened).filter(contract=kept)
        ],
        "annexes": [{"title": annex.title} for annex in kept.annexes.all()],
        "deadlines": _list_deadlines(kept),
    }


def _name_party(party: Party) -> str:
    return f"{party.organisation} – {party.role}" if party.role else party.organisation


def _describe_commitment(commitment: Commitment, parties: list[Party]) -> dict[str, Any]:
    text = commitment.text
    if commitment.in_return:
        text = _("{text} En contrepartie : {in_return}").format(
            text=text, in_return=commitment.in_return
        )
    return {
        "by": commitment.party.organisation if commitment.party else "",
        "to": _name_others(commitment, parties),
        "text": text,
        "due": to_day(commitment.due_on),
    }


def _name_others(commitment: Commitment, parties: list[Party]) -> str:
    """Return to whom a party promises: the other one, or the others; unknown without a party."""
    if commitment.party is None or len(parties) < _TWO:
        return ""
    if len(parties) > _TWO:
        return _("les autres parties")
    return next(party.organisation for party in parties if party.pk != commitment.party_id)


def _list_deadlines(kept: Contract) -> list[dict[str, Any]]:
    listed = [
        {
            "label": _("{label} (fait)").format(label=entry.label)
            if entry.done_on
            else entry.label,
            "date": to_day(entry.due_on),
        }
        for entry in kept.deadlines.all()
    ]
    if kept.decide_by:
        listed.append({"label": _("Décider du renouvellement"), "date": to_day(kept.decide_by)})
    return sorted(listed, key=lambda entry: str(entry["date"]))


def describe_charter(opened: Opened, kept: Charter) -> dict[str, Any]:
    """Return the field `charter`, in the version in force, else the one under discussion."""
    version = find_current_version(kept)
    told: dict[str, Any] = {
        "title": kept.title,
        "commitments": [
            {
                "by": _("les signataires"),
                "text": commitment.text,
                "follow_up": str(commitment.get_state_display()),
            }
            for commitment in list_commitments(opened).filter(charter=kept)
        ],
    }
    if version is None:
        return told
    return told | {
        "number": str(version.number),
        "adopted_on": to_day(version.adopted_on),
        "sections": [
            {"title": section["title"], "text": section["text"]} for section in version.sections
        ],
        "signatures": [
            {
                "name": signature.organisation,
                "function": signature.function,
                "signed_on": to_day(signature.signed_on),
            }
            for signature in list_signatures(version)
            if signature.withdrawn_on is None
        ],
    }
