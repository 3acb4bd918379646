"""
What the history says of filières, their chains and their people.

No sentence holds a person's name: the record changed names the person, until it asks to be erased.
"""

from django.utils.translation import gettext_lazy as _

from maillon_web.history.wording import register_fields, register_wording

__all__ = ["register_all"]


def register_all() -> None:
    """Declare the kinds of change and the fields of this application."""
    register_wording(
        {"filiere.create": _("Filière « {name} » créée")},
        group=_("Filière"),
        is_open=True,
        lasting=_(
            "Une filière ne disparaît pas par une annulation : archivez-la dans ses réglages."
        ),
    )
    register_wording(
        {
            "filiere.edit": _("Réglages de la filière modifiés"),
            "filiere.archive": _("Filière archivée"),
            "filiere.restore": _("Filière sortie des archives"),
            "filiere.territory": _("Territoire changé pour « {name} »"),
        },
        group=_("Filière"),
        is_open=True,
    )
    register_wording(
        {"filiere.transfer": _("Filière confiée à « {name} »")},
        group=_("Filière"),
        is_open=True,
        lasting=_(
            "Les fiches ont changé d’annuaire : cela ne s’annule pas. Pour revenir en arrière, "
            "demandez à cette organisation de vous confier la filière à son tour."
        ),
    )
    register_wording(
        {
            "stage.add": _("Maillon « {name} » ajouté"),
            "stage.edit": _("Maillon « {name} » modifié"),
            "stage.move": _("Maillon « {name} » déplacé dans la chaîne"),
            "stage.remove": _("Maillon « {name} » retiré de la chaîne"),
            "stage.chains": _("Chaînes de l’écosystème modifiées"),
        },
        group=_("Chaîne"),
        is_open=True,
    )
    register_wording(
        {
            "member.role": _("Rôle d’un membre changé"),
            "member.remove": _("Un membre retiré de la filière"),
            "member.leave": _("Un membre a quitté la filière"),
            "partner.add": _("Organisation « {name} » associée"),
            "partner.role": _("Rôle de l’organisation « {name} » changé"),
            "partner.remove": _("Organisation « {name} » retirée"),
        },
        group=_("Membres"),
        is_open=True,
    )
    register_wording(
        {
            "member.join": _("Une personne a rejoint la filière"),
            "member.invite": _("Invitation envoyée"),
            "member.uninvite": _("Invitation annulée"),
        },
        group=_("Membres"),
        is_open=True,
        lasting=_("Pour revenir dessus, retirez la personne dans la page des membres."),
    )
    _name_fields()


def _name_fields() -> None:
    register_fields(
        "filieres.filiere",
        {
            "territory_name": _("territoire"),
            "commune_codes": _("communes"),
            "chains": _("chaînes"),
            "archived_at": _("archivée le"),
            "organisation": _("organisation"),
        },
    )
    register_fields(
        "filieres.stage",
        {"position": _("place dans la chaîne"), "definition": _("ce qui désigne le maillon")},
    )
    register_fields("filieres.member", {"user": _("personne")})
    register_fields("filieres.partner", {"organisation": _("organisation")})
