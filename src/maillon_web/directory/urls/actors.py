"""Addresses of the actors."""

from django.urls import URLPattern, path

from maillon_web.directory.views import (
    actors,
    decisions,
    freshness,
    own_sheet,
    sheets,
    statements,
    workbooks,
)

_ONE = "<int:actor_id>"

urlpatterns: list[URLPattern] = [
    path("", actors.listing, name="list"),
    path("chercher/", actors.search, name="search"),
    path("telecharger/", actors.export, name="export"),
    path("telecharger/classeur/", workbooks.ask, name="workbook"),
    path("telecharger/classeur/<uuid:job_id>/", workbooks.take, name="workbook_take"),
    path("ajouter/", sheets.add, name="add"),
    path(f"{_ONE}/", sheets.sheet, name="sheet"),
    path(f"{_ONE}/corriger/", sheets.edit, name="edit"),
    path(f"{_ONE}/retirer-des-listes/", sheets.unlist, name="unlist"),
    path(f"{_ONE}/remettre-dans-les-listes/", sheets.relist, name="relist"),
    path(f"{_ONE}/placer/", decisions.place, name="place"),
    path(f"{_ONE}/ess/", decisions.settle_ess, name="ess"),
    path(f"{_ONE}/decisions/<int:decision_id>/retirer/", decisions.undecide, name="undecide"),
    path(f"{_ONE}/paroles/ajouter/", statements.add_statement, name="statement_add"),
    path(f"{_ONE}/paroles/<int:statement_id>/", statements.edit_statement, name="statement_edit"),
    path(
        f"{_ONE}/paroles/<int:statement_id>/retirer/",
        statements.remove_statement,
        name="statement_remove",
    ),
    path(f"{_ONE}/ma-fiche/", own_sheet.own_sheet, name="own_sheet"),
    path(f"{_ONE}/ma-fiche/tout-est-exact/", own_sheet.confirm_sheet, name="own_confirm"),
    path(f"{_ONE}/verifier/", freshness.check, name="check"),
    path(f"{_ONE}/inviter/", freshness.invite_keeper, name="invite_keeper"),
    path(f"{_ONE}/tenue/<int:keeper_id>/retirer/", freshness.remove_keeper, name="remove_keeper"),
]
