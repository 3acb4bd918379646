"""`maillon cases`: the local initiatives that come with the tool."""

from typing import Annotated

import typer

from maillon.cli.output import make_console
from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _

app = typer.Typer(help=_("Lire les cas fournis avec l’outil."), no_args_is_help=True)


@app.command("list", help=_("Lister les cas fournis."))
def list_command() -> None:
    """Print the bundled cases."""
    from rich.table import Table

    from maillon.reference.cases import list_cases

    table = Table(box=None, pad_edge=False)
    for title in (_("Clé"), _("Cas"), _("Filières"), _("Acteurs")):
        table.add_column(title)
    for case in list_cases():
        table.add_row(case.key, case.title, ", ".join(case.filieres), str(len(case.actors)))
    make_console().print(table)


@app.command("show", help=_("Lire un cas : acteurs, besoins, chiffres, passages."))
def show(key: Annotated[str, typer.Argument(help=_("Clé du cas."))]) -> None:
    """Print one bundled case."""
    from maillon.reference.cases import get_case

    console = make_console()
    case = get_case(key)
    console.print(f"[bold]{case.title}[/bold]  {case.key}")
    console.print(case.summary)
    console.print(f"\n[bold]{_('Acteurs')}[/bold]")
    for actor in case.actors:
        console.print(
            f"  {actor.name} – {', '.join(actor.stage_keys) or _('à placer')} : {actor.role}"
        )
    console.print(f"\n[bold]{_('Faits et chiffres')}[/bold]")
    for fact in case.facts:
        value = "" if fact.value is None else f" : {format_number(fact.value)} {fact.unit}"
        year = f" ({fact.year})" if fact.year and fact.value is not None else ""
        console.print(f"  {fact.text}{value}{year}  [dim]{case.cite(fact.passage)}[/dim]")
