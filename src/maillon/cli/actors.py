"""`maillon actors`: list actors, look one up in the public search engine."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from maillon.cli.output import make_console, write_result
from maillon.domain.language import translate as _
from maillon.domain.visibility import Audience

app = typer.Typer(help=_("Lister les acteurs, en vérifier un."), no_args_is_help=True)


class ListFormat(StrEnum):
    """Forms of a list of actors."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    GEOJSON = "geojson"


@app.command("list", help=_("Lister les acteurs d’une filière sur un territoire."))
def list_command(
    territory: Annotated[str, typer.Option(help=_("Code, clé ou nom du territoire."))],
    filiere: Annotated[str, typer.Option(help=_("Clé ou nom de la filière."))],
    stage: Annotated[str, typer.Option(help=_("Clé d’un maillon ; tous sinon."))] = "",
    output_format: Annotated[
        ListFormat, typer.Option("--format", help=_("Forme de la liste."))
    ] = ListFormat.TEXT,
    out: Annotated[Path | None, typer.Option(help=_("Fichier à écrire."))] = None,
    audience: Annotated[
        Audience, typer.Option(help=_("public : sans les listes internes ; members : tout."))
    ] = Audience.MEMBERS,
) -> None:
    """List actors."""
    import json

    from maillon import reports
    from maillon.studies.listing import list_actors

    document = list_actors(territory, filiere, stage_key=stage, audience=audience)
    match output_format:
        case ListFormat.CSV:
            write_result(reports.render_csv(document), out)
        case ListFormat.JSON:
            write_result(json.dumps(document["actors"], ensure_ascii=False, indent=1), out)
        case ListFormat.GEOJSON:
            write_result(reports.render_geojson(document), out)
        case ListFormat.TEXT:
            reports.render_actors(document, console=make_console())


@app.command("lookup", help=_("Vérifier un acteur dans l’Annuaire des entreprises (réseau)."))
def lookup(
    identifier: Annotated[str, typer.Argument(help=_("SIREN ou SIRET."))],
) -> None:
    """Ask the public company-search engine about one actor."""
    from maillon.studies.lookup import look_up_company

    console = make_console()
    for label, value in look_up_company(identifier):
        console.print(f"[bold]{label}[/bold]  {value}")
