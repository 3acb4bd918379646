"""Addresses of `filieres`."""

from django.urls import path

from maillon_web.filieres.views import (
    cases,
    chain,
    creation,
    history,
    invitations,
    listing,
    members,
    overview,
    settings,
    stage,
)

app_name = "filieres"
urlpatterns = [
    path("", listing.filieres, name="list"),
    path("cas/", cases.cases, name="cases"),
    path("nouvelle/", creation.create, name="create"),
    path("nouvelle/territoires/", creation.territory_search, name="territory_search"),
    path("nouvelle/communes/", creation.commune_search, name="commune_search"),
    path("nouvelle/nom/", creation.name_proposal, name="name_proposal"),
    path("invitation/<str:token>/", invitations.accept_invitation, name="accept_invitation"),
    path("<int:filiere_id>/", overview.overview, name="overview"),
    path("<int:filiere_id>/travaux/", overview.work, name="work"),
    path("<int:filiere_id>/reglages/", settings.settings, name="settings"),
    path("<int:filiere_id>/reglages/territoire/", settings.territory, name="territory"),
    path("<int:filiere_id>/reglages/archiver/", settings.archive, name="archive"),
    path("<int:filiere_id>/reglages/remettre/", settings.restore, name="restore"),
    path("<int:filiere_id>/reglages/confier/", settings.transfer, name="transfer"),
    path("<int:filiere_id>/maillons/", chain.chain_edit, name="chain_edit"),
    path("<int:filiere_id>/chaines/", chain.chains, name="chains"),
    path("<int:filiere_id>/maillons/<slug:stage_key>/", stage.stage_edit, name="stage_edit"),
    path(
        "<int:filiere_id>/maillons/<slug:stage_key>/codes/",
        stage.activity_search,
        name="activity_search",
    ),
    path("<int:filiere_id>/maillons/<slug:stage_key>/ordre/", chain.stage_move, name="stage_move"),
    path(
        "<int:filiere_id>/maillons/<slug:stage_key>/retirer/",
        chain.stage_remove,
        name="stage_remove",
    ),
    path("<int:filiere_id>/membres/", members.members, name="members"),
    path("<int:filiere_id>/membres/inviter/", members.invite, name="invite"),
    path(
        "<int:filiere_id>/membres/<int:member_id>/role/",
        members.change_member,
        name="change_member",
    ),
    path(
        "<int:filiere_id>/membres/<int:member_id>/retirer/",
        members.remove_member,
        name="remove_member",
    ),
    path("<int:filiere_id>/partenaires/", members.add_partner, name="add_partner"),
    path(
        "<int:filiere_id>/partenaires/<int:partner_id>/role/",
        members.change_partner,
        name="change_partner",
    ),
    path(
        "<int:filiere_id>/partenaires/<int:partner_id>/retirer/",
        members.remove_partner,
        name="remove_partner",
    ),
    path(
        "<int:filiere_id>/invitations/<int:invitation_id>/renvoyer/",
        members.resend_invitation,
        name="resend_invitation",
    ),
    path(
        "<int:filiere_id>/invitations/<int:invitation_id>/annuler/",
        members.cancel_invitation,
        name="cancel_invitation",
    ),
    path("<int:filiere_id>/historique/", history.history, name="history"),
    path("<int:filiere_id>/historique/<int:change_set_id>/", history.undo, name="undo"),
]
