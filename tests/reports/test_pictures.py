from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from tests.reports.hostile import CROWDED, ENDLESS, NASTY, SOLID, make_hostile
from tests.reports.sample import STAGE_LABELS, make_sample, make_shapes

from maillon.domain.errors import InvalidInput
from maillon.reports import draw_picture, render_picture
from maillon.reports.slide_drawings import draw_slide_chain, draw_slide_map

SVG = "{http://www.w3.org/2000/svg}"


def parse(svg):
    return ET.fromstring(svg)  # noqa: S314 -- ours


def read_texts(svg):
    return " ".join(element.text or "" for element in parse(svg).iter(f"{SVG}text"))


@pytest.mark.parametrize("name", ["chain", "map"])
def test_a_picture_stands_alone(name):
    svg = draw_picture(make_sample(), name, make_shapes())
    root = parse(svg)
    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert "Exemple fictif de filière laine" in title.text
    assert len(described.text) > 40
    assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], described.attrib["id"]]
    assert root[2].attrib["fill"] == "#fff"
    assert root.attrib["lang"] == "fr"
    assert "href" not in svg
    assert "url(http" not in svg


def test_a_picture_says_its_date_its_sources_and_whether_it_may_circulate():
    shown = read_texts(draw_picture(make_sample(), "chain")).replace("\u00a0", " ")
    assert "22 novembre 2026" in shown
    assert "Registre fictif" in shown
    assert "Ne pas diffuser" in shown
    public = draw_picture(make_sample(audience="public"), "chain")
    assert "Ne pas diffuser" not in public


def test_the_map_carries_its_legend():
    shown = read_texts(draw_picture(make_sample(), "map", make_shapes()))
    assert "Cardage et filature (6)" in shown
    assert "Symbole creux" in shown


def test_a_bare_picture_leaves_the_words_to_the_page():
    shown = read_texts(draw_picture(make_sample(), "chain", is_bare=True))
    assert "novembre" not in shown
    assert "Collecte" in shown


def test_a_picture_is_drawn_as_wide_as_asked():
    png = render_picture(draw_picture(make_sample(), "chain"), width_px=900)
    with Image.open(BytesIO(png)) as image:
        assert image.format == "PNG"
        assert abs(image.width - 900) <= 1
        assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
        assert len(image.convert("RGB").getcolors(1 << 20)) > 10


def test_the_same_result_gives_the_same_picture():
    first, second = (render_picture(draw_picture(make_sample(), "chain")) for _ in range(2))
    assert first == second


def test_an_english_picture_speaks_english():
    svg = draw_picture(make_sample(language="en"), "map", make_shapes())
    assert parse(svg).attrib["lang"] == "en"
    assert "22 November 2026" in read_texts(svg).replace("\u00a0", " ")


@pytest.mark.parametrize("shapes", [None, {}, {"outline": []}])
def test_a_map_without_contours_is_refused_in_words(shapes):
    with pytest.raises(InvalidInput) as refused:
        draw_picture(make_sample(), "map", shapes)
    assert "contours" in refused.value.for_user()


def test_an_unknown_picture_is_refused_and_the_known_ones_are_named():
    with pytest.raises(InvalidInput) as refused:
        draw_picture(make_sample(), "plan")
    assert "chain, map" in refused.value.for_user()


@pytest.mark.parametrize(
    ("svg", "options"),
    [
        ("<svg", {}),
        ("<svg viewBox='0 0 1 1'></svg>", {}),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g></svg>', {}),
        (None, {"format": "gif"}),
        (None, {"width_px": 0}),
        (None, {"width_px": 100_000}),
    ],
    ids=["cut", "other quotes", "open", "format", "too small", "too large"],
)
def test_what_cannot_be_drawn_is_refused(svg, options):
    with pytest.raises(InvalidInput):
        render_picture(svg or draw_picture(make_sample(), "chain"), **options)


@pytest.mark.parametrize(
    "name", [NASTY, ENDLESS, SOLID, CROWDED], ids=["nasty", "endless", "solid", "crowded"]
)
def test_hostile_names_do_not_break_a_picture(name):
    document = make_hostile(name)
    for picture in ("chain", "map"):
        svg = draw_picture(document, picture, make_shapes())
        parse(svg)
        assert render_picture(svg, width_px=400).startswith(b"\x89PNG")


def test_an_actorless_map_has_no_legend_and_still_draws():
    svg = draw_picture(make_sample(actor_count=0), "map", make_shapes())
    assert render_picture(svg, width_px=300).startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", ["chain", "ecosystem"])
def test_the_slide_shows_each_stage_once_and_none_outside(kind):
    svg = draw_slide_chain(make_sample(kind=kind))
    root = parse(svg)
    _left, _top, width, height = map(float, root.attrib["viewBox"].split())
    for box in root.iter(f"{SVG}rect"):
        assert 0 <= float(box.attrib["x"]) <= width - float(box.attrib["width"])
        assert 0 <= float(box.attrib["y"]) <= height - float(box.attrib["height"])
    shown = read_texts(svg)
    for label in STAGE_LABELS.values():
        assert shown.count(" ".join(label.split()[:2])) == 1
    assert shown.count("manquant") == 2
    assert "décompte impossible" in shown


@pytest.mark.parametrize("count", [1, 4, 7, 12, 20, 24])
def test_a_slide_chain_stays_wider_than_tall_for_any_usual_number_of_stages(count):
    document = make_sample()
    document["stages"] = (document["stages"] * 4)[:count]
    root = parse(draw_slide_chain(document))
    _left, _top, width, height = map(float, root.attrib["viewBox"].split())
    assert height < width * (0.5 if count <= 12 else 1)


def test_a_protected_count_is_not_on_the_slide():
    document = make_sample()
    document["figures"]["stage.amont.establishments"]["is_protected"] = True
    svg = draw_slide_chain(document)
    assert "non publié (secret)" in svg
    assert "1\u202f234" not in svg


def test_the_slide_map_has_its_legend_beside_it():
    shown = read_texts(draw_slide_map(make_sample(), make_shapes()))
    assert "Collecte (6)" in shown
