"""Addresses of `directory`, one module a subject."""

from maillon_web.directory.urls import actors, lists, maps

app_name = "directory"
urlpatterns = [*actors.urlpatterns, *maps.urlpatterns, *lists.urlpatterns]
