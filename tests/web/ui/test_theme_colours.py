"""The colours: readable in both themes, the same as in the reports, never alone."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from django.template import Context, Template

from maillon.reports.svg import symbol_colour
from maillon_web.ui import templatetags
from maillon_web.ui.templatetags.ui import STAGE_COLOUR_COUNT

UI = Path(templatetags.__file__).parent.parent
CSS = (UI / "static" / "ui" / "theme.css").read_text(encoding="utf-8")

TEXT_PAIRS = [
    (text, ground)
    for text in ("--m-ink", "--m-ink-soft", "--m-accent", "--m-accent-strong", "--m-danger")
    for ground in ("--m-page", "--m-surface", "--m-sunken")
] + [
    ("--m-on-accent", "--m-accent"),
    ("--m-on-accent", "--m-accent-strong"),
    ("--m-on-danger", "--m-danger"),
    ("--m-on-danger", "--m-danger-strong"),
    ("--m-accent-strong", "--m-accent-soft"),
    ("--bs-tertiary-color", "--m-surface"),
    *(
        (f"--bs-{kind}-text-emphasis", f"--bs-{kind}-bg-subtle")
        for kind in ("primary", "secondary", "success", "danger", "warning", "info")
    ),
]
SHAPE_PAIRS = [
    (shape, ground)
    for shape in ("--m-control", "--m-focus", "--m-warm")
    for ground in ("--m-page", "--m-surface", "--m-sunken")
] + [(f"--stage-{rank}", "--m-surface") for rank in range(STAGE_COLOUR_COUNT)]


def read_theme(name: str) -> dict[str, str]:
    block = re.search(rf'\[data-bs-theme="{name}"\] \{{(.*?)\n\}}', CSS, re.S)
    assert block
    values = dict(re.findall(r"(--[\w-]+): ([^;]+);", block[1]))
    return {key: _resolve(values, value) for key, value in values.items()}


def _resolve(values: dict[str, str], value: str) -> str:
    link = re.fullmatch(r"var\((--[\w-]+)\)", value)
    return _resolve(values, values[link[1]]) if link else value


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_contrast_of_the_standard():
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_text_is_readable_on_its_ground(name):
    theme = read_theme(name)
    weak = {pair: contrast(*map(theme.__getitem__, pair)) for pair in TEXT_PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_outline_and_every_stage_is_seen_on_its_ground(name):
    theme = read_theme(name)
    weak = {pair: contrast(*map(theme.__getitem__, pair)) for pair in SHAPE_PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_both_themes_name_the_same_colours():
    assert read_theme("light").keys() == read_theme("dark").keys()


def test_the_stages_have_the_colours_of_the_reports():
    theme = read_theme("light")
    ours = [theme[f"--stage-{rank}"] for rank in range(STAGE_COLOUR_COUNT)]
    assert ours == [symbol_colour(rank) for rank in range(STAGE_COLOUR_COUNT)]
    assert symbol_colour(STAGE_COLOUR_COUNT) == symbol_colour(0)


def draw(rank: int) -> str:
    return Template("{% load ui %}{% stage_symbol rank %}").render(Context({"rank": rank}))


def test_twenty_stages_never_share_both_shape_and_colour():
    symbols = [draw(rank) for rank in range(20)]
    assert all(first != second for first, second in combinations(symbols, 2))


def test_a_symbol_says_nothing_twice_to_those_who_do_not_see_it():
    assert 'aria-hidden="true"' in draw(0)


def test_our_scripts_and_templates_hold_to_the_content_policy():
    scripts = "".join(path.read_text(encoding="utf-8") for path in UI.glob("static/ui/*.js"))
    assert re.findall(r"\beval\(|new Function|\.style\.|setAttribute\(\"style", scripts) == []
    for path in UI.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"\sstyle=|<style|\son[a-z]+=|\shx-", text) == [], path.name
