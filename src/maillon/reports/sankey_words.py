"""A flow diagram in words and as a table, for people who do not see it."""

import csv
from io import StringIO

from maillon.domain.flows import OUTSIDE
from maillon.domain.formatting import format_interval, format_number, format_quantity
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.reports.tables import Cell, protect
from maillon.studies.flowing.drawing import Sankey, SankeyFlow

__all__ = [
    "describe_flow",
    "describe_sankey",
    "list_sankey_rows",
    "name_sankey",
    "render_sankey_csv",
    "show_estimate",
]

_MOST_NAMED = 5


def name_sankey(sankey: Sankey) -> str:
    """Return the title of the diagram."""
    name = sankey.title or _("Flux de la filière")
    return name if sankey.year is None else f"{name}, {sankey.year}"


def describe_sankey(sankey: Sankey) -> str:
    """Return the diagram in a few sentences: how many flows, the largest, what comes and goes."""
    count = len(sankey.flows)
    sentences = [
        translate_plural("{count} flux dessiné.", "{count} flux dessinés.", count).format(
            count=format_number(count)
        )
    ]
    largest = sorted(sankey.flows, key=lambda flow: -flow.width_value)[:_MOST_NAMED]
    sentences.append(
        _("Les plus grands : {flows}.").format(
            flows=" ; ".join(describe_flow(sankey, flow) for flow in largest)
        )
    )
    for text, total in (
        (_("Entrent dans le territoire : {quantity}."), _sum(sankey, source=OUTSIDE)),
        (_("Sortent du territoire : {quantity}."), _sum(sankey, target=OUTSIDE)),
    ):
        if total:
            sentences.append(text.format(quantity=format_quantity(total, sankey.unit)))
    free = sum(flow.estimate.is_free for flow in sankey.flows)
    if free:
        sentences.append(
            translate_plural(
                "{count} flux n’est pas déterminé par les données.",
                "{count} flux ne sont pas déterminés par les données.",
                free,
            ).format(count=format_number(free))
        )
    return " ".join(sentences)


def describe_flow(sankey: Sankey, flow: SankeyFlow) -> str:
    """Return one flow in words: from where, to where, of what, how much."""
    matter = sankey.get_label(flow.matter)
    ends = f"{sankey.get_label(flow.source)} → {sankey.get_label(flow.target)}"
    quantity = show_estimate(sankey, flow)
    return f"{ends}, {matter} : {quantity}" if matter else f"{ends} : {quantity}"


def show_estimate(sankey: Sankey, flow: SankeyFlow) -> str:
    """Return a value with its uncertainty, or its interval when that is all that is known."""
    estimate = flow.estimate
    if estimate.is_free:
        if estimate.high is None and not estimate.low:
            return _("non connu")
        return format_interval(estimate.low, estimate.high, sankey.unit)
    if estimate.value is None:
        return _("non connu")
    shown = format_quantity(estimate.value, sankey.unit)
    if not estimate.standard_error:
        return shown
    return f"{shown} ± {format_number(estimate.standard_error)}"


def list_sankey_rows(sankey: Sankey) -> list[dict[str, Cell]]:
    """Return the diagram as rows with stable English keys: one a flow, in the order drawn."""
    return [
        {
            "from": sankey.get_label(flow.source),
            "to": sankey.get_label(flow.target),
            "matter": sankey.get_label(flow.matter),
            "value": None if flow.estimate.is_free else flow.estimate.value,
            "standard_error": flow.estimate.standard_error,
            "low": flow.estimate.low,
            "high": flow.estimate.high,
            "unit": sankey.unit,
            "year": sankey.year,
            "is_determined": not flow.estimate.is_free,
            "source": flow.reference,
        }
        for flow in sankey.flows
    ]


def render_sankey_csv(sankey: Sankey) -> str:
    """Return the diagram as comma-separated values; no text is taken for a formula."""
    rows = list_sankey_rows(sankey)
    text = StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({column: protect(cell) for column, cell in row.items()})
    return text.getvalue()


def _sum(sankey: Sankey, *, source: str = "", target: str = "") -> float:
    return sum(
        flow.width_value
        for flow in sankey.flows
        if (source and flow.source == source) or (target and flow.target == target)
    )
