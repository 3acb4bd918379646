import re
from xml.etree import ElementTree as ET

import pytest
from tests.plain import plain
from tests.reports.sample import STAGE_LABELS, make_sample, make_shapes

from maillon.reports import draw_chain, draw_map
from maillon.reports.chain_drawing import list_other_links
from maillon.reports.map_drawing import count_unplaced, list_symbols

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    return [element.text for element in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 -- ours


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("kind", ["chain", "ecosystem"])
def test_every_text_and_box_of_the_chain_stays_in_the_drawing(kind, narrow):
    root = ET.fromstring(draw_chain(make_sample(kind=kind), narrow=narrow))  # noqa: S314 -- ours
    left, _top, width, height = map(float, root.attrib["viewBox"].split())
    for box in root.iter(f"{SVG}rect"):
        assert float(box.attrib["x"]) >= left
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= left + width
        assert 0 <= float(box.attrib["y"]) <= height - float(box.attrib["height"])
    assert all(0 < float(text.attrib["y"]) < height for text in root.iter(f"{SVG}text"))


def test_gaps_are_dashed_and_named():
    svg = draw_chain(make_sample())
    shown = texts(svg)
    assert shown.count("manquant") == 2
    assert shown.count("fragile") == 2
    assert "non observé" in shown
    assert len(re.findall(r"<rect [^>]*stroke-dasharray", svg)) == 5


def test_published_and_deduced_are_two_numbers():
    shown = [plain(text) for text in texts(draw_chain(make_sample()))]
    assert "ESS publiée : 411" in shown
    assert "ESS déduite : 246" in shown


def test_a_stage_that_codes_cannot_tell_shows_no_zero():
    document = make_sample()
    document["stages"] = [stage for stage in document["stages"] if stage["state"] == "unobservable"]
    shown = texts(draw_chain(document))
    assert "décompte impossible" in shown
    assert not any(text.startswith("0") for text in shown)


def test_a_protected_count_is_not_drawn():
    document = make_sample()
    document["figures"]["stage.amont.establishments"]["is_protected"] = True
    svg = draw_chain(document)
    assert "non publié (secret)" in svg
    assert "1\u202f234" not in svg


def test_an_ecosystem_has_one_row_a_chain_and_the_rest_after():
    shown = texts(draw_chain(make_sample(kind="ecosystem")))
    assert shown.index("Laine neuve") < shown.index("Laine usagée")
    assert shown.index("Laine usagée") < shown.index("Autour des chaînes")
    assert shown.count("Collecte") == 2  # a stage of two chains stands in both


def test_flows_between_stages_that_do_not_follow_are_said_in_words():
    assert list_other_links(make_sample()) == [
        "Recyclage → Cardage et filature : fibres récupérées"
    ]


def test_the_alternative_text_names_every_stage_and_state():
    label = ET.fromstring(draw_chain(make_sample())).attrib["aria-label"]  # noqa: S314 -- ours
    assert all(name in label for name in STAGE_LABELS.values())
    assert "manquant" in label


def test_hostile_names_stay_text():
    document = make_sample()
    document["stages"][0]["label"] = "<script>alert(1)</script> & co"
    assert "<script" not in draw_chain(document)
    document["territory"]["name"] = '"><script>'
    assert "<script" not in draw_map(document, make_shapes())


def test_actors_known_to_the_commune_only_are_hollow():
    document = make_sample(actor_count=8)
    for actor in document["actors"]:
        actor.update(lat=46.0, lon=2.0, position_quality="commune")
    svg = draw_map(document, make_shapes())
    assert 'fill-opacity="0.7"' in svg
    places = re.findall(r"M([\d.]+) ([\d.]+)m", svg)
    assert len(places) == 8
    assert len(set(places)) == 8  # none hides another


def test_precise_actors_stand_where_they_are():
    document = make_sample(actor_count=1)
    document["actors"][0].update(lat=46.005, lon=2.0, position_quality="precise")
    svg = draw_map(document, make_shapes())
    (place,) = re.findall(r"M([\d.]+) ([\d.]+)m", svg)
    x, y = map(float, place)
    assert x == pytest.approx(360, abs=1)  # the middle of the made-up square
    assert y == pytest.approx(260, abs=1)


def test_the_legend_counts_the_actors_that_are_drawn():
    document = make_sample(actor_count=40)
    counts = [int(re.search(r"\((\d+)\)$", item["label"])[1]) for item in list_symbols(document)]
    assert sum(counts) == 40 - count_unplaced(document)
    assert 0 < count_unplaced(document) < 40


def test_a_map_of_2000_actors_stays_light():
    assert len(draw_map(make_sample(actor_count=2000), make_shapes())) < 250_000


def test_stages_differ_by_shape_as_well_as_by_colour():
    drawn = [item["svg"] for item in list_symbols(make_sample(actor_count=200))]
    shapes = [re.search(r' d="([^"]+)"', svg)[1] for svg in drawn]
    colours = [re.search(r'fill="([^"]+)"', svg)[1] for svg in drawn]
    assert len(set(shapes)) == len(set(colours)) == len(drawn)
