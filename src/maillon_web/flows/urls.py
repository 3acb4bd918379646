"""Addresses of `flows`."""

from django.urls import path

from maillon_web.flows.views import balance, drawing, files, listing, panels, places, starts

app_name = "flows"

_FLOW = "flux/<int:flow_id>"


def _kind(kind: str, word: str) -> list[object]:
    extra = {"kind": kind}
    return [
        path(f"{word}/ajouter/", places.add, extra, name=f"{kind}_add"),
        path(f"{word}/<int:row_id>/modifier/", places.edit, extra, name=f"{kind}_edit"),
        path(f"{word}/<int:row_id>/supprimer/", places.remove, extra, name=f"{kind}_remove"),
    ]


urlpatterns = [
    path("", listing.listing, name="list"),
    path("ajouter-vite/", listing.quick_add, name="quick_add"),
    path("ajouter/", listing.add, name="add"),
    path(f"{_FLOW}/", listing.page, name="flow"),
    path(f"{_FLOW}/modifier/", listing.edit, name="edit"),
    path(f"{_FLOW}/supprimer/", listing.remove, name="remove"),
    path("compte/", balance.balance, name="balance"),
    path("compte/faire/", balance.start, name="balance_start"),
    path("dessin/", drawing.sankey, name="sankey"),
    path("dessin/image.<str:format>", drawing.picture, name="picture"),
    path("importer/", files.read, name="import"),
    path("importer/ecrire/", files.write, name="write"),
    path("modele.xlsx", files.template, name="template"),
    path("export/<str:format>/", files.export, name="export"),
    path("commencer/chaine/", starts.chain, name="start_chain"),
    path("commencer/annee/", starts.another_year, name="start_year"),
    path("commencer/exemples/", starts.examples, name="examples"),
    path("commencer/exemples/<slug:key>/", starts.example, name="example"),
    path("apercu/", panels.overview_panel, name="overview_panel"),
    path("au-maillon/", panels.stage_panel, name="stage_panel"),
    path("lieux/", places.places, name="places"),
    path("rendements/", places.yields, name="yields"),
    *_kind("place", "lieux"),
    *_kind("yield", "rendements"),
    *_kind("stock", "stocks"),
]
