"""Addresses of `method`."""

from django.urls import path

from maillon_web.method.views import gates, levers, means, panels, scenarios, steps

app_name = "method"
_LEVER = "leviers/<str:lever_key>"
_CONDITION = "role/conditions/<int:condition_id>"
_MEANS = "moyens/<int:means_id>"
_PROJECT = "projets/<int:project_id>/facteurs"
urlpatterns = [
    path("", steps.steps, name="steps"),
    path("synthese/", steps.synthesis, name="synthesis"),
    path("forme/", steps.form_choice, name="form_choice"),
    path("chiffres/<str:figure_key>/", steps.figure, name="figure"),
    path(f"{_LEVER}/", levers.lever, name="lever"),
    path(f"{_LEVER}/etat/", levers.state, name="lever_state"),
    path(f"{_LEVER}/commencer/", levers.start, name="lever_start"),
    path(f"{_LEVER}/preuves/ajouter/", levers.evidence_add, name="evidence_add"),
    path("preuves/<int:evidence_id>/modifier/", levers.evidence_edit, name="evidence_edit"),
    path("preuves/<int:evidence_id>/supprimer/", levers.evidence_remove, name="evidence_remove"),
    path("role/", scenarios.scenario, name="scenario"),
    path("role/modifier/", scenarios.scenario_edit, name="scenario_edit"),
    path("role/conditions/ajouter/", scenarios.condition_add, name="condition_add"),
    path(f"{_CONDITION}/modifier/", scenarios.condition_edit, name="condition_edit"),
    path(f"{_CONDITION}/remplie/", scenarios.condition_meet, name="condition_meet"),
    path(f"{_CONDITION}/ordre/", scenarios.condition_move, name="condition_move"),
    path(f"{_CONDITION}/supprimer/", scenarios.condition_remove, name="condition_remove"),
    path(f"{_PROJECT}/", gates.gate, name="gate"),
    path(f"{_PROJECT}/apercu/", gates.gate_panel, name="gate_panel"),
    path(f"{_PROJECT}/<str:factor_key>/", gates.factor, name="factor"),
    path("moyens/", means.means, name="means"),
    path("moyens/ajouter/", means.means_add, name="means_add"),
    path(f"{_MEANS}/modifier/", means.means_edit, name="means_edit"),
    path(f"{_MEANS}/supprimer/", means.means_remove, name="means_remove"),
    path("apercu/", panels.overview_panel, name="overview_panel"),
]
