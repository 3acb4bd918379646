"""Amounts of the accounts in a page: `{% load economics %}`."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from maillon_web.economics.selectors.chain import Chain
from maillon_web.filieres.models import Filiere
from maillon_web.ui.formatting import format_figure, format_money, format_number, format_percent

register = template.Library()

_EMPTY = "–"


@register.simple_tag(takes_context=True)
def amount(context: Context, key: str, value: float | None) -> SafeString:
    """Render an amount in euros that opens on its explanation; a dash when there is none."""
    text = _EMPTY if value is None else format_money(value)
    return _open(context, key, text)


@register.simple_tag(takes_context=True)
def cost(context: Context, key: str, value: float | None) -> SafeString:
    """Render a price with its cents, that opens on its explanation."""
    return _open(context, key, price(value))


@register.simple_tag(takes_context=True)
def share(context: Context, key: str, value: float | None) -> SafeString:
    """Render a share that opens on its explanation, likewise."""
    return _open(context, key, _EMPTY if value is None else format_percent(value))


@register.simple_tag(takes_context=True)
def opening(context: Context, key: str, css: str = "") -> SafeString:
    """Render a figure of the accounts as it is shown, opening on its explanation."""
    figures: Mapping[str, Any] = context["document"]["figures"]
    text = format_figure(figures[key]) if key in figures else _EMPTY
    return _open(context, key, text, css)


@register.simple_tag(takes_context=True)
def said(context: Context, sentence: Mapping[str, Any]) -> SafeString:
    """Render a sentence whose numbers open."""
    parts = [
        _open(context, part["figure"], part["text"])
        if part["figure"]
        else conditional_escape(part["text"])
        for part in sentence["parts"]
    ]
    return mark_safe("".join(parts))  # noqa: S308 -- each piece is escaped above


@register.filter
def signed(value: float) -> str:
    """Write a change in euros with its sign."""
    text = format_money(value)
    return f"+{text}" if round(value) > 0 else text


@register.filter
def signed_percent(change: float) -> str:
    """Write a change as a percentage with its sign."""
    text = format_percent(change, 0 if float(change * 100).is_integer() else 1)
    return f"+{text}" if change > 0 else text


@register.filter
def price(value: float | str | None) -> str:
    """Write a price in euros, with its cents; a dash when there is none."""
    if value is None or isinstance(value, str):
        return _EMPTY
    return format_money(value, 0 if float(value).is_integer() else 2)


@register.filter
def volume(value: float | str | None, unit: str = "") -> str:
    """Write a volume and its unit; a dash when it is unknown."""
    if isinstance(value, str):
        return value
    return _EMPTY if value is None else f"{format_number(value)}\u00a0{unit}".rstrip()


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - what the mapping holds
    """Return what a mapping holds under a name; nothing when it does not."""
    return mapping.get(key)


def _open(context: Context, key: str, text: str, css: str = "") -> SafeString:
    figures: Mapping[str, Any] = context["document"]["figures"]
    if key not in figures:
        return format_html('<span class="{}">{}</span>', f"figure-value {css}".rstrip(), text)
    filiere: Filiere = context["filiere"]
    chain: Chain = context["chain"]
    suffix = f"?annee={chain.year}" if chain.year else ""
    return format_html(
        '<a class="{}" href="{}{}" data-figure>{}<span class="visually-hidden"> {}</span></a>',
        f"figure-link {css}".rstrip(),
        reverse("economics:figure", args=[filiere.pk, key]),
        suffix,
        text,
        _("({label} : d’où vient ce chiffre ?)").format(label=figures[key]["label"]),
    )
