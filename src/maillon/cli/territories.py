"""`maillon territory`: find, show and make territories."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from maillon.cli.output import make_console, say
from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _

app = typer.Typer(help=_("Chercher, voir ou composer un territoire."), no_args_is_help=True)


@app.command("search", help=_("Chercher un territoire par nom ou par code, sans accents."))
def search(
    text: Annotated[str, typer.Argument(help=_("Nom ou code, même incomplet."))],
    limit: Annotated[int, typer.Option(min=1, help=_("Nombre de réponses."))] = 10,
) -> None:
    """List the territories that look like the text, best first."""
    from rich.table import Table

    from maillon.reference.territories import search_territories

    hits = search_territories(text, limit=limit)
    if not hits:
        say(_("Aucun territoire ne ressemble à « {text} ».").format(text=text))
        return
    table = Table(box=None, pad_edge=False)
    for title in (_("Clé"), _("Nom"), _("Nature"), _("Habitants"), _("Où")):
        table.add_column(title, justify="right" if title == _("Habitants") else "left")
    for hit in hits:
        table.add_row(
            hit.key,
            hit.name,
            _kind_label(str(hit.kind)),
            format_number(hit.population),
            hit.context,
        )
    make_console().print(table)


@app.command("show", help=_("Voir un territoire : population, communes, voisins."))
def show(
    territory: Annotated[str, typer.Argument(help=_("Code, clé ou nom du territoire."))],
) -> None:
    """Print what is known of one territory."""
    from maillon.reference.territories import get_territory, list_neighbours
    from maillon.studies.home import custom_territories_folder

    console = make_console()
    found = get_territory(territory, custom_folder=custom_territories_folder())
    console.print(f"[bold]{found.name}[/bold]  {found.key}  ({found.vintage})")
    console.print(
        _("{kind}, {communes} communes, {population} habitants").format(
            kind=_kind_label(str(found.kind)),
            communes=format_number(len(found.places)),
            population=format_number(found.population),
        )
    )
    if found.density_per_km2 is not None and found.area_km2 is not None:
        console.print(
            _("{area} km², {density} habitants par km²").format(
                area=format_number(round(found.area_km2)),
                density=format_number(round(found.density_per_km2)),
            )
        )
    neighbours = list_neighbours(found)
    if neighbours:
        names = ", ".join(f"{place.name} ({place.key})" for place in neighbours)
        console.print(_("Voisins : {names}").format(names=names))
    largest = sorted(found.places, key=lambda place: -place.population)[:12]
    names = ", ".join(f"{place.name} ({place.code})" for place in largest)
    more = len(found.places) - len(largest)
    tail = _(" et {count} autres").format(count=more) if more > 0 else ""
    console.print(_("Communes : {names}{tail}").format(names=names, tail=tail))


@app.command("create", help=_("Composer un territoire : une liste de communes, un nom, une date."))
def create(
    name: Annotated[str, typer.Argument(help=_("Nom du territoire."))],
    communes: Annotated[
        list[str], typer.Option("--commune", help=_("Code d’une commune ; à répéter."))
    ],
    on: Annotated[str, typer.Option("--date", help=_("Date de la liste (AAAA-MM-JJ)."))] = "",
) -> None:
    """Keep a list of communes under a name."""
    from maillon.studies.territories import create_territory

    made = create_territory(name=name, places=communes, vintage=on or date.today().isoformat())  # noqa: DTZ011
    say(
        _(
            "Territoire « {name} » enregistré : {count} communes. Utilisez --territory {key}."
        ).format(name=made.name, count=len(made.places), key=made.key)
    )


@app.command("import", help=_("Enregistrer un territoire depuis un fichier YAML, CSV ou texte."))
def import_list(
    path: Annotated[Path, typer.Argument(help=_("Fichier qui liste les communes."))],
) -> None:
    """Keep the list of communes of a file."""
    from maillon.studies.territories import import_territory

    made = import_territory(path)
    say(
        _(
            "Territoire « {name} » enregistré : {count} communes. Utilisez --territory {key}."
        ).format(name=made.name, count=len(made.places), key=made.key)
    )


def _kind_label(kind: str) -> str:
    return {
        "commune": _("commune"),
        "epci": _("intercommunalité"),
        "ept": _("établissement public territorial"),
        "departement": _("département"),
        "region": _("région"),
        "list": _("liste de communes"),
        "places": _("ville hors de France"),
    }.get(kind, kind)
