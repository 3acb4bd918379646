"""Addresses of the actors."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
