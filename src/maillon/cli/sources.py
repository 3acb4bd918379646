"""`maillon sources`: what is known, fetched, imported, and of which date."""

from pathlib import Path
from typing import Annotated

import typer

from maillon.cli.output import make_console, say
from maillon.cli.progress import ProgressBar
from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.visibility import Visibility

app = typer.Typer(
    help=_("Télécharger et importer les registres et vos listes."), no_args_is_help=True
)


@app.command("list", help=_("Lister les sources : qui publie, sous quelle licence, à quel rythme."))
def list_command() -> None:
    """Print the sheets of the sources."""
    from rich.table import Table

    from maillon.reference.sources import list_source_sheets

    table = Table(box=None, pad_edge=False)
    for title in (_("Clé"), _("Source"), _("Éditeur"), _("Licence"), _("Mise à jour")):
        table.add_column(title)
    for sheet in list_source_sheets():
        table.add_row(sheet.key, sheet.label, sheet.publisher, sheet.licence, sheet.rhythm)
    console = make_console()
    console.print(table)
    console.print(
        _("Vos propres listes : « maillon sources import list FICHIER --label NOM --date DATE ».")
    )


@app.command("fetch", help=_("Télécharger une source ; un téléchargement interrompu reprend."))
def fetch(
    key: Annotated[str, typer.Argument(help=_("Clé de la source (voir « list »)."))],
    to: Annotated[Path | None, typer.Option(help=_("Dossier d’arrivée."))] = None,
) -> None:
    """Download a source."""
    from maillon.studies.fetching import fetch_register

    with ProgressBar() as progress:
        fetched = fetch_register(key, folder=to, progress=progress)
    say(
        _(
            "Téléchargé : {path} ({size} Mo). Importez-le : maillon sources import {key} {path}"
        ).format(path=fetched.path, size=format_number(round(fetched.size / 1e6)), key=key)
    )


@app.command("import", help=_("Importer un fichier : un registre, ou « list » pour votre liste."))
def import_command(
    kind: Annotated[str, typer.Argument(help=_("Clé de la source, ou « list »."))],
    path: Annotated[Path, typer.Argument(help=_("Fichier à lire."))],
    label: Annotated[str, typer.Option(help=_("Nom de votre liste."))] = "",
    on: Annotated[str, typer.Option("--date", help=_("Date des données (AAAA-MM-JJ)."))] = "",
    visibility: Annotated[
        Visibility, typer.Option(help=_("Qui peut voir les lignes de votre liste."))
    ] = Visibility.MEMBERS,
    licence: Annotated[str, typer.Option(help=_("Licence de votre liste."))] = "",
) -> None:
    """Import a register or an own list."""
    from maillon.studies.importing import import_list, import_register

    with ProgressBar() as progress:
        if kind == "list":
            report = import_list(
                path,
                label=label,
                vintage=on,
                visibility=visibility,
                licence=licence,
                progress=progress,
            )
        else:
            report = import_register(kind, path, vintage=on, progress=progress)
    say(
        _("Importé : {rows} lignes de « {label} », {rejected} signalées.").format(
            rows=format_number(report.row_count),
            label=report.provenance.label,
            rejected=format_number(report.rejected_count),
        )
    )
    for note in report.notes:
        say(f"  – {note}")
    if report.reject_path is not None:
        say(_("Lignes signalées, avec la raison : {path}").format(path=report.reject_path))


@app.command("status", help=_("Voir ce qui est importé, de quelle date, et combien de lignes."))
def status() -> None:
    """Print what the working base holds."""
    from rich.table import Table

    from maillon.studies.importing import list_imports

    imports = list_imports()
    if not imports:
        say(
            _(
                "Rien n’est encore importé : les cas fournis suffisent pour commencer (maillon "
                "demo)."
            )
        )
        return
    table = Table(box=None, pad_edge=False)
    for title in (_("Clé"), _("Source"), _("Date"), _("Lignes"), _("Signalées"), _("Lu le")):
        table.add_column(title)
    for entry in imports:
        table.add_row(
            entry.key,
            entry.label,
            entry.vintage,
            format_number(entry.row_count or 0),
            format_number(entry.rejected_count or 0),
            entry.retrieved_on,
        )
    make_console().print(table)


@app.command("forget", help=_("Retirer une source importée ; le fichier d’origine reste intact."))
def forget(key: Annotated[str, typer.Argument(help=_("Clé donnée par « status »."))]) -> None:
    """Remove an imported source."""
    from maillon.studies.importing import forget_import

    forget_import(key)
    say(_("Source retirée : {key}.").format(key=key))


@app.command("control", help=_("Comparer une région aux totaux de contrôle de l’Urssaf."))
def control(
    territory: Annotated[str, typer.Option(help=_("Région, par exemple reg:32."))],
) -> None:
    """Compare the ESS employers of a région with the totals of the Urssaf."""
    from maillon.domain.formatting import format_quantity
    from maillon.studies.controlling import control_region

    console = make_console()
    for figure in control_region(territory).values():
        value = "–" if figure.value is None else format_quantity(figure.value, figure.unit)
        console.print(f"[bold]{value}[/bold]  {figure.label}")
        console.print(f"  {figure.formula}")
        for caveat in figure.caveats:
            console.print(f"  [dim]{caveat}[/dim]")
