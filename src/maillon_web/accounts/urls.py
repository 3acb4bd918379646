"""Addresses of `accounts`; signing in is at `compte/`, by allauth."""

from django.urls import path

from maillon_web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("profil/", views.profile, name="profile"),
    path("mes-donnees/", views.personal_data, name="personal_data"),
    path("mes-donnees/fichier/", views.export, name="export"),
    path("mes-donnees/effacer/", views.erase, name="erase"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/creer/", views.create_organisation, name="create_organisation"),
    path("organisations/<int:organisation_id>/", views.organisation, name="organisation"),
    path(
        "organisations/<int:organisation_id>/membres/<int:member_id>/",
        views.change_member,
        name="change_member",
    ),
    path(
        "organisations/<int:organisation_id>/membres/<int:member_id>/retirer/",
        views.remove_member,
        name="remove_member",
    ),
    path(
        "organisations/<int:organisation_id>/invitations/<int:invitation_id>/annuler/",
        views.cancel_invitation,
        name="cancel_invitation",
    ),
    path("rejoindre/<str:token>/", views.accept_organisation, name="accept_organisation"),
]
