"""Who joins a filière, and as what."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.accounts.models import Organisation, User
from maillon_web.filieres.models import Role

__all__ = ["AccountForm", "InviteForm", "PartnerForm", "PartnerRoleForm", "RoleForm", "list_roles"]

# An actor keeps its own sheet: its invitation starts from the sheet.
_WITHOUT_SHEET = [choice for choice in Role.choices if choice[0] != Role.ACTOR]


class InviteForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(label=gettext_lazy("Adresse e-mail"), max_length=254)
    role = forms.ChoiceField(
        label=gettext_lazy("Rôle"),
        help_text=gettext_lazy(
            "Un acteur qui doit tenir sa propre fiche s’invite depuis sa fiche, dans l’annuaire."
        ),
        choices=_WITHOUT_SHEET,
        initial=Role.CONTRIBUTOR,
    )


class RoleForm(forms.Form):
    """What a member may do."""

    role = forms.ChoiceField(label=gettext_lazy("Rôle"), choices=Role.choices)


class PartnerRoleForm(forms.Form):
    """What the people of a partner organisation may do."""

    role = forms.ChoiceField(
        label=gettext_lazy("Rôle"), choices=_WITHOUT_SHEET, initial=Role.READER
    )


def list_roles(form: type[forms.Form]) -> list[tuple[str, str]]:
    """Return the roles that a form offers: for the many small forms of a list."""
    field = form.base_fields["role"]
    return [(str(value), str(label)) for value, label in field.choices]  # type: ignore[attr-defined]  # a ChoiceField


class PartnerForm(PartnerRoleForm):
    """Which organisation joins, named as it names itself here: nobody browses the others."""

    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        help_text=gettext_lazy("Son nom exact dans Maillon, ou son SIREN."),
        max_length=200,
    )
    field_order = ("organisation", "role")

    found: Organisation | None = None

    def clean_organisation(self) -> str:
        """Find the one organisation meant."""
        given = str(self.cleaned_data["organisation"]).strip()
        siren = "".join(given.split())
        by_siren = Organisation.objects.filter(siren=siren) if siren.isdecimal() else None
        listed = list(by_siren or Organisation.objects.filter(name__iexact=given))
        if not listed:
            raise forms.ValidationError(
                _(
                    "Aucune organisation de ce nom sur ce serveur. Invitez plutôt l’un de ses "
                    "membres par e-mail."
                )
            )
        if len(listed) > 1:
            raise forms.ValidationError(
                _("Plusieurs organisations portent ce nom : donnez le SIREN de celle-ci.")
            )
        self.found = listed[0]
        return given


class AccountForm(forms.Form):
    """The account of somebody who arrives by an invitation."""

    name = forms.CharField(
        label=gettext_lazy("Nom affiché"),
        help_text=gettext_lazy(
            "Ce que les autres membres voient. Une fonction suffit : « chargée de mission »."
        ),
        max_length=150,
    )
    password = forms.CharField(
        label=gettext_lazy("Mot de passe"),
        help_text=gettext_lazy(
            "12 caractères au moins. Laissez vide pour vous connecter chaque fois par un code "
            "envoyé à votre adresse."
        ),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's
        super().__init__(*args, **kwargs)
        self._email = email

    def clean(self) -> dict[str, Any]:
        """Refuse a password that could be guessed."""
        values = super().clean() or {}
        password = values.get("password")
        if password:
            try:
                validate_password(password, User(email=self._email, name=values.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values
