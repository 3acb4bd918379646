"""Addresses of `method`."""

from django.urls import URLPattern

app_name = "method"
urlpatterns: list[URLPattern] = []
