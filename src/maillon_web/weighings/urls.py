"""Addresses of `weighings`."""

from django.urls import path

from maillon_web.weighings.views import bilan, duplicates, imports, log, panels, records

app_name = "weighings"

urlpatterns = [
    path("", log.listing, name="list"),
    path("ajouter/", log.add, name="add"),
    path("<int:line_id>/", log.line, name="line"),
    path("<int:line_id>/corriger/", log.correct, name="correct"),
    path("export.csv", log.export_csv, name="export_csv"),
    path("export.xlsx", log.export_xlsx, name="export_xlsx"),
    path("doublons/", duplicates.duplicates, name="duplicates"),
    path("importer/", imports.upload, name="import"),
    path("importer/<int:upload_id>/", imports.review, name="import_review"),
    path("importer/<int:upload_id>/ecrire/", imports.write, name="import_write"),
    path("importer/<int:upload_id>/abandonner/", imports.drop, name="import_drop"),
    path("imports/", imports.imports, name="imports"),
    path("apercu/", panels.overview_panel, name="overview_panel"),
    path("bilan/", bilan.bilan, name="bilan"),
    path("bilans/clore/", bilan.close, name="close"),
    path("bilans/<int:closed_id>/", bilan.closed, name="closed"),
    path("bilans/<int:closed_id>/retirer/", bilan.closed_remove, name="closed_remove"),
    path("objectifs/", records.targets, name="targets"),
    path("objectifs/ajouter/", records.target_add, name="target_add"),
    path("objectifs/<int:target_id>/modifier/", records.target_edit, name="target_edit"),
    path("objectifs/<int:target_id>/supprimer/", records.target_remove, name="target_remove"),
    path("sites/", records.sites, name="sites"),
    path("sites/ajouter/", records.site_add, name="site_add"),
    path("sites/<int:site_id>/modifier/", records.site_edit, name="site_edit"),
    path("sites/<int:site_id>/supprimer/", records.site_remove, name="site_remove"),
]
