"""Addresses of `filieres`."""

from django.urls import path

from maillon_web.filieres.views import cases, creation, listing, overview

app_name = "filieres"
urlpatterns = [
    path("", listing.filieres, name="list"),
    path("cas/", cases.cases, name="cases"),
    path("nouvelle/", creation.create, name="create"),
    path("nouvelle/territoires/", creation.territory_search, name="territory_search"),
    path("nouvelle/communes/", creation.commune_search, name="commune_search"),
    path("nouvelle/nom/", creation.name_proposal, name="name_proposal"),
    path("<int:filiere_id>/", overview.overview, name="overview"),
    path("<int:filiere_id>/travaux/", overview.work, name="work"),
]
