"""Addresses of what every page shares."""

from django.urls import path

from maillon_web.ui import views

app_name = "ui"
urlpatterns = [path("affichage/theme/", views.set_theme, name="set_theme")]
