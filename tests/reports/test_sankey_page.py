"""The flows drawn in a page: no style, a link and a sentence a flow, colours that all can tell."""

import math
import re
import time
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from tests.plain import plain
from tests.reports.test_sankey import SVG, flow, make_loop, make_random

from maillon.domain.flows import OUTSIDE
from maillon.reports.pictures import render_picture
from maillon.reports.sankey_drawing import draw_sankey
from maillon.reports.sankey_legend import CORE_OPACITY, FLOW_COLOURS
from maillon.studies.flowing.drawing import Sankey

# What a page that allows no inline style and no script may not hold.
FORBIDDEN = re.compile(r"""\sstyle=|<style|<script|\son[a-z]+=|javascript:|data:""", re.IGNORECASE)
# Viénot, Brettel and Mollon (1999), in linear light; coefficients cited from memory.
DICHROMATS = {
    "protan": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deutan": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}


@pytest.fixture(scope="module")
def linked():
    return draw_sankey(
        make_loop(), link_to=lambda one: f'/flux/{one.source}?a=1&b="2"', identifier="page"
    )


def flows_of(svg):
    root = ET.fromstring(svg)  # noqa: S314 -- ours
    return [one for one in root.iter() if one.attrib.get("class") == "sankey-flow"]


def test_a_page_that_forbids_styles_and_scripts_shows_the_drawing(linked):
    assert not FORBIDDEN.search(linked)
    assert not FORBIDDEN.search(draw_sankey(make_loop()))


def test_a_flow_is_reached_by_keyboard_and_says_its_sentence(linked):
    for one in flows_of(draw_sankey(make_loop())):
        assert (one.attrib["tabindex"], one.attrib["role"]) == ("0", "img")
        assert one.attrib["aria-label"] == one.find(f"{SVG}title").text
    links = flows_of(linked)
    assert next(one.attrib["href"] for one in links) == '/flux/outside?a=1&b="2"'
    assert {one.tag for one in links} == {f"{SVG}a"}
    assert plain(links[5].attrib["aria-label"]) == (
        "tri → Hors du territoire, textile : entre 0 et 150 t"
    )


def test_a_flow_without_record_is_no_link():
    assert {one.tag for one in flows_of(draw_sankey(make_loop(), link_to=lambda _one: None))} == {
        f"{SVG}g"
    }


def test_every_identifier_of_a_page_is_its_own(linked):
    other = draw_sankey(make_loop(), identifier="autre")
    ids = re.findall(r'\sid="([^"]+)"', linked + other)
    assert len(ids) == len(set(ids))
    assert all(name in ids for name in re.findall(r"url\(#([^)]+)\)", linked + other))


def test_every_colour_has_a_class_that_a_theme_can_change():
    root = ET.fromstring(draw_sankey(make_loop()))  # noqa: S314 -- ours
    for one in root.iter():
        painted = {one.attrib.get("fill"), one.attrib.get("stroke")} - {None, "none"}
        if painted:
            assert "sankey-" in one.attrib.get("class", ""), one.attrib


def test_a_bare_drawing_leaves_its_title_to_the_page():
    whole, bare = (draw_sankey(make_loop(), is_bare=value) for value in (False, True))
    assert "Largeurs en t" in whole
    assert "Largeurs en t" not in bare
    assert "<title" in bare


def test_what_becomes_of_a_matter_gives_the_colour():
    families = {"boutique": "Réemploi", "menages": "Réemploi"}
    svg = draw_sankey(make_loop(families=families))
    for name in ("Réemploi", "Sort du territoire", "Étape de la filière"):
        assert f">{name}</text>" in svg


def test_one_matter_is_coloured_by_where_it_goes():
    flows = (flow(OUTSIDE, "a", 5), flow("a", "b", 5), flow("b", "a", 2), flow("b", OUTSIDE, 3))
    shown = plain(draw_sankey(Sankey(flows=flows, unit="t", stages=("a", "b"))))
    assert "textile, largeurs en t." in shown
    for name in ("Entre dans", "Circule dans", "Revient en", "Sort du"):
        assert f">{name}" in shown


def to_linear(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def lay_on_white(colour):
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    laid = [round(part * CORE_OPACITY + 255 * (1 - CORE_OPACITY)) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in laid)


def to_lab(linear):
    red, green, blue = linear
    tristimulus = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (
        max(one, 0) ** (1 / 3) if one > 0.008856 else 7.787 * one + 16 / 116 for one in tristimulus
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("kind", DICHROMATS)
def test_the_first_five_colours_differ_for_who_does_not_see_red_or_green(kind):
    """As they are laid in the drawing; beyond 10, two colours side by side are told apart."""
    seen = [
        to_lab(
            [
                sum(weight * part for weight, part in zip(row, linear, strict=True))
                for row in DICHROMATS[kind]
            ]
        )
        for linear in (to_linear(lay_on_white(colour)) for colour in FLOW_COLOURS[:5])
    ]
    assert min(math.dist(one, other) for one, other in combinations(seen, 2)) > 15


def test_a_drawing_becomes_a_picture():
    picture = render_picture(draw_sankey(make_loop(), link_to=lambda _one: "/flux"), width_px=400)
    assert picture.startswith(b"\x89PNG")


def test_sixty_flows_are_drawn_while_a_page_is_made():
    sankey = make_random(60, nodes=15)
    draw_sankey(sankey)
    took = []
    for _turn in range(3):
        start = time.process_time()
        draw_sankey(sankey)
        took.append(time.process_time() - start)
    assert min(took) < 0.03


def test_every_colour_holds_its_contrast_on_white():
    for colour in FLOW_COLOURS:
        red, green, blue = to_linear(colour)
        assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 3
