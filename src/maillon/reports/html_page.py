"""One page of a result, in one file that opens from the disk without network nor script."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from maillon.domain.language import translate
from maillon.reports.map_drawing import count_unplaced, draw_map, list_symbols
from maillon.reports.page_figures import group_figures
from maillon.reports.page_view import build_view
from maillon.reports.wording import in_language_of, typeset

__all__ = ["TEMPLATES", "render_html", "template_environment"]

TEMPLATES = Path(__file__).parent / "templates"


def render_html(document: dict[str, Any], *, shapes: Mapping[str, Any] | None = None) -> str:
    """
    Return the whole page.

    Parameters
    ----------
    document
        A result.
    shapes
        Contours for the map, as `draw_map` takes them; without them the page has no map.
    """
    with in_language_of(document):
        page = build_view(document)
        page["map"] = None if shapes is None else _view_map(document, shapes)
        page["chain"] |= {
            "svg": Markup(page["chain"]["svg"]),  # noqa: S704 -- drawn by us, texts escaped
            "svg_narrow": Markup(page["chain"]["svg_narrow"]),  # noqa: S704 -- same
        }
        page["figure_groups"] = group_figures(document)
        style = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))  # noqa: S704 -- ours
        return (
            template_environment()
            .get_template("report.html")
            .render(page=page, style=style)
            .lstrip()
        )


def _view_map(document: dict[str, Any], shapes: Mapping[str, Any]) -> dict[str, Any]:
    symbols = [
        {"svg": Markup(symbol["svg"]), "label": symbol["label"]}  # noqa: S704 -- drawn by us
        for symbol in list_symbols(document)
    ]
    return {
        "svg": Markup(draw_map(document, shapes)),  # noqa: S704 -- drawn by us, texts escaped
        "symbols": symbols,
        "unplaced": count_unplaced(document),
    }


@cache
def template_environment() -> Environment:
    """Return the environment that every page is written in."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=_typeset_text,
    )
    environment.globals["_"] = translate
    return environment


def _typeset_text(value: object) -> object:
    """Bind the punctuation of plain texts; markup is left as it was made."""
    return typeset(value) if isinstance(value, str) and not isinstance(value, Markup) else value
