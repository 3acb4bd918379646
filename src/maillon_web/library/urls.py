"""Addresses of `library`."""

from django.urls import path

from maillon_web.library.views import (
    contributions,
    filieres,
    importing,
    reviewing,
    saved,
    searching,
    sheets,
    suggesting,
)

app_name = "library"
_ROOT = "bibliotheque/"
_MINE = f"{_ROOT}mes-fiches/"
_ONE = f"{_MINE}<int:contribution_id>/"
_REVIEW = f"{_ROOT}relecture/"
_SAVED = f"{_ROOT}recherches/"
_FILIERE = f"filieres/<int:filiere_id>/{_ROOT}"

urlpatterns = [
    path(_ROOT, searching.search, name="search"),
    path(f"{_ROOT}suggestions/", suggesting.suggested, name="suggested"),
    path(f"{_ROOT}fiches/<str:key>/", sheets.sheet, name="sheet"),
    path(f"{_ROOT}fiches/<str:key>/essai/", sheets.self_test, name="self_test"),
    path(f"{_ROOT}contribuer/", contributions.choose_kind, name="contribute"),
    path(f"{_ROOT}contribuer/<slug:kind>/", contributions.write, name="write"),
    path(_MINE, contributions.drafts, name="drafts"),
    path(_ONE, contributions.contribution, name="contribution"),
    path(f"{_ONE}modifier/", contributions.edit, name="edit"),
    path(f"{_ONE}proposer/", contributions.propose, name="propose"),
    path(f"{_ONE}reprendre/", contributions.take_back, name="take_back"),
    path(f"{_ONE}retirer/", contributions.withdraw, name="withdraw"),
    path(_REVIEW, reviewing.queue, name="queue"),
    path(f"{_REVIEW}<int:contribution_id>/", reviewing.review, name="review"),
    path(f"{_REVIEW}<int:contribution_id>/ouvrir/", reviewing.open_to_all, name="open"),
    path(_SAVED, saved.listing, name="saved"),
    path(f"{_SAVED}garder/", saved.keep, name="keep"),
    path(f"{_SAVED}<int:saved_id>/modifier/", saved.edit, name="saved_edit"),
    path(f"{_SAVED}<int:saved_id>/supprimer/", saved.remove, name="saved_remove"),
    path(f"{_SAVED}arreter/<str:token>/", saved.stop, name="stop"),
    path(f"{_ROOT}imports/", importing.imports, name="imports"),
    path(f"{_ROOT}imports/mettre-a-jour/", importing.refresh, name="refresh"),
    path(f"{_ROOT}<slug:entry>/", searching.entry, name="entry"),
    path(_FILIERE, filieres.library, name="filiere"),
    path(f"{_FILIERE}suggestions/", suggesting.suggested_in, name="filiere_suggested"),
    path(f"{_FILIERE}financements/", filieres.funding, name="funding"),
    path(f"{_FILIERE}financements/<int:actor_id>/", filieres.actor_funding, name="actor_funding"),
]
