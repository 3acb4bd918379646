import csv
import json
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook
from tests.reports.sample import make_sample

from maillon.domain.errors import InvalidInput
from maillon.reports import render_csv, render_geojson, render_xlsx, write_xlsx


def read_csv(text):
    return list(csv.DictReader(StringIO(text)))


def read_sheets(content):
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_csv_keeps_every_actor_and_the_zeros_of_codes():
    rows = read_csv(render_csv(make_sample(actor_count=2000)))
    assert len(rows) == 2000
    assert rows[1]["siret"] == "00000000000001"
    assert rows[0]["siret"] == ""
    assert rows[0]["is_employer"] == "true"
    assert rows[0]["stages"] == "amont;soutien"


def test_no_cell_of_a_csv_is_a_formula():
    document = make_sample()
    document["actors"][0].update(evidence="-1+1", naf_label="@SUM(A1)", lon=-1.5)
    row = read_csv(render_csv(document))[0]
    assert row["evidence"] == "'-1+1"
    assert row["naf_label"] == "'@SUM(A1)"
    assert row["lon"] == "-1.5"  # a number stays a number
    assert read_csv(render_csv(document))[1]["name"] == "'=Exemple fictif()"


def test_a_csv_without_actor_still_has_its_header():
    assert render_csv(make_sample(actor_count=0)).startswith("id,name,siret")


def test_csv_withholds_what_is_protected():
    document = make_sample()
    document["figures"]["stage.preparation.workforce"].update(value=17, range=[15, 19])
    stage = next(
        row for row in read_csv(render_csv(document, "stages")) if row["stage"] == "preparation"
    )
    assert (stage["workforce"], stage["workforce_low"], stage["workforce_high"]) == ("", "", "")
    assert stage["protected"] == "workforce"
    figure = next(
        row
        for row in read_csv(render_csv(document, "figures"))
        if row["figure"] == "stage.preparation.workforce"
    )
    assert (figure["value"], figure["is_protected"]) == ("", "true")


def test_an_unknown_table_is_refused_with_the_choices():
    with pytest.raises(InvalidInput) as caught:
        render_csv(make_sample(), "contracts")
    assert "actors, stages, figures" in caught.value.for_user()


def test_geojson_holds_the_actors_that_have_a_position():
    document = make_sample()
    collection = json.loads(render_geojson(document))
    assert collection["type"] == "FeatureCollection"
    left = collection["maillon"]["without_position"]
    assert left > 0
    assert len(collection["features"]) + left == len(document["actors"])
    for feature in collection["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert -180 <= lon <= 180
        assert 45 < lat < 47  # longitude first: the sample lies at 46° N, 2° E
        assert feature["properties"]["position_quality"] in {
            "precise",
            "street",
            "commune",
            "doubtful",
        }


def test_the_workbook_has_its_six_sheets():
    sheets = read_sheets(render_xlsx(make_sample()))
    assert list(sheets) == [
        "Synthèse",
        "Maillons",
        "Acteurs",
        "Chiffres expliqués",
        "Sources",
        "Lisez-moi",
    ]
    assert len(sheets["Acteurs"]) == 41
    assert len(sheets["Chiffres expliqués"]) == len(make_sample()["figures"]) + 1


def test_the_workbook_holds_codes_as_text_and_counts_as_numbers():
    sheets = read_sheets(render_xlsx(make_sample()))
    head, first, second = sheets["Acteurs"][:3]
    assert second[head.index("SIRET")] == "00000000000001"
    assert second[head.index("Nom")] == "=Exemple fictif()"  # text, not a formula
    stages = sheets["Maillons"]
    assert stages[1][stages[0].index("Établissements")] == 1234
    assert first[head.index("Visibilité")] == "publique"


def test_the_workbook_withholds_what_is_protected():
    document = make_sample()
    document["figures"]["stage.preparation.workforce"].update(value=17171, range=[15151, 19191])
    sheets = read_sheets(render_xlsx(document))
    everything = str(sheets)
    assert "non publié (secret)" in everything
    assert not any(number in everything for number in ("17171", "15151", "19191"))


def test_the_workbook_of_internal_data_says_so_first():
    assert "données internes" in read_sheets(render_xlsx(make_sample()))["Synthèse"][1][0]


def test_long_workbooks_hold_every_actor():
    sheets = read_sheets(render_xlsx(make_sample(actor_count=5001)))
    assert len(sheets["Acteurs"]) == 5002


def test_the_same_result_gives_the_same_workbook():
    assert render_xlsx(make_sample()) == render_xlsx(make_sample())


def test_a_workbook_that_cannot_be_written_says_what_to_do(tmp_path):
    path = tmp_path / "resultat.xlsx"
    write_xlsx(make_sample(), path)
    assert path.read_bytes()[:2] == b"PK"
    with pytest.raises(InvalidInput) as caught:
        write_xlsx(make_sample(), tmp_path)
    assert "ne peut pas être écrit" in caught.value.for_user()
