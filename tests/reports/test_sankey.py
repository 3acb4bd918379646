"""The flows drawn: widths are values, circles go back below, nothing is said by colour alone."""

import random
import re
import time
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from tests.plain import plain

from maillon.domain.flows import OUTSIDE
from maillon.domain.language import use_language
from maillon.reports.sankey_drawing import draw_sankey
from maillon.reports.sankey_layout import BAR_WIDTH, ENTRIES, EXITS, lay_out
from maillon.reports.sankey_mesh import Mesh
from maillon.reports.sankey_ranks import find_returns, order_columns, rank_nodes
from maillon.reports.sankey_words import list_sankey_rows
from maillon.studies.flowing.drawing import FlowEstimate, Sankey, SankeyFlow

SVG = "{http://www.w3.org/2000/svg}"
STAGES = ("collecte", "tri", "boutique", "menages")


def flow(source, target, value, error=None, *, matter="textile", **estimate):
    known = FlowEstimate(value=value, standard_error=error, **estimate)
    return SankeyFlow(source=source, target=target, matter=matter, estimate=known)


def make_loop(**changes):
    """A made-up chain with reuse: what households give comes back to be collected."""
    flows = (
        flow(OUTSIDE, "collecte", 300, 60),
        flow("collecte", "tri", 500, 20),
        flow("tri", "boutique", 400, 30, matter="vêtements"),
        flow("boutique", "menages", 400, 30, matter="vêtements"),
        flow("menages", "collecte", 200, 50),
        flow("tri", OUTSIDE, None, low=0, high=150, is_free=True),
    )
    values = {"flows": flows, "unit": "t", "year": 2024, "stages": STAGES}
    return Sankey(**(values | {"title": "Exemple fictif"} | changes))


def make_random(count, *, nodes, seed=7, is_acyclic=False):
    """A made-up network, for time and for what must hold whatever the flows."""
    draw = random.Random(seed)
    names = [f"Exemple fictif {rank}" for rank in range(nodes)]
    flows = []
    for _turn in range(count):
        source, target = draw.sample(range(nodes), 2)
        if is_acyclic and source > target:
            source, target = target, source
        flows.append(flow(names[source], names[target], draw.expovariate(0.01), 1.0))
    return Sankey(flows=tuple(flows), unit="t")


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 -- ours


def texts(svg):
    return [plain(element.text) for element in read(svg).iter(f"{SVG}text")]


def bars_of(layout):
    return {bar.key: bar for bar in layout.bars}


def test_a_width_is_a_value():
    layout = lay_out(make_loop())
    for ribbon in layout.ribbons:
        if not ribbon.flow.estimate.is_free:
            value = ribbon.flow.estimate.value
            assert ribbon.thickness == pytest.approx(value * layout.scale)
            spread = ribbon.flow.estimate.standard_error * layout.scale
            assert ribbon.inner == pytest.approx(ribbon.thickness - spread)
            assert ribbon.outer == pytest.approx(ribbon.thickness + spread)


def test_an_error_larger_than_its_value_leaves_no_core():
    layout = lay_out(Sankey(flows=(flow("a", "b", 10, 15),)))
    assert layout.ribbons[0].inner == 0


def test_what_enters_a_bar_is_stacked_without_overlap():
    layout = lay_out(make_random(120, nodes=20))
    bars = bars_of(layout)
    by_end = {}
    for ribbon in layout.ribbons:
        by_end.setdefault(ribbon.flow.source, []).append((ribbon.start[1], ribbon.thickness))
    for key, ports in by_end.items():
        edge = bars[key].y
        for middle, thickness in sorted(ports):
            assert middle - thickness / 2 >= edge - 1e-6
            edge = middle + thickness / 2
        assert edge <= bars[key].y + bars[key].height + 1e-6


def test_the_bars_of_a_column_never_overlap():
    layout = lay_out(make_random(300, nodes=60))
    columns = {}
    for bar in layout.bars:
        columns.setdefault(bar.column, []).append(bar)
    for bars in columns.values():
        bars.sort(key=lambda bar: bar.y)
        for upper, lower in pairwise(bars):
            assert lower.y - (upper.y + upper.height) >= 40  # room for a name
        assert bars[0].y >= 0
        assert bars[-1].y + bars[-1].height < layout.height


