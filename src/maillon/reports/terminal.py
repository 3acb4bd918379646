"""The result in a terminal: sentences first, then the stages, the gaps, and where to look next."""

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.reports.page_view import Limits, build_view
from maillon.reports.wording import in_language_of, show_ess_status

__all__ = ["render_actors", "render_text"]

_LIMITS = Limits(actors=0, nearest=2, opportunities=3, evidences=2, facts=3, warnings=5)
_STATE_STYLES = {
    "present": "green",
    "fragile": "yellow",
    "missing": "red",
    "unobservable": "bright_black",
}
_ALWAYS = ("establishments", "ess_published", "ess_deduced")
_WHEN_WIDE = ("ess_declared", "employers", "workforce", "to_check")
_WIDE = 110


def render_text(document: dict[str, Any], *, console: Console) -> None:
    """Print the result; the table of stages keeps to the columns that the width allows."""
    with in_language_of(document):
        view = build_view(document, _LIMITS)
        _print_heading(view, console)
        for quoted in view["summary"]:
            _print_item("".join(part["text"] for part in quoted["parts"]), console)
        console.print()
        console.print(_make_stage_table(view["stages"], is_wide=console.width >= _WIDE))
        _print_gaps(view["gaps"], console)
        _print_opportunities(view["opportunities"], console)
        _print_list(_("À savoir avant de s’en servir"), view["method"]["warnings"], console)
        _print_next_steps(document, console)


def render_actors(document: dict[str, Any], *, console: Console) -> None:
    """Print the actors of a result, one line each."""
    with in_language_of(document):
        table = Table(box=None, pad_edge=False)
        for title in (_("Nom"), _("Commune"), _("ESS"), _("Effectif"), _("SIRET")):
            table.add_column(title)
        for actor in document["actors"]:
            table.add_row(
                actor["name"],
                actor["commune_name"],
                show_ess_status(actor["ess"]["status"]),
                actor["band_label"],
                actor["siret"] or "–",
            )
        console.print(table)
        count = len(document["actors"])
        text = translate_plural("{count} acteur.", "{count} acteurs.", count)
        console.print(text.format(count=format_number(count)))


def _print_heading(view: dict[str, Any], console: Console) -> None:
    console.print(Text(view["title"], "bold"))
    console.print(Text(f"{view['date_shown']} · {view['territory_facts']}", "bright_black"))
    if view["band"]:
        console.print(Text(view["band"], "bold yellow"))
    console.print()


def _print_item(text: str, console: Console, *, indent: int = 0) -> None:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_row(Text("•"), Text(text))
    console.print(Padding(grid, (0, 0, 0, indent)))


def _print_list(title: str, lines: list[str], console: Console) -> None:
    if not lines:
        return
    console.print()
    console.print(Text(title, "bold"))
    for line in lines:
        _print_item(line, console)


def _make_stage_table(stages: dict[str, Any], *, is_wide: bool) -> Table:
    wanted = _ALWAYS + (_WHEN_WIDE if is_wide else ())
    ranks = [rank for rank, column in enumerate(stages["columns"]) if column["key"] in wanted]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("Maillon"), min_width=14, overflow="fold")
    table.add_column(_("État"))
    for rank in ranks:
        label = stages["columns"][rank]["label"]
        table.add_column(label, justify="right", min_width=max(map(len, label.split())))
    for row in stages["rows"]:
        cells = [row["cells"][rank] for rank in ranks]
        table.add_row(
            Text(row["label"]),
            Text(row["state_label"], _STATE_STYLES[row["state"]]),
            *(Text("\n".join(filter(None, [cell["text"], cell["note"]]))) for cell in cells),
        )
    return table


def _print_gaps(gaps: dict[str, Any], console: Console) -> None:
    if not gaps["rows"]:
        return
    console.print()
    console.print(Text(_("Ce qui manque ou tient à peu"), "bold"))
    for gap in gaps["rows"]:
        reasons = " ".join(gap["reasons"])
        _print_item(f"{gap['label']} – {gap['state_label']}. {reasons}".strip(), console)
        if gap["nearest"]:
            nearest = " ; ".join(gap["nearest"])
            text = _("Les plus proches en dehors : {list}.").format(list=nearest)
            console.print(Padding(Text(text, "bright_black"), (0, 0, 0, 2)))


def _print_opportunities(opportunities: dict[str, Any], console: Console) -> None:
    lines = [f"{track['title']}, {track['strength']}" for track in opportunities["rows"]]
    _print_list(_("Pistes d’activité"), [*lines, *filter(None, [opportunities["more"]])], console)


def _print_next_steps(document: dict[str, Any], console: Console) -> None:
    example = next(iter(document["totals"].values()), "")
    steps = [
        _("Les {count} acteurs : ajoutez --format csv, xlsx ou geojson.").format(
            count=format_number(len(document["actors"]))
        ),
        _("La page et la note à imprimer : --format html ou pdf, avec --out."),
        _(
            "D’où vient un chiffre : gardez le résultat avec --format json --out RÉSULTAT.json, "
            "puis « maillon explain RÉSULTAT.json {figure} »."
        ).format(figure=example),
    ]
    _print_list(_("Pour aller plus loin"), steps, console)
