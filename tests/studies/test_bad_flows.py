"""What is wrong in a model of flows is said in French with its cell, in a workbook and in JSON."""

import json
import time

import pytest
import xlsxwriter
from tests.plain import plain

from maillon.domain.errors import InvalidInput, MaillonError, NoSolution
from maillon.domain.flows import OUTSIDE
from maillon.studies.flowing.balancing import balance_model
from maillon.studies.flowing.reading import read_flow_model

COLUMNS = {
    "from": "De",
    "to": "Vers",
    "matter": "Matière",
    "unit": "Unité",
    "value": "Valeur",
    "standard_error": "Écart-type",
    "min": "Minimum",
    "max": "Maximum",
}
MANY = 20_000


def entry(source, target, value=None, **others):
    error = None if value is None else 1.0
    fields = {"matter": "exemple fictif", "unit": "t", "value": value, "standard_error": error}
    return {"from": source, "to": target, **fields, **others}


IN, OUT = entry(OUTSIDE, "tri", 10.0), entry("tri", OUTSIDE, 11.0)


def write_json(path, flows):
    path.write_text(json.dumps({"flows": flows}), encoding="utf-8")
    return path


def write_book(path, flows):
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Flux")
        sheet.write_row(0, 0, COLUMNS.values())
        for number, flow in enumerate(flows, start=1):
            sheet.write_row(number, 0, [flow.get(name) for name in COLUMNS])
    return path


FORMS = {"json": write_json, "xlsx": write_book}


def place(form, rank, field):
    """Return how a field of the flow of that rank is called in a form."""
    if form == "json":
        return f"flows[{rank}].{field}"
    return f"Flux!{chr(ord('A') + list(COLUMNS).index(field))}{rank + 2}"


def explain(form, folder, flows):
    """Return what the refusal says: the sentence, then the details."""
    with pytest.raises(MaillonError) as caught:
        balance_model(read_flow_model(FORMS[form](folder / f"flux.{form}", flows)))
    return caught.value, plain("\n".join([caught.value.for_user(), *caught.value.details]))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("flows", "at", "words"),
    [
        ([IN, OUT | {"unit": "brouettes"}], (1, "unit"), "l'unité « brouettes » est inconnue"),
        ([IN, OUT | {"unit": "m³"}], (1, "unit"), "Une matière se compte dans une seule grandeur"),
        ([IN, OUT | {"standard_error": None}], (1, "standard_error"), "n'a pas d'incertitude"),
        ([IN, OUT | {"min": 5, "max": 4}], (1, "min"), "dépasse le maximum"),
        ([IN, OUT | {"value": -3.0}], (1, "value"), "le flux est négatif (−3)"),
        ([IN, OUT | {"value": "dix"}], (1, "value"), "« dix » n'est pas un nombre"),
        (
            [IN, entry("tri", "four", 5.0), entry("four", "tri", 5.0)],
            (0, "to"),
            "n'en ressort jamais",
        ),
        ([OUT, entry("tri", "four", 5.0), entry("four", OUTSIDE)], (0, ""), "sans y être jamais"),
        ([IN, OUT, entry("tri", "tri", 1.0)], (2, "to"), "y revient"),
        ([IN, OUT | {"matter": ""}], (1, "matter"), "il manque la matière"),
        ([IN, OUT | {"unit": " "}], (1, "unit"), "il manque l'unité"),
    ],
)
def test_what_is_wrong_is_said_with_its_cell(form, flows, at, words, tmp_path):
    error, said = explain(form, tmp_path, flows)
    assert isinstance(error, InvalidInput)
    assert words in said
    if at[1]:
        assert place(form, *at) in said


@pytest.mark.parametrize("form", FORMS)
def test_bounds_that_contradict_the_balance_are_said_with_their_cells(form, tmp_path):
    flows = [IN | {"min": 20, "value": None, "standard_error": None}, OUT | {"max": 5}]
    error, said = explain(form, tmp_path, flows)
    assert isinstance(error, NoSolution)
    assert "Aucune quantité ne respecte" in said
    assert "Maillon « tri »" in said
    assert ("flows[0]" if form == "json" else "Flux!E2") in said


@pytest.mark.parametrize("form", FORMS)
def test_a_network_in_pieces_is_said_and_balanced_all_the_same(form, tmp_path):
    flows = [IN, OUT, entry(OUTSIDE, "dépôt", 3.0), entry("dépôt", OUTSIDE, 3.0)]
    balanced = balance_model(read_flow_model(FORMS[form](tmp_path / f"flux.{form}", flows)))
    (warning,) = balanced.reconciliation.warnings
    assert "2 morceaux" in plain(warning)
    assert "« dépôt »" in plain(warning)


@pytest.mark.parametrize("form", FORMS)
def test_twenty_thousand_bad_rows_are_answered_at_once(form, tmp_path):
    flows = [IN | {"unit": "brouettes"}, *[OUT] * (MANY - 2), OUT | {"value": -1.0}]
    path = FORMS[form](tmp_path / f"flux.{form}", flows)
    start = time.process_time()
    with pytest.raises(InvalidInput) as caught:
        balance_model(read_flow_model(path))
    assert time.process_time() - start < 5
    assert place(form, 0, "unit") in caught.value.details[0]
    assert place(form, MANY - 1, "value") in caught.value.details[1]
