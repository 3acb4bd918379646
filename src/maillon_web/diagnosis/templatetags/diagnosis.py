"""Numbers of a result in a page: `{% load diagnosis %}`."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from maillon.reports.wording import typeset
from maillon_web.diagnosis.services.drawing import ADDRESS_PREFIX
from maillon_web.filieres.models import Filiere

register = template.Library()

_EMPTY = "–"


@register.simple_tag(takes_context=True)
def opening(context: Context, cell: Mapping[str, str] | None, css: str = "") -> SafeString:
    """Render a cell of a result as a number that opens; a dash when there is none."""
    return _open(context, cell, css)


@register.simple_tag(takes_context=True)
def quoted(context: Context, sentence: Mapping[str, Any]) -> SafeString:
    """Render a sentence whose numbers open; the figures that it does not quote come after."""
    parts = [
        _open(context, part) if part["figure"] else conditional_escape(part["text"])
        for part in sentence["parts"]
    ]
    others = [
        format_html(' <span class="quiet">({})</span>', _open(context, other))
        for other in sentence["others"]
    ]
    return mark_safe("".join([*parts, *others]))  # noqa: S308 -- each piece is escaped above


def _open(context: Context, cell: Mapping[str, str] | None, css: str = "") -> SafeString:
    key = cell["figure"] if cell else ""
    text = (cell["text"] if cell else "") or _EMPTY
    if not key:
        return format_html('<span class="{}">{}</span>', f"figure-value {css}".rstrip(), text)
    filiere: Filiere = context["filiere"]
    label = context["pages"]["labels"].get(key, key)
    return format_html(
        '<a class="{}" href="{}" data-figure>{}<span class="visually-hidden"> {}</span></a>',
        f"figure-link {css}".rstrip(),
        reverse("diagnosis:figure", args=(filiere.pk, key)),
        text,
        _("({label} : d’où vient ce chiffre ?)").format(label=label),
    )


@register.simple_tag(takes_context=True)
def input_value(context: Context, entry: Mapping[str, str]) -> SafeString:
    """Render what a figure was computed from; it opens in turn when it is a figure."""
    if not entry["figure"]:
        return format_html("<strong>{}</strong>", entry["value"])
    name = "diagnosis:ranking_figure" if context.get("is_ranking") else "diagnosis:figure"
    filiere: Filiere = context["filiere"]
    return format_html(
        '<a class="figure-link" href="{}" data-figure>{}</a>',
        reverse(name, args=(filiere.pk, entry["figure"])),
        entry["value"],
    )


@register.simple_tag
def drawn_chain(svg: str, filiere: Filiere, stages: list[Mapping[str, Any]]) -> SafeString:
    """Write the drawing of the chain, each stage leading to its actors."""
    directory = reverse("directory:list", args=(filiere.pk,))
    for stage in stages:
        address = f"{directory}?{urlencode({'stage': stage['key']})}"
        svg = svg.replace(f'href="{ADDRESS_PREFIX}{stage["key"]}"', f'href="{address}"')
    return mark_safe(svg)  # noqa: S308 -- drawn by us, texts escaped


@register.filter
def set_marks(text: str) -> str:
    """Bind the punctuation of a sentence of the library to its words."""
    return typeset(text)
