"""Addresses of `diagnosis`."""

from django.urls import path

from maillon_web.diagnosis.views import comparing, files, pages, ranking

app_name = "diagnosis"
urlpatterns = [
    path("chaine/", pages.chain, name="chain"),
    path("chaine/<str:stage_key>/", pages.stage, name="stage"),
    path("diagnostic/", pages.results, name="results"),
    path("diagnostic/apercu/", pages.overview_panel, name="overview_panel"),
    path("diagnostic/etat/", pages.state, name="state"),
    path("diagnostic/recalculer/", pages.refresh, name="refresh"),
    path("diagnostic/comparer/", comparing.compare, name="compare"),
    path("diagnostic/comparer/territoires/", comparing.compare_search, name="compare_search"),
    path("diagnostic/fichiers/<str:format>/", files.download, name="download"),
    path("diagnostic/images/<str:name>.<str:format>", files.picture, name="picture"),
    path("chiffres/<str:figure_key>/", pages.figure, name="figure"),
    path("classement/", ranking.ranking, name="ranking"),
    path("classement/calculer/", ranking.profile, name="profile"),
    path("classement/chiffres/<str:figure_key>/", ranking.figure, name="ranking_figure"),
    path("classement/<str:filiere_key>/", ranking.score, name="ranking_score"),
]