def test_stages_stand_in_their_order():
    bars = bars_of(lay_out(make_loop()))
    columns = [bars[stage].column for stage in STAGES]
    assert columns == sorted(columns)
    assert len(set(columns)) == len(columns)


def test_what_crosses_the_boundary_stands_at_the_margins():
    layout = lay_out(make_loop())
    bars = bars_of(layout)
    inner = [bar.x for key, bar in bars.items() if key not in {ENTRIES, EXITS}]
    left, right = layout.boundaries
    assert bars[ENTRIES].x < left < min(inner)
    assert max(inner) + BAR_WIDTH < right < bars[EXITS].x


def test_a_reuse_loop_goes_back_below_every_bar():
    layout = lay_out(make_loop())
    back = [ribbon for ribbon in layout.ribbons if ribbon.is_return]
    assert [(ribbon.flow.source, ribbon.flow.target) for ribbon in back] == [
        ("menages", "collecte")
    ]
    lowest = max(bar.y + bar.height for bar in layout.bars)
    assert back[0].label[1] - back[0].thickness / 2 > lowest
    assert back[0].label[1] + back[0].thickness / 2 < layout.height


def test_a_flow_to_itself_is_a_return():
    layout = lay_out(Sankey(flows=(flow("a", "a", 3), flow("a", "b", 5))))
    assert [ribbon.is_return for ribbon in layout.ribbons] == [True, False]


def test_returns_keep_apart():
    flows = (
        *make_loop().flows,
        flow("boutique", "tri", 100),
        flow("menages", "tri", 80),
    )
    lanes = sorted(
        (ribbon.label[1] - ribbon.thickness / 2, ribbon.label[1] + ribbon.thickness / 2)
        for ribbon in lay_out(make_loop(flows=flows)).ribbons
        if ribbon.is_return
    )
    assert len(lanes) == 3
    assert all(upper[1] < lower[0] for upper, lower in pairwise(lanes))


def test_without_an_order_a_circle_is_cut_once():
    pairs = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]
    returns = find_returns(["a", "b", "c", "d"], pairs)
    assert returns == {("c", "a")}
    forward = [pair for pair in pairs if pair not in returns]
    assert rank_nodes(["a", "b", "c", "d"], forward) == {"a": 0, "b": 1, "c": 2, "d": 3}


def test_a_long_chain_has_no_depth_limit():
    names = [f"n{rank}" for rank in range(3000)]
    pairs = list(pairwise(names))
    assert not find_returns(names, pairs)
    assert rank_nodes(names, pairs)["n2999"] == 2999


def test_a_source_stands_beside_what_it_feeds():
    pairs = [("a", "b"), ("b", "c"), ("late", "c")]
    assert rank_nodes(["a", "b", "c", "late"], pairs)["late"] == 1


def test_an_order_without_crossing_is_found():
    mesh = Mesh(columns=[[], []])
    a, b, x, y = (mesh.add(column, 1.0, room=0.0, is_bar=True) for column in (0, 0, 1, 1))
    mesh.join(a, y, 1.0)
    mesh.join(b, x, 1.0)
    left, right = order_columns(mesh)
    assert [right.index(y), right.index(x)] == [left.index(a), left.index(b)]


def test_the_drawing_says_what_it_shows():
    root = read(draw_sankey(make_loop()))
    assert root.find(f"{SVG}title").text == "Exemple fictif, 2024"
    described = plain(root.find(f"{SVG}desc").text)
    assert "6 flux dessinés" in described
    assert "collecte → tri, textile : 500 t ± 20" in described
    assert "Entrent dans le territoire : 300 t" in described
    assert "1 flux n'est pas déterminé" in described
    named = [root.attrib["aria-labelledby"], root.attrib["aria-describedby"]]
    assert [root.find(f"{SVG}{name}").attrib["id"] for name in ("title", "desc")] == named


def test_every_ribbon_says_what_it_is():
    root = read(draw_sankey(make_loop()))
    said = [
        plain(one.text) for group in root.iter(f"{SVG}g") for one in group.findall(f"{SVG}title")
    ]
    assert len(said) == 6
    assert "tri → Hors du territoire, textile : entre 0 et 150 t" in said


