"""Addresses of `economics`."""

from django.urls import path

from maillon_web.economics.views import (
    accounts,
    commitments,
    exports,
    groups,
    prices,
    regional,
    scenarios,
    spending,
    writing,
)

app_name = "economics"

urlpatterns = [
    path("", accounts.accounts, name="accounts"),
    path("exemple/", accounts.take_example, name="take_example"),
    path("chiffres/<path:figure_key>/", accounts.figure, name="figure"),
    path("formation-du-prix/", accounts.price_formation, name="price_formation"),
    path("seuils/", accounts.break_even, name="break_even"),
    path("maillons/ajouter/", writing.add, name="account_add"),
    path("maillons/<int:account_id>/modifier/", writing.edit, name="account_edit"),
    path("maillons/<int:account_id>/supprimer/", writing.remove, name="account_remove"),
    path("prix/", prices.prices, name="prices"),
    path("prix/ecrire/", prices.write, name="prices_write"),
    path("prix/<int:price_id>/modifier/", prices.edit, name="price_edit"),
    path("prix/<int:price_id>/supprimer/", prices.remove, name="price_remove"),
    path("scenarios/", scenarios.scenarios, name="scenarios"),
    path("scenarios/ajouter/", scenarios.add, name="scenario_add"),
    path("scenarios/<int:scenario_id>/modifier/", scenarios.edit, name="scenario_edit"),
    path("scenarios/<int:scenario_id>/supprimer/", scenarios.remove, name="scenario_remove"),
    path("incertitude/", scenarios.sensitivity, name="sensitivity"),
    path("retombees/", spending.lm3, name="lm3"),
    path("retombees/ajouter/", spending.add, name="spending_add"),
    path("retombees/<int:spending_id>/modifier/", spending.edit, name="spending_edit"),
    path("retombees/<int:spending_id>/supprimer/", spending.remove, name="spending_remove"),
    path("engagements/", commitments.commitments, name="commitments"),
    path("engagements/ajouter/", commitments.add, name="commitment_add"),
    path("engagements/<int:commitment_id>/", commitments.commitment, name="commitment"),
    path("engagements/<int:commitment_id>/modifier/", commitments.edit, name="commitment_edit"),
    path(
        "engagements/<int:commitment_id>/supprimer/", commitments.remove, name="commitment_remove"
    ),
    path("engagements/<int:commitment_id>/termes/", commitments.terms, name="commitment_terms"),
    path("liens/ajouter/", groups.add, name="group_add"),
    path("liens/<int:group_id>/modifier/", groups.edit, name="group_edit"),
    path("liens/<int:group_id>/supprimer/", groups.remove, name="group_remove"),
    path("engagements/<int:commitment_id>/annees/", commitments.years, name="commitment_years"),
    path("entrees-sorties/", regional.regional, name="regional"),
    path("entrees-sorties/apporter/", regional.add, name="table_add"),
    path("entrees-sorties/modele.xlsx", regional.template, name="table_template"),
    path("entrees-sorties/<int:table_id>/modifier/", regional.edit, name="table_edit"),
    path("entrees-sorties/<int:table_id>/supprimer/", regional.remove, name="table_remove"),
    path("export.<str:kind>", exports.export, name="export"),
]
