"""Addresses of `signals`."""

from django.urls import URLPattern

app_name = "signals"
urlpatterns: list[URLPattern] = []
