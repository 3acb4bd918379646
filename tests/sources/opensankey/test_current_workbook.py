"""The workbook that OpenSankey writes today: tags, nodes, values, bounds and results apart."""

from dataclasses import replace

import pytest
from tests.sources.opensankey.test_workbook import write_book

from maillon.domain.flows import OUTSIDE, Flow, FlowModel
from maillon.flows.reconciling import reconcile_flows
from maillon.sources.opensankey import (
    count_constraints,
    from_flow_model,
    list_other_dimensions,
    list_results,
    read_json,
    read_workbook,
    render_json,
    render_workbook,
    to_flow_model,
    with_results,
)
from maillon.studies.flowing.units import convert_model

SHEETS = {
    "Etiquettes": [
        ["Nom du groupe d'étiquette", "Type d'étiquette", "Etiquettes"],
        ["Année", "dataTags", "2023:2024"],
        ["Territoire", "dataTags", "ici:ailleurs"],
        ["Teinte", "nodeTags", "claire:sombre"],
    ],
    "Produits": [
        ["Niveau d'agrégation", "Produits", "Equilibre entrée-sortie", "Définitions"],
        [1, "Bois fictif", 1, "exemple"],
        [2, "Rond fictif", 1, None],
        [2, "Scié fictif", 1, None],
        [1, "Bois fictif", 1, None],
        [2, "Clair fictif", 1, None],
    ],
    "Secteurs": [["Niveau d'agrégation", "Secteurs"], [1, "Forêt fictive"], [1, "Four fictif"]],
    "Valeurs": [
        ["Origine", "Destination", "Année", "Territoire", "Valeur", "Incertitude relative"],
        ["Forêt fictive", "Bois fictif", 2024, "ici", 12, 0.07],
        ["Forêt fictive", "Bois fictif", 2023, "ici", 11, None],
        ["Forêt fictive", "Bois fictif", 2024, "ailleurs", 99, 0.1],
        ["Forêt fictive", "Clair fictif", 2024, "ici", 5, 0.1],
    ],
    "Min Max": [
        ["Origine", "Destination", "Minimum", "Maximum"],
        ["Forêt fictive", "Bois fictif", 2, 50],
        ["Forêt fictive", "Rond fictif", None, 9],
    ],
    "Contraintes": [
        ["ID", "Origine", "Destination", "Equation d'égalité (eq = 0)"],
        [1, "Forêt fictive", "*", 1],
    ],
    "Résultats": [
        ["Origine", "Destination", "Année", "Territoire", "Valeur reconciliée"],
        ["Forêt fictive", "Bois fictif", 2024, "ici", 12.5],
        ["Bois fictif", "Four fictif", 2024, "ici", 12.5],
    ],
}


@pytest.fixture
def document(tmp_path):
    return read_workbook(write_book(tmp_path / "fictif.xlsx", **SHEETS))


def test_values_bounds_and_results_of_a_flow_are_joined(document):
    flows = to_flow_model(document).flows
    told = [(one.year, one.value, one.minimum, one.maximum) for one in flows]
    assert told == [
        (2024, 12, 2, 50),
        (2023, 11, 2, 50),
        (2023, None, 0, 9),  # only its ceiling is known, whatever the year
        (2024, None, 0, 9),
        (2024, None, 0, None),  # only its result
    ]
    assert flows[0].standard_error == pytest.approx(0.84)
    assert flows[1].standard_error is None
    assert list_results(document) == (12.5, None, None, None, 12.5)
    matters = ["Bois fictif"] * 2 + ["Rond fictif"] * 2 + ["Bois fictif"]
    assert [one.matter for one in flows] == matters


def test_it_goes_to_json_with_its_years_and_its_uncertainties(document):
    there = to_flow_model(read_json(render_json(document))).flows
    first = next(one for one in there if one.value == 12)
    assert (first.year, first.standard_error) == (2024, pytest.approx(0.84))


def test_a_node_written_twice_is_cut_in_two_ways_and_read_in_one(document):
    model = to_flow_model(document)
    assert model.parents == {"Rond fictif": "Bois fictif", "Scié fictif": "Bois fictif"}
    assert list_other_dimensions(document) == ("Produits (2)",)


def test_it_is_written_back_the_same_but_for_its_results(document, tmp_path):
    path = tmp_path / "again.xlsx"
    path.write_bytes(render_workbook(document))
    assert read_workbook(path) == document
    changed = with_results(document, [13.0, 11.0, 4.0, 5.0, 13.0])
    path.write_bytes(render_workbook(changed))
    again = read_workbook(path)
    assert sorted(filter(None, list_results(again))) == [4.0, 5.0, 11.0, 13.0, 13.0]
    rows = dict(again.extras["sheets"])
    assert {name for name in rows if rows[name] != document.extras["sheets"][name]} == {"Résultats"}


def test_results_find_a_sheet_when_the_workbook_had_none(tmp_path):
    sheets = {name: SHEETS[name] for name in ("Produits", "Secteurs")}
    values = [["Origine", "Destination", "Valeur"], ["Forêt fictive", "Bois fictif", 12]]
    document = read_workbook(write_book(tmp_path / "f.xlsx", **sheets, Valeurs=values))
    path = tmp_path / "again.xlsx"
    path.write_bytes(render_workbook(with_results(document, [11.0])))
    assert list_results(read_workbook(path)) == (11.0,)


