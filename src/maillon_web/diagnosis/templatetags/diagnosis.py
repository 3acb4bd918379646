"""Numbers of a result in a page: `{% load diagnosis %}`."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from maillon.reports.wording import typeset
from maillon_web.diagnosis.services.drawing import ADDRESS_PREFIX
from maillon_web.filieres.models import Filiere

register = template.Library()

_EMPTY = "–"


@register.inclusion_tag("ui/figure.html", takes_context=True)
def opening(context: Context, cell: Mapping[str, str] | None, css: str = "") -> dict[str, object]:
    """Render a cell of a result as a number that opens; a dash when there is none."""
    if not cell or not cell["text"]:
        return {"text": _EMPTY, "url": "", "css": css}
    key = cell["figure"]
    if not key:
        return {"text": cell["text"], "url": "", "css": css}
    filiere: Filiere = context["filiere"]
    label = context["pages"]["labels"].get(key, key)
    url = reverse("diagnosis:figure", args=(filiere.pk, key))
    return {"text": cell["text"], "url": url, "css": css, "figure": {"label": label}}


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
