"""Addresses of the workbench."""

from django.urls import include, path

from maillon_web.config import views

handler500 = "maillon_web.config.error_pages.server_error"
urlpatterns = [
    path("sante/", views.health, name="health"),
    path("entrer/<str:token>/", views.enter, name="enter"),
    path("", include("maillon_web.home.urls")),
    path("compte/", include("allauth.urls")),
    path("langue/", include("django.conf.urls.i18n")),
    path("", include("maillon_web.ui.urls")),
    path("", include("maillon_web.accounts.urls")),
    path("travaux/", include("maillon_web.jobs.urls")),
    path("filieres/", include("maillon_web.filieres.urls")),
    path("filieres/<int:filiere_id>/annuaire/", include("maillon_web.directory.urls")),
    path("filieres/<int:filiere_id>/", include("maillon_web.diagnosis.urls")),
    path("filieres/<int:filiere_id>/", include("maillon_web.signals.urls")),
    path("filieres/<int:filiere_id>/plan/", include("maillon_web.plan.urls")),
    path("filieres/<int:filiere_id>/engagements/", include("maillon_web.agreements.urls")),
    path("filieres/<int:filiere_id>/valeur/", include("maillon_web.economics.urls")),
    path("filieres/<int:filiere_id>/flux/", include("maillon_web.flows.urls")),
    path("filieres/<int:filiere_id>/gisements/", include("maillon_web.gisements.urls")),
    path("filieres/<int:filiere_id>/pesees/", include("maillon_web.weighings.urls")),
    path("filieres/<int:filiere_id>/rencontres/", include("maillon_web.gatherings.urls")),
    path("filieres/<int:filiere_id>/demarche/", include("maillon_web.method.urls")),
    path("filieres/<int:filiere_id>/documents/", include("maillon_web.documents.urls")),
    path("", include("maillon_web.library.urls")),
    path("", include("maillon_web.exchange.urls")),
]
