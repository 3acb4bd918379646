"""One of each record of `agreements`, for the tests that visit every address."""

from datetime import date
from typing import Any

from maillon_web.agreements.models import (
    Annex,
    Charter,
    CharterVersion,
    Commitment,
    Contract,
    Deadline,
    Party,
    Signature,
)

DAY = date(2026, 3, 5)


def make_agreements(shared: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of made-up charters and contracts."""
    charter = Charter.objects.create(title="Charte fictive", **shared)
    adopted = CharterVersion.objects.create(
        charter=charter,
        number=1,
        state="adopted",
        adopted_on=DAY,
        sections=[{"title": "Nos valeurs", "text": "Exemple fictif."}],
    )
    draft = CharterVersion.objects.create(
        charter=charter, number=2, sections=[{"title": "Nos valeurs", "text": "Exemple."}]
    )
    contract = Contract.objects.create(title="Contrat fictif", **shared)
    party = Party.objects.create(contract=contract, organisation="Exemple fictif")
    return {
        "charter": charter.pk,
        "adopted": adopted.pk,
        "draft": draft.pk,
        "signature": Signature.objects.create(
            charter_version=adopted, organisation="Exemple fictif", signed_on=DAY
        ).pk,
        "contract": contract.pk,
        "party": party.pk,
        "commitment": Commitment.objects.create(
            contract=contract, party=party, text="Livrer dix tonnes (fictif)"
        ).pk,
        "annex": Annex.objects.create(contract=contract, title="Annexe fictive").pk,
        "deadline": Deadline.objects.create(
            contract=contract, label="Échéance fictive", due_on=DAY
        ).pk,
    }