def test_a_matter_is_told_by_its_symbol_too():
    svg = draw_sankey(make_loop())
    shown = texts(svg)
    assert {"textile", "vêtements"} <= set(shown)
    lonely = draw_sankey(Sankey(flows=(flow("a", "b", 1, matter="verre fictif"),)))
    assert "verre fictif" not in texts(lonely)  # one matter needs no legend


def test_a_free_flow_is_hatched_and_the_others_are_not():
    svg = draw_sankey(make_loop(), identifier="un")
    assert svg.count("url(#un-free-0)") == 1
    assert any(text.startswith("Hachures") for text in texts(svg))
    measured = make_loop(flows=make_loop().flows[:5])
    assert "<pattern" not in draw_sankey(measured)
    assert not any(text.startswith("Hachures") for text in texts(draw_sankey(measured)))


def test_a_bar_that_does_not_balance_says_both_sides():
    shown = texts(draw_sankey(make_loop()))
    assert "400 → 200 t" in shown
    assert "300 t" in shown


def test_a_bar_of_unknown_flows_is_not_a_bar_of_nothing():
    unknown = Sankey(flows=(flow("a", "b", None, is_free=True),), unit="t")
    shown = texts(draw_sankey(unknown))
    assert "0 t" not in shown
    assert shown.count("non connu") == 3


def test_values_of_a_crowded_drawing_do_not_overlap():
    root = read(draw_sankey(make_random(60, nodes=15, is_acyclic=True)))
    values = [text for text in root.iter(f"{SVG}text") if "±" in text.text]
    places = [
        (float(text.attrib["x"]), float(text.attrib["y"]), len(text.text) * 3.2) for text in values
    ]
    assert len(places) > 5
    for rank, (x, y, reach) in enumerate(places):
        for other_x, other_y, other_reach in places[rank + 1 :]:
            assert abs(y - other_y) >= 14 or abs(x - other_x) >= reach + other_reach - 1e-6


def test_texts_and_bars_stay_in_the_drawing():
    for sankey in (make_loop(), make_random(200, nodes=30)):
        root = read(draw_sankey(sankey))
        _left, _top, width, height = map(float, root.attrib["viewBox"].split())
        for box in root.iter(f"{SVG}rect"):
            assert 0 <= float(box.attrib["x"]) <= width - BAR_WIDTH
            assert 0 <= float(box.attrib["y"]) <= height - float(box.attrib["height"])
        for text in root.iter(f"{SVG}text"):
            assert 0 < float(text.attrib["y"]) < height
            assert 0 <= float(text.attrib["x"]) <= width
        numbers = [float(one) for one in re.findall(r"M([\d.]+) ", draw_sankey(sankey))]
        assert max(numbers) <= width


def test_names_are_escaped():
    hostile = '<script>&"'
    root = read(draw_sankey(Sankey(flows=(flow(hostile, "b", 1),), title=hostile)))
    assert hostile in [element.text for element in root.iter(f"{SVG}text")]


def test_the_same_flows_give_the_same_drawing():
    assert draw_sankey(make_random(80, nodes=12)) == draw_sankey(make_random(80, nodes=12))


def test_flows_of_nothing_are_drawn_thin():
    layout = lay_out(Sankey(flows=(flow("a", "b", 0), flow("b", "c", None))))
    assert all(ribbon.thickness > 0 for ribbon in layout.ribbons)
    assert "non connu" in texts(draw_sankey(Sankey(flows=(flow("a", "b", None),))))


def test_the_table_says_all_that_the_drawing_shows():
    rows = list_sankey_rows(make_loop())
    assert len(rows) == 6
    assert rows[1]["value"] == 500
    assert (rows[5]["value"], rows[5]["low"], rows[5]["high"]) == (None, 0, 150)
    assert rows[5]["to"] == "Hors du territoire"
    assert not rows[5]["is_determined"]


def test_the_words_follow_the_language():
    use_language("en")
    try:
        assert 'lang="en"' in draw_sankey(make_loop())
    finally:
        use_language("fr")


@pytest.mark.parametrize("is_acyclic", [True, False])
def test_three_hundred_flows_are_drawn_at_once(is_acyclic):
    sankey = make_random(300, nodes=40, is_acyclic=is_acyclic)
    begin = time.perf_counter()
    svg = draw_sankey(sankey)
    assert time.perf_counter() - begin < 2
    assert svg.count("<title>") == 300
