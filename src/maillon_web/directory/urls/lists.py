"""Addresses of the lists brought in and of the duplicates."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