def test_flows_of_several_matters_and_units_come_back_each(tmp_path):
    def flow(matter, unit, value, **others):
        return Flow(source=OUTSIDE, target="tri", matter=matter, unit=unit, value=value, **others)

    flows = (
        flow("verre", "t", 3.0, standard_error=0.21, year=2024, maximum=9.0),
        flow("eau", "m³", 5.0, standard_error=1.0, year=2024),
        flow("eau", "m³", None, year=2023),
    )
    path = tmp_path / "flux.xlsx"
    path.write_bytes(render_workbook(from_flow_model(FlowModel(flows=flows), outside_name="Hors")))
    back = to_flow_model(read_workbook(path), outside=["Hors"]).flows
    told = [
        (one.matter, one.unit, one.year, one.value, one.standard_error, one.maximum) for one in back
    ]
    assert told == [
        (one.matter, one.unit, one.year, one.value, one.standard_error, one.maximum)
        for one in flows
    ]


def test_crossed_tables_say_which_flows_there_are(tmp_path):
    heads = [None, "Forêt fictive", "Four fictif", "Imports fictifs"]
    tables = [
        heads,
        ["Bois fictif", "x", None, "x"],
        [None] * 4,
        heads,
        ["Bois fictif", None, "x", None],
    ]
    exchanges = [["Niveau d'agrégation", "Echanges"], [1, "Imports fictifs"]]
    sheets = {name: SHEETS[name] for name in ("Produits", "Secteurs", "Valeurs", "Etiquettes")}
    sheets |= {"Echanges": exchanges, "Table emplois ressources": tables}
    path = write_book(tmp_path / "f.xlsx", **sheets)
    document = read_workbook(path)
    ends = [(one.source, one.target, one.value) for one in to_flow_model(document).flows]
    assert ends == [
        ("Forêt fictive", "Bois fictif", 12),
        ("Forêt fictive", "Bois fictif", 11),
        *[(OUTSIDE, "Bois fictif", None)] * 2,  # an exchange, in each of the two years
        *[("Bois fictif", "Four fictif", None)] * 2,
    ]
    path.write_bytes(render_workbook(document))
    assert read_workbook(path) == document


def test_a_sector_gives_back_in_other_products_what_it_receives(tmp_path):
    """OpenSankey balances a sector over all its products: logs in, planks and sawdust out."""
    values = [
        ["Origine", "Destination", "Valeur", "Incertitude relative"],
        ["Imports fictifs", "Grumes fictives", 10, 0.1],
        ["Grumes fictives", "Scierie fictive", None, None],
        ["Scierie fictive", "Planches fictives", 6, 0.1],
        ["Scierie fictive", "Sciure fictive", None, None],
        ["Planches fictives", "Ventes fictives", None, None],
        ["Sciure fictive", "Ventes fictives", None, None],
    ]
    products = ["Grumes fictives", "Planches fictives", "Sciure fictive"]
    sheets = {
        "Produits": [["Niveau d'agrégation", "Produits"], *([1, name] for name in products)],
        "Secteurs": [["Niveau d'agrégation", "Secteurs"], [1, "Scierie fictive"]],
        "Echanges": [
            ["Niveau d'agrégation", "Echanges"],
            [1, "Imports fictifs"],
            [1, "Ventes fictives"],
        ],
        "Valeurs": values,
    }
    model = to_flow_model(read_workbook(write_book(tmp_path / "f.xlsx", **sheets)), unit="t")
    found = [one.reconciled for one in reconcile_flows(model).flows]
    assert found == pytest.approx([10, 10, 6, 4, 6, 4])


def test_the_equations_of_a_workbook_bind_its_flows(tmp_path):
    """Half of the logs, in planks: 0.5 x logs - 1 x planks = 0; an inequality is left, and said."""
    equations = [
        [
            "ID",
            "Origine",
            "Destination",
            "Equation d'égalité (eq = 0)",
            "Equation d'inégalité borne haute (ineq <= 0)",
        ],
        [1, "Grumes fictives", "Scierie fictive", 0.5, None],
        [1, "Scierie fictive", "Planches fictives", -1, None],
        [2, "Grumes fictives", "Scierie fictive", None, 1],
        [3, "Grumes fictives", "*", 1, None],
    ]
    values = [
        ["Origine", "Destination", "Valeur", "Incertitude relative"],
        ["Imports fictifs", "Grumes fictives", 10, 0.1],
        ["Grumes fictives", "Scierie fictive", None, None],
        ["Scierie fictive", "Planches fictives", None, None],
        ["Scierie fictive", "Ventes fictives", None, None],
        ["Planches fictives", "Ventes fictives", None, None],
    ]
    sheets = {
        "Produits": [
            ["Niveau d'agrégation", "Produits"],
            [1, "Grumes fictives"],
            [1, "Planches fictives"],
        ],
        "Secteurs": [["Niveau d'agrégation", "Secteurs"], [1, "Scierie fictive"]],
        "Echanges": [
            ["Niveau d'agrégation", "Echanges"],
            [1, "Imports fictifs"],
            [1, "Ventes fictives"],
        ],
        "Valeurs": values,
        "Contraintes": equations,
    }
    document = read_workbook(write_book(tmp_path / "f.xlsx", **sheets))
    model = to_flow_model(document, unit="t")
    model = replace(
        model,
        flows=tuple(replace(one, matter=one.matter or "chutes fictives") for one in model.flows),
    )
    assert len(model.ties) == 1
    assert count_constraints(document) == 2
    for changed, scale in ((model, 1), (convert_model(model, "kg")[0], 1000)):
        found = [one.reconciled / scale for one in reconcile_flows(changed).flows]
        assert found == pytest.approx([10, 10, 5, 5, 5])
