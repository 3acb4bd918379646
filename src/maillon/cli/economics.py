"""`maillon economics`: accounts of a chain from a model."""

from pathlib import Path
from typing import Annotated, Any

import typer

from maillon.cli.output import make_console, read_text, say, write_result
from maillon.domain.formatting import format_number, format_percent, format_quantity
from maillon.domain.language import mark
from maillon.domain.language import translate as _

app = typer.Typer(
    help=_("Compter ce que vaut une filière, maillon par maillon."), no_args_is_help=True
)
_Json = Annotated[bool, typer.Option("--json", help=_("Écrire le résultat entier en JSON."))]
_COLUMNS = (
    (mark("Produit"), "product"),
    (mark("Achats"), "intermediate_consumption"),
    (mark("Valeur ajoutée"), "value_added"),
    (mark("Salaires"), "wages"),
    (mark("Résultat"), "result"),
)
_CHAIN = (
    (mark("Produit de la filière"), "product"),
    (mark("Valeur ajoutée directe"), "direct_value_added"),
    (mark("Valeur ajoutée indirecte"), "indirect_value_added"),
    (mark("Achats venus d’ailleurs"), "imports"),
    (mark("Ce qui reste sur le territoire"), "stays"),
    (mark("Ce qui quitte le territoire"), "leaves"),
)


@app.callback()
def economics() -> None:
    """Keep `accounts` a command of its own: others will come beside it."""


@app.command("accounts", help=_("Dresser les comptes d’une filière décrite en JSON."))
def accounts_command(
    model: Annotated[Path, typer.Argument(help=_("Modèle JSON."), metavar="MODELE")],
    draws: Annotated[
        int, typer.Option(min=0, max=100_000, help=_("Tirages au hasard ; 0 : aucun."))
    ] = 10_000,
    seed: Annotated[int, typer.Option(min=0, help=_("Graine du hasard."))] = 1,
    spread: Annotated[
        float, typer.Option(min=0, max=0.99, help=_("Incertitude par défaut : 0.2 pour ±20 %."))
    ] = 0.2,
    out: Annotated[Path | None, typer.Option(help=_("Fichier à écrire."))] = None,
    as_json: _Json = False,  # noqa: FBT002 - a flag of the command
) -> None:
    """Print the accounts of a chain."""
    import json

    from maillon.studies.accounting import account_for_chain, read_model_text

    document = account_for_chain(
        read_model_text(read_text(model)), draws=draws, seed=seed, spread=spread
    )
    if as_json or out is not None:
        write_result(json.dumps(document, ensure_ascii=False, indent=1), out)
        if out is not None:
            say(_("Écrit : {name}").format(name=out))
        return
    _show(document)


def _show(document: dict[str, Any]) -> None:
    from rich.table import Table

    console = make_console()
    table = Table(title=document["title"] or None, caption=_("Montants de l’année, en euros."))
    table.add_column(_("Maillon"))
    for label, _name in _COLUMNS:
        table.add_column(_(label), justify="right")
    for stage in document["stages"]:
        account = stage["account"]
        cells = [
            _("à compléter") if account is None else format_number(account[name], 0)
            for _label, name in _COLUMNS
        ]
        table.add_row(stage["label"], *cells)
    console.print(table)
    if document["chain"] is not None:
        _show_chain(document)
    if document["questions"]:
        console.print(f"\n[bold]{_('À demander')}[/bold]")
    for question in document["questions"]:
        console.print(f"  – {question}", markup=False)


def _show_chain(document: dict[str, Any]) -> None:
    console, chain = make_console(), document["chain"]
    for label, name in _CHAIN:
        console.print(f"{_(label)} : {format_quantity(round(chain[name]), '€')}", markup=False)
    if chain["ess_share"] is not None:
        share = format_percent(chain["ess_share"])
        console.print(_("Part de l’ESS dans la valeur ajoutée : {share}").format(share=share))
    names = {stage["key"]: stage["label"] for stage in document["stages"]}
    console.print(
        _("La valeur ajoutée est la plus forte au maillon {stage}.").format(
            stage=names[chain["largest_value_added"]]
        ),
        markup=False,
    )
