"""Tags and filters that every page shares: `{% load ui %}`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillon.domain.formatting import format_siret
from maillon.domain.typography import typeset_french
from maillon.reports.svg import symbol_path
from maillon_web.ui import fields, formatting

register = template.Library()

_EMPTY = "–"
STAGE_COLOUR_COUNT = 9


@register.filter
def number(value: float | None, decimals: int | None = None) -> str:
    """Write a number; a dash when there is none."""
    return _EMPTY if value is None else formatting.format_number(value, decimals)


@register.filter
def percent(share: float | None, decimals: int = 0) -> str:
    """Write a share between 0 and 1 as a percentage."""
    return _EMPTY if share is None else formatting.format_percent(share, decimals)


@register.filter
def quantity(value: float | None, unit: str = "") -> str:
    """Write a number and its unit."""
    return _EMPTY if value is None else formatting.format_quantity(value, unit)


@register.filter
def money(value: float | None, decimals: int = 0) -> str:
    """Write a sum in euros."""
    return _EMPTY if value is None else formatting.format_money(value, decimals)


@register.filter
def day(value: date | str | None) -> str:
    """Write a day in words."""
    return formatting.format_day(value) if value else _EMPTY


@register.filter
def moment(value: datetime | None) -> str:
    """Write a day and an hour."""
    return formatting.format_moment(value) if value else _EMPTY


@register.filter
def typeset(text: str | None) -> str:
    """Return a French text of the data with spaces that no end of line can break."""
    return typeset_french(text or "")


@register.simple_tag
def french() -> SafeString:
    """Say that what an element holds is French, on a page that is not."""
    return SafeString("" if get_language() == "fr" else ' lang="fr"')


@register.filter
def siret(value: str | None) -> str:
    """Write a SIRET in its usual groups."""
    return format_siret(value) if value else _EMPTY


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Tell one box to tick from the other fields."""
    return fields.is_checkbox(field)


@register.simple_tag
def widget(field: BoundField, *, placeholders: bool = True) -> SafeString:
    """Render the control of a field alone, in our theme."""
    return fields.render_widget(field, has_placeholder=placeholders)


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, *, label: str = "", placeholders: bool = True) -> dict[str, object]:
    """Render a field with its label, its help and its errors, linked to one another."""
    return {"field": bound, "label": label or bound.label, "placeholders": placeholders}


@register.inclusion_tag("ui/form_fields.html")
def form_fields(form: forms.BaseForm, *, placeholders: bool = True) -> dict[str, object]:
    """Render every field of a form; without the placeholders that only say the label again."""
    return {"form": form, "placeholders": placeholders}


@register.inclusion_tag("ui/form_summary.html")
def form_summary(form: forms.BaseForm) -> dict[str, object]:
    """Render the summary of errors, which takes the focus; nothing when there is none."""
    return {"problems": fields.list_problems(form) if form.is_bound else []}


@register.simple_tag
def figure(
    figure: Mapping[str, Any], url: str = "", *, is_bare: bool = False, css: str = ""
) -> SafeString:
    """
    Render a figure that opens on its explanation.

    `url` is the page that explains it; it answers with a fragment when the header `HX-Request` is
    there. Without `url` the value is written alone.
    """
    text = formatting.format_figure(figure, is_bare=is_bare)
    if not url:
        return format_html('<span class="{}">{}</span>', f"figure-value {css}".rstrip(), text)
    question = _("({label} : d’où vient ce chiffre ?)").format(label=figure["label"])
    return format_html(
        '<a class="{}" href="{}" data-figure>{}<span class="visually-hidden"> {}</span></a>',
        f"figure-link {css}".rstrip(),
        url,
        text,
        question,
    )


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(
    context: Context,
    page: Page[Any],
    *,
    parameter: str = "page",
    target: str = "",
    url: str = "",
) -> dict[str, object]:
    """
    Render the links to the other pages of a list; they keep the filters of the address.

    `target` is the selector of the part of the page that htmx replaces, if it is not the whole;
    `url` is where the list is read, when what is shown may be the answer to a form.
    """

    def address(number: int) -> str:
        query = context["request"].GET.copy()
        query[parameter] = str(number)
        return f"{url}?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "links": [
            {"number": entry, "url": address(entry)} if isinstance(entry, int) else {}
            for entry in numbers
        ],
        "previous_url": address(page.number - 1) if page.has_previous() else "",
        "next_url": address(page.number + 1) if page.has_next() else "",
        "target": target,
    }


@register.inclusion_tag("ui/nav_link.html", takes_context=True)
def nav_link(context: Context, url: str, label: str, *, is_exact: bool = False) -> dict[str, str]:
    """Render a link of a menu, and say where the reader is; nothing when the address is empty."""
    request = context.get("request")
    path = request.path if request else ""
    current = ""
    if path == url:
        current = "page"
    elif url and not is_exact and path.startswith(url):
        current = "true"
    return {"url": url, "label": label, "current": current}


@register.simple_tag(takes_context=True)
def can_sign_up(context: Context) -> bool:
    """Tell whether anyone may make an account, or only people who were invited."""
    request = context["request"]
    return bool(get_adapter(request).is_open_for_signup(request))


@register.simple_tag
def stage_symbol(rank: int) -> SafeString:
    """Draw the symbol of a stage; its shape says the same as its colour."""
    return format_html(
        '<svg class="stage-symbol stage-colour-{}" viewBox="-8 -8 16 16" width="16" height="16" '
        'aria-hidden="true" focusable="false"><path d="M0 0{}"/></svg>',
        rank % STAGE_COLOUR_COUNT,
        symbol_path(rank),
    )
