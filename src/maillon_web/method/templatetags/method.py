"""Numbers and words of the method in a page: `{% load method %}`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.domain.figures import FigureBook
from maillon.reference.method import MeansCase, MeansResult, MethodDocument, MethodPassage
from maillon.reports.wording import typeset
from maillon.studies.advancing import StepProgress
from maillon_web.filieres.models import Filiere
from maillon_web.method.models import LeverState
from maillon_web.ui.templatetags.ui import figure, number, quantity

register = template.Library()


@register.filter
def get_item(values: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - whatever the mapping holds
    """Return the entry of that key, nothing when there is none."""
    return values.get(key)


@register.simple_tag(takes_context=True)
def method_figure(context: Context, book: FigureBook, key: str, css: str = "") -> SafeString:
    """Render a number of the method, which opens on its explanation."""
    filiere: Filiere = context["filiere"]
    address = reverse("method:figure", args=[filiere.pk, key])
    return figure(book[key].to_dict(), address, is_bare=True, css=css)


@register.simple_tag
def step_state(progress: StepProgress) -> SafeString:
    """Render the state of a whole step in words."""
    state = LeverState(progress.state.value)
    return format_html('<span class="badge lever-state is-{}">{}</span>', state, state.label)


@register.simple_tag
def say_passage(documents: Mapping[str, MethodDocument], passage: MethodPassage) -> str:
    """Say where a document says it, and quote it, its punctuation bound to its words."""
    return typeset(
        _("{title}, {where} : « {quote} »").format(
            title=documents[passage.document].title, where=passage.where, quote=passage.quote
        )
    )


@register.simple_tag
def case_result(result: MeansResult) -> str:
    """Say a result of a case; its unit only where its name does not say it already."""
    if result.value is None:
        return result.label
    is_said = result.unit in result.label or not result.unit
    value = number(result.value) if is_said else quantity(result.value, result.unit)
    return typeset(_("{label} : {value}").format(label=result.label, value=value))


@register.filter
def bound(text: str) -> str:
    """Bind the punctuation of a sentence of the library to its words."""
    return typeset(text)


@register.filter
def plain(value: float) -> str:
    """Write a number as a drawing wants it, whatever the language of the page."""
    return f"{value:g}"


@register.filter
def fte(value: float | Decimal | None) -> str:
    """Write a working time, with as many decimals as it has, two at most."""
    return number(None if value is None else round(float(value), 2))


@register.simple_tag
def case_time(case: MeansCase) -> str:
    """Say the time that a case of the guide gives: to this subject, in all, or only people."""
    parts = []
    if case.fte is not None:
        parts.append(_("{fte} ETP sur ce sujet").format(fte=fte(case.fte)))
    if case.fte_total is not None:
        parts.append(_("{fte} ETP pour toutes les filières").format(fte=fte(case.fte_total)))
    if case.people is not None:
        parts.append(
            ngettext("{count} personne", "{count} personnes", case.people).format(count=case.people)
        )
    return ", ".join(parts)
