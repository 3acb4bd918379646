"""Addresses of `filieres`."""

from django.urls import URLPattern

app_name = "filieres"
urlpatterns: list[URLPattern] = []
