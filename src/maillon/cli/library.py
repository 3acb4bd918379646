"""`maillon library`: search sheets, read one, index a folder of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillon.cli.output import make_console, say, write_result
from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.domain.visibility import Audience

if TYPE_CHECKING:
    from maillon.domain.sheets import Sheet
    from maillon.studies.searching import Piece, Reader, SearchAnswer

app = typer.Typer(
    help=_("Chercher des fiches : expériences, ressources, métiers, questions."),
    no_args_is_help=True,
)
_MOST_VALUES = 5

_Filter = list[str] | None
_Json = Annotated[bool, typer.Option("--json", help=_("Écrire le résultat entier en JSON."))]
_Audience = Annotated[
    Audience, typer.Option(help=_("public : les seules fiches publiques ; members : toutes."))
]


@app.command("search", help=_("Chercher des fiches par mots, et par facettes."))
def search_command(  # noqa: PLR0913, PLR0917 - one for each option of the command
    query: Annotated[str, typer.Argument(help=_("Mots cherchés ; sans mot, tout."))] = "",
    kind: Annotated[_Filter, typer.Option(help=_("Nature : experience, resource…"))] = None,
    filiere: Annotated[_Filter, typer.Option(help=_("Clé d’une filière."))] = None,
    step: Annotated[_Filter, typer.Option(help=_("Étape de la méthode."))] = None,
    lever: Annotated[_Filter, typer.Option(help=_("Levier de la méthode."))] = None,
    country: Annotated[_Filter, typer.Option(help=_("Code d’un pays : FR, TN…"))] = None,
    limit: Annotated[int, typer.Option(min=1, help=_("Nombre de fiches montrées."))] = 10,
    audience: _Audience = Audience.MEMBERS,
    as_json: _Json = False,  # noqa: FBT002 - a flag of the command
) -> None:
    """Print the sheets that answer."""
    import json

    from maillon.studies.searching import open_home_library

    asked = {"kind": kind, "filiere": filiere, "step": step, "lever": lever, "country": country}
    answer = open_home_library().search(
        query,
        filters={name: values for name, values in asked.items() if values},
        reader=_make_reader(audience),
        limit=limit,
    )
    if as_json:
        write_result(json.dumps(answer.to_dict(), ensure_ascii=False, indent=1, default=str), None)
    else:
        _show_answer(answer)


@app.command("show", help=_("Lire une fiche, et celles qui lui ressemblent."))
def show_command(
    key: Annotated[str, typer.Argument(help=_("Clé de la fiche."))],
    audience: _Audience = Audience.MEMBERS,
    as_json: _Json = False,  # noqa: FBT002 - a flag of the command
) -> None:
    """Print one sheet."""
    import json

    from maillon.studies.searching import open_home_library

    library, reader = open_home_library(), _make_reader(audience)
    sheet = library.get(key, reader=reader).sheet
    if as_json:
        write_result(json.dumps(sheet.to_dict(), ensure_ascii=False, indent=1, default=str), None)
        return
    _show_sheet(sheet)
    console = make_console()
    alike = library.like(key, reader=reader)
    if alike:
        console.print(f"\n[bold]{_('Fiches proches')}[/bold]")
    for one in alike:
        console.print(f"  {one.key} – {one.sheet.title}", markup=False)
        console.print("    " + " ".join(one.reasons), style="dim", markup=False)


@app.command("index", help=_("Ajouter les fiches d’un dossier : YAML, JSON ou Markdown."))
def index_command(
    folder: Annotated[Path, typer.Argument(help=_("Dossier des fiches."), metavar="DOSSIER")],
) -> None:
    """Index a folder; what could not be read is said, and the rest is kept."""
    from maillon.studies.searching import index_folder

    report = index_folder(folder)
    for problem in report.problems:
        say(problem)
    make_console().print(
        translate_plural(
            "{count} fiche indexée.", "{count} fiches indexées.", report.sheet_count
        ).format(count=format_number(report.sheet_count))
    )
    if report.removed_count:
        make_console().print(
            translate_plural(
                "{count} fiche retirée : elle n’est plus dans le dossier.",
                "{count} fiches retirées : elles ne sont plus dans le dossier.",
                report.removed_count,
            ).format(count=format_number(report.removed_count))
        )
    if report.problems:
        raise typer.Exit(code=2)


def _make_reader(audience: Audience) -> "Reader":
    """Return who asks: on one's own machine, everything may be seen."""
    from maillon.domain.visibility import Visibility
    from maillon.studies.searching import Reader

    return Reader() if audience is Audience.PUBLIC else Reader(levels=frozenset(Visibility))


def _show_answer(answer: "SearchAnswer") -> None:
    console = make_console()
    for note in answer.notes:
        console.print(note, style="dim", markup=False)
    found = translate_plural("{count} fiche", "{count} fiches", answer.total)
    console.print(found.format(count=format_number(answer.total)), style="bold")
    for hit in answer.hits:
        console.print()
        console.print(_style(hit.title, "bold"), f"[dim]{hit.key}[/dim]")
        console.print(_style(hit.excerpt, ""))
        console.print(" ".join(hit.reasons), style="dim", markup=False)
    if answer.total > len(answer.hits):
        console.print()
        for facet in answer.facets:
            values = " · ".join(
                f"{one.value} ({format_number(one.count)})" for one in facet.values[:_MOST_VALUES]
            )
            console.print(f"{facet.label} : {values}", style="dim", markup=False)


def _style(pieces: "tuple[Piece, ...]", base: str) -> str:
    from rich.markup import escape

    text = "".join(
        f"[underline]{escape(piece.text)}[/underline]" if piece.is_hit else escape(piece.text)
        for piece in pieces
    )
    return f"[{base}]{text}[/{base}]" if base else text


def _show_sheet(sheet: "Sheet") -> None:
    from maillon.library.texts import write_figure

    console = make_console()
    console.print(sheet.title, style="bold", markup=False)
    head = (sheet.place, sheet.country, "" if sheet.year is None else str(sheet.year))
    console.print(" · ".join(part for part in head if part), style="dim", markup=False)
    console.print(sheet.summary, markup=False)
    for title, lines in (
        (_("Acteurs"), sheet.actors),
        (_("Chiffres"), tuple(write_figure(one) for one in sheet.figures)),
        (_("Budget"), (sheet.budget,) if sheet.budget else ()),
        (_("Résultats"), sheet.results),
        (_("Difficultés"), sheet.difficulties),
        (_("Liens"), tuple(f"{one.label} – {one.address}" for one in sheet.links)),
        (_("Ce qui est douteux"), (sheet.doubt,) if sheet.doubt else ()),
        (_("Source"), (" – ".join(filter(None, (sheet.provenance, sheet.passage))),)),
    ):
        if any(lines):
            console.print(f"\n[bold]{title}[/bold]")
        for line in filter(None, lines):
            console.print(f"  {line}", markup=False)
