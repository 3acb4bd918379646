"""Addresses of `exchange`."""

from django.urls import path

from maillon_web.exchange import views

app_name = "exchange"
urlpatterns = [
    path("filieres/ouvrir/", views.open_file, name="open"),
    path("filieres/<int:filiere_id>/exporter/", views.export, name="export"),
    path("filieres/<int:filiere_id>/exporter/<uuid:job_id>/", views.take, name="take"),
    path("filieres/<int:filiere_id>/copier/", views.copy, name="copy"),
]
