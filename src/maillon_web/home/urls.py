"""Addresses of `home`."""

from django.urls import path

from maillon_web.home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
]
