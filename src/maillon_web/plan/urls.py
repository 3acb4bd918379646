"""Addresses of `plan`."""

from django.urls import path

from maillon_web.plan.views import (
    actions,
    listing,
    money,
    panels,
    records,
    sharing,
    ties,
    time,
    workbooks,
)

app_name = "plan"

_ACTION = "actions/<int:action_id>"
_OBJECTIVE = "objectifs/<int:objective_id>"
_INDICATOR = "indicateurs/<int:indicator_id>"
_FUNDING = f"{_ACTION}/financements/<int:funding_id>"
_SHARE = f"{_ACTION}/partages/<int:share_id>"
_RECEIVED = "partagees/<int:share_id>"

urlpatterns = [
    path("", listing.listing, name="list"),
    path("tableau/", listing.board, name="board"),
    path("frise/", time.gantt, name="gantt"),
    path("calendrier/", time.calendar, name="calendar"),
    path("agenda.ics", time.calendar_file, name="ics"),
    path("budget/", money.totals, name="money"),
    path("actions/ajouter/", actions.add, name="action_add"),
    path(f"{_ACTION}/", actions.page, name="action"),
    path(f"{_ACTION}/modifier/", actions.edit, name="action_edit"),
    path(f"{_ACTION}/supprimer/", actions.remove, name="action_remove"),
    path(f"{_ACTION}/etat/", listing.move, name="move"),
    path(f"{_ACTION}/budget/", money.budgets, name="budgets"),
    path(f"{_ACTION}/financements/ajouter/", money.funding_add, name="funding_add"),
    path(f"{_FUNDING}/modifier/", money.funding_edit, name="funding_edit"),
    path(f"{_FUNDING}/supprimer/", money.funding_remove, name="funding_remove"),
    path(f"{_ACTION}/attend/", ties.add, name="dependency_add"),
    path(f"{_ACTION}/attend/<int:dependency_id>/retirer/", ties.remove, name="dependency_remove"),
    path(f"{_ACTION}/partager/", sharing.offer, name="share_offer"),
    path(f"{_SHARE}/modifier/", sharing.change, name="share_change"),
    path(f"{_SHARE}/reprendre/", sharing.revoke, name="share_revoke"),
    path(f"{_RECEIVED}/", sharing.shared, name="shared"),
    path(f"{_RECEIVED}/accepter/", sharing.accept, name="share_accept"),
    path(f"{_RECEIVED}/quitter/", sharing.leave, name="share_leave"),
    path(f"{_RECEIVED}/avancement/", sharing.progress, name="share_progress"),
    path("objectifs/", records.objectives, name="objectives"),
    path("objectifs/ajouter/", records.objective_add, name="objective_add"),
    path(f"{_OBJECTIVE}/modifier/", records.objective_edit, name="objective_edit"),
    path(f"{_OBJECTIVE}/supprimer/", records.objective_remove, name="objective_remove"),
    path(f"{_OBJECTIVE}/deplacer/", records.objective_move, name="objective_move"),
    path("indicateurs/", records.indicators, name="indicators"),
    path("indicateurs/ajouter/", records.indicator_add, name="indicator_add"),
    path(f"{_INDICATOR}/", records.indicator, name="indicator"),
    path(f"{_INDICATOR}/modifier/", records.indicator_edit, name="indicator_edit"),
    path(f"{_INDICATOR}/supprimer/", records.indicator_remove, name="indicator_remove"),
    path(f"{_INDICATOR}/mesures/ajouter/", records.value_add, name="value_add"),
    path(
        f"{_INDICATOR}/mesures/<int:value_id>/supprimer/",
        records.value_remove,
        name="value_remove",
    ),
    path("export.xlsx", workbooks.export, name="export"),
    path("modele.xlsx", workbooks.template, name="template"),
    path("importer/", workbooks.read, name="import"),
    path("importer/ecrire/", workbooks.write, name="import_write"),
    path("apercu/", panels.overview_panel, name="overview_panel"),
    path("leviers/", panels.lever_panel, name="lever_panel"),
    path("acteurs/", panels.actor_panel, name="actor_panel"),
]
