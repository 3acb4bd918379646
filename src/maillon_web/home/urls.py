"""Addresses of `home`."""

from django.urls import path

from maillon_web.home.views import server, welcome

app_name = "home"
urlpatterns = [
    path("", welcome.home, name="home"),
    path("versions/", server.about, name="about"),
    path("registres/", server.registers, name="registers"),
    path("registres/telecharger/", server.fetch_registers, name="fetch_registers"),
    path("accessibilite/", server.accessibility, name="accessibility"),
    path("donnees-personnelles/", server.privacy, name="privacy"),
]
