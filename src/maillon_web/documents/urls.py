"""Addresses of `documents`."""

from django.urls import path

from maillon_web.documents.views import own_templates, papers

app_name = "documents"
urlpatterns = [
    path("", papers.listing, name="list"),
    path("champs/", papers.fields, name="fields"),
    path("modeles/", own_templates.listing, name="templates"),
    path("modeles/ajouter/", own_templates.add, name="template_add"),
    path("modeles/<int:template_id>/", own_templates.edit, name="template_edit"),
    path("modeles/<int:template_id>/supprimer/", own_templates.remove, name="template_remove"),
    path("modeles/<int:template_id>/fichier/", own_templates.take, name="template_file"),
    path("<slug:paper_key>/", papers.prepare, name="prepare"),
    path("<slug:paper_key>/fichier/<str:format>/", papers.download, name="download"),
]
