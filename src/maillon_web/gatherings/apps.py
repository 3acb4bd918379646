"""Registration of the application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatheringsConfig(AppConfig):
    """Application `gatherings`."""

    name = "maillon_web.gatherings"
    label = "gatherings"

    def ready(self) -> None:
        """Register the sentences of the history, what waits, and what is held on people."""
        from maillon_web.accounts.personal_data import register
        from maillon_web.filieres.waiting import register_waiting
        from maillon_web.gatherings import holdings
        from maillon_web.gatherings.waiting import list_waiting_meetings
        from maillon_web.history.wording import register_wording

        register_wording(
            {
                "group.add": _("Groupe créé : « {name} »"),
                "group.edit": _("Groupe modifié : « {name} »"),
                "group.remove": _("Groupe supprimé : « {name} »"),
                "groupmember.add": _("Membre ajouté à « {whole} » : {name}"),
                "groupmember.edit": _("Membre modifié dans « {whole} » : {name}"),
                "groupmember.remove": _("Membre retiré de « {whole} » : {name}"),
                "meeting.add": _("Rencontre prévue : « {name} »"),
                "meeting.edit": _("Rencontre modifiée : « {name} »"),
                "meeting.remove": _("Rencontre supprimée : « {name} »"),
                "meeting.invite": _("Membres d’un groupe invités à « {name} »"),
                "meeting.task": _("Tâche confiée pendant « {name} »"),
                "meeting.detach": _("Tâche détachée de « {name} »"),
                "meeting.approve": _("Compte rendu de « {name} » validé"),
                "participant.add": _("Organisation ajoutée à « {whole} » : {name}"),
                "participant.edit": _("Organisation modifiée dans « {whole} » : {name}"),
                "participant.remove": _("Organisation retirée de « {whole} » : {name}"),
                "agendaitem.add": _("Point ajouté à « {whole} » : {name}"),
                "agendaitem.edit": _("Point modifié dans « {whole} » : {name}"),
                "agendaitem.remove": _("Point retiré de « {whole} » : {name}"),
                "meetingdecision.add": _("Décision prise à « {whole} » : {name}"),
                "meetingdecision.edit": _("Décision modifiée dans « {whole} » : {name}"),
                "meetingdecision.remove": _("Décision supprimée de « {whole} » : {name}"),
            }
        )
        register_waiting("gatherings", list_waiting_meetings)
        register(
            "gatherings",
            label=_("Groupes et rencontres que j’ai écrits, sièges que j’occupe"),
            collect=holdings.collect,
            erase=holdings.erase,
        )
