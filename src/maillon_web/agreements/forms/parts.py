"""Forms of what makes a charter or a contract: parties, promises, signatures, dates, annexes."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.agreements.models import (
    Annex,
    Commitment,
    CommitmentCheck,
    Deadline,
    Party,
    Signature,
)
from maillon_web.directory.forms.actor_choice import OrganisationForm
from maillon_web.filieres.forms.records import DayInput, RecordForm

__all__ = [
    "AnnexForm",
    "CheckForm",
    "CommitmentForm",
    "DeadlineForm",
    "PartyForm",
    "SignatureForm",
]

_FUNCTION_HELP = gettext_lazy("Une fonction, pas un nom de personne.")


class PartyForm(OrganisationForm):
    """A party of a contract."""

    class Meta:
        model = Party
        fields = ("actor", "organisation", "role", "signed_on")
        widgets: ClassVar = {"signed_on": DayInput()}


class SignatureForm(OrganisationForm):
    """An organisation that signs a version of a charter."""

    class Meta:
        model = Signature
        fields = ("actor", "organisation", "function", "signed_on", "withdrawn_on")
        widgets: ClassVar = {"signed_on": DayInput(), "withdrawn_on": DayInput()}
        help_texts: ClassVar = {"function": _FUNCTION_HELP}

    def clean(self) -> dict[str, Any]:
        """Check that nobody withdraws before signing."""
        given = super().clean()
        signed, withdrawn = given.get("signed_on"), given.get("withdrawn_on")
        if signed and withdrawn and withdrawn < signed:
            self.add_error("withdrawn_on", _("Le retrait vient avant la signature."))
        return given


class CommitmentForm(RecordForm):
    """A promise; in a contract, of one of its parties."""

    class Meta:
        model = Commitment
        fields = ("text", "party", "in_return", "stage_key", "due_on", "state")
        widgets: ClassVar = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "in_return": forms.Textarea(attrs={"rows": 2}),
            "due_on": DayInput(),
        }

    def add_fields(self) -> None:
        """Offer the parties of the contract; a charter binds all who sign it."""
        super().add_fields()
        contract = getattr(self.stored, "contract", None)
        if contract is None:
            del self.fields["party"]
            del self.fields["in_return"]
            return
        field: Any = self.fields["party"]
        field.queryset = contract.parties.all()
        field.label = _("Qui s’engage")


class CheckForm(RecordForm):
    """A look at a promise on a day."""

    class Meta:
        model = CommitmentCheck
        fields = ("checked_on", "state", "evidence")
        widgets: ClassVar = {
            "checked_on": DayInput(),
            "evidence": forms.Textarea(attrs={"rows": 3}),
        }


class AnnexForm(RecordForm):
    """An annex."""

    class Meta:
        model = Annex
        fields = ("title", "kept_at", "dated_on")
        widgets: ClassVar = {"dated_on": DayInput()}


class DeadlineForm(RecordForm):
    """A date of a contract."""

    class Meta:
        model = Deadline
        fields = ("label", "due_on", "done_on")
        widgets: ClassVar = {"due_on": DayInput(), "done_on": DayInput()}
