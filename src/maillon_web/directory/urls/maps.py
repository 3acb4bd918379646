"""Addresses of the map."""

from django.urls import URLPattern, path

from maillon_web.directory.views import maps

urlpatterns: list[URLPattern] = [
    path("carte/", maps.map_page, name="map"),
    path("carte/points.json", maps.points, name="points"),
    path("carte/contours.json", maps.outline, name="outline"),
    path("carte/acteurs/", maps.map_actors, name="map_actors"),
    path("carte/alentours.json", maps.catchment, name="catchment"),
    path("carte/alentours/<str:figure_key>/", maps.catchment_figure, name="catchment_figure"),
]
