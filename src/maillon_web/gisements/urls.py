"""Addresses of `gisements`."""

from django.urls import path

from maillon_web.gisements.views import (
    calibrating,
    capturing,
    estimating,
    exports,
    listing,
    ratios,
    records,
)

app_name = "gisements"

urlpatterns = [
    path("", listing.overview, name="list"),
    path("lignes/", listing.rows, name="rows"),
    path("ajouter/", records.gisement_add, name="add"),
    path("exporter/", exports.workbook, name="export"),
    path("captation/", capturing.shares, name="captures"),
    path("captation/<int:capture_id>/modifier/", records.capture_edit, name="capture_edit"),
    path("captation/<int:capture_id>/supprimer/", records.capture_remove, name="capture_remove"),
    path("chevauchements/", capturing.overlaps, name="overlaps"),
    path("estimer/", estimating.choose, name="estimate"),
    path("estimer/garder/", estimating.keep, name="estimate_keep"),
    path("ratios/", ratios.listing, name="ratios"),
    path("ratios/modele/", ratios.template, name="ratios_template"),
    path("ratios/importer/", ratios.read, name="ratios_import"),
    path("ratios/<int:table_id>/", ratios.table, name="ratio_table"),
    path("ratios/<int:table_id>/supprimer/", ratios.remove, name="ratio_table_remove"),
    path("calage/", calibrating.listing, name="calibrate"),
    path("calage/ajouter/", records.total_add, name="total_add"),
    path("calage/<int:total_id>/modifier/", records.total_edit, name="total_edit"),
    path("calage/<int:total_id>/supprimer/", records.total_remove, name="total_remove"),
    path("calage/<int:total_id>/appliquer/", calibrating.apply, name="calibrate_apply"),
    path("<int:gisement_id>/", listing.gisement, name="gisement"),
    path("<int:gisement_id>/modifier/<slug:part>/", records.gisement_edit, name="edit"),
    path("<int:gisement_id>/supprimer/", records.gisement_remove, name="remove"),
    path("<int:gisement_id>/parts/ajouter/", records.capture_add, name="capture_add"),
]
