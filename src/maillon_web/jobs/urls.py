"""Addresses of `jobs`."""

from django.urls import path

from maillon_web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<uuid:job_id>/", views.job, name="job"),
    path("<uuid:job_id>/etat/", views.state, name="state"),
    path("<uuid:job_id>/arreter/", views.cancel, name="cancel"),
]
