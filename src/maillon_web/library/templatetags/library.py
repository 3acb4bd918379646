"""What is drawn many times in a page of the library: `{% load library %}`."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from maillon.studies.funding import FundingLine, kind_label
from maillon.studies.searching import FacetValue, Piece
from maillon_web.ui.formatting import format_number

register = template.Library()


@register.filter
def amounts(line: FundingLine) -> list[tuple[str, float]]:
    """Return the amounts of a funded project, each with its kind in words."""
    return [(kind_label(kind), value) for kind, value in line.amounts.items()]


@register.filter
def marked(pieces: Sequence[Piece]) -> SafeString:
    """Write a text in pieces, the words found marked."""
    return format_html_join("", "{}", ((_write(piece),) for piece in pieces))


def _write(piece: Piece) -> str:
    return format_html("<mark>{}</mark>", piece.text) if piece.is_hit else piece.text


@register.simple_tag
def facet_values(name: str, values: Sequence[FacetValue]) -> SafeString:
    """Write the boxes of a facet, with how many sheets each brings; a page holds a hundred."""
    rows = (
        (
            name,
            value.value,
            f"facet-{name}-{slugify(value.value)}",
            " checked" if value.is_chosen else "",
            value.label,
            format_number(value.count),
        )
        for value in values
    )
    box = (
        '<div class="form-check"><input class="form-check-input" type="checkbox" name="{0}" '
        'value="{1}" id="{2}"{3}> <label class="form-check-label" for="{2}">{4} '
        '<span class="facet-count">{5}<span class="visually-hidden"> {6}</span></span>'
        "</label></div>"
    )
    unit = _("fiches")
    return format_html_join("\n", box, ((*row, unit) for row in rows))
