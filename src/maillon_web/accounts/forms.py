"""Forms of people and organisations."""

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siren as siren_number

from maillon_web.accounts.models import Organisation, OrganisationRole, User

__all__ = ["EraseForm", "InviteForm", "OrganisationForm", "ProfileForm", "RoleForm"]


class ProfileForm(forms.ModelForm[User]):
    """How a person is named, and in which language."""

    language = forms.ChoiceField(
        label=_("Langue des pages et des messages"), choices=[("fr", "Français"), ("en", "English")]
    )

    class Meta:
        model = User
        fields = ("name", "language")
        help_texts = {
            "name": _(
                "Ce que les autres membres voient. Une fonction suffit : « chargée de mission »."
            )
        }


class OrganisationForm(forms.ModelForm[Organisation]):
    """An organisation."""

    class Meta:
        model = Organisation
        fields = ("name", "kind", "siren")
        help_texts = {"siren": _("Facultatif : 9 chiffres.")}

    def clean_siren(self) -> str:
        """Return nine digits, or nothing."""
        given = "".join(self.cleaned_data.get("siren", "").split())
        if given and not siren_number.is_valid(given):
            raise forms.ValidationError(
                _("Ce SIREN n’existe pas : vérifiez les 9 chiffres, ou laissez la case vide.")
            )
        return given


class InviteForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(label=_("Adresse e-mail"))
    role = forms.ChoiceField(
        label=_("Rôle"), choices=OrganisationRole.choices, initial=OrganisationRole.MEMBER
    )


class RoleForm(forms.Form):
    """What a member may do."""

    role = forms.ChoiceField(label=_("Rôle"), choices=OrganisationRole.choices)


class EraseForm(forms.Form):
    """The word that confirms."""

    confirmation = forms.CharField(label=_("Écrivez votre adresse e-mail pour confirmer"))

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as received
        self._user = user

    def clean_confirmation(self) -> str:
        """Accept nothing but the person's own address."""
        given = str(self.cleaned_data["confirmation"]).strip().lower()
        if given != self._user.email:
            raise forms.ValidationError(_("Ce n’est pas l’adresse de ce compte."))
        return given
