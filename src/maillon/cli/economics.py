"""`maillon economics`: accounts of a chain from a model."""

from pathlib import Path
from typing import Annotated, Any

import typer

from maillon.cli.output import make_console, read_text, say, write_result
from maillon.domain.errors import InvalidInput
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
# Field of the model that answers a question, where the sentence alone does not show it.
_FIELDS = {
    "place": "place",
    "value_added_share": "value_added_share",
    "ess_share": "ess_share",
    "yield": "share",
    "stock_price": "price",
}


@app.command("accounts", help=_("Dresser les comptes d’une filière décrite en JSON."))
def accounts_command(  # noqa: PLR0913, PLR0917 - the options of the command
    model: Annotated[Path | None, typer.Argument(help=_("Modèle JSON."), metavar="MODELE")] = None,
    example: Annotated[
        str | None,
        typer.Option(
            help=_("Exemple fourni, à la place d’un modèle : rebooteille, ble-farine-lorraine.")
        ),
    ] = None,
    reconcile: Annotated[  # noqa: FBT002 - a flag of the command
        bool, typer.Option("--reconcile", help=_("Fermer d’abord le bilan des flux."))
    ] = False,
    draws: Annotated[
        int, typer.Option(min=0, max=100_000, help=_("Tirages au hasard ; 0 : aucun."))
    ] = 10_000,
    seed: Annotated[int, typer.Option(min=0, help=_("Graine du hasard."))] = 1,
    spread: Annotated[
        float, typer.Option(min=0, max=0.99, help=_("Incertitude par défaut : 0.2 pour ±20 %."))
    ] = 0.2,
    sobol: Annotated[
        int,
        typer.Option(min=0, max=4096, help=_("Taille des tirages de Sobol, 512 par exemple.")),
    ] = 0,
    out: Annotated[Path | None, typer.Option(help=_("Fichier à écrire."))] = None,
    as_json: _Json = False,  # noqa: FBT002 - a flag of the command
) -> None:
    """Print the accounts of a chain."""
    import json

    from maillon.studies.accounting.accounts import account_for_chain

    values = _read_values(model, example)
    if reconcile:
        from maillon.studies.accounting.joining import close_balance

        values = close_balance(values)
    document = account_for_chain(values, draws=draws, seed=seed, spread=spread, sobol=sobol)
    if as_json or out is not None:
        write_result(json.dumps(document, ensure_ascii=False, indent=1), out)
        if out is not None:
            say(_("Écrit : {name}").format(name=out))
        return
    _show(document)


@app.command("commitments", help=_("Faire le point sur les engagements pluriannuels d’un modèle."))
def commitments_command(
    model: Annotated[Path, typer.Argument(help=_("Modèle JSON."), metavar="MODELE")],
    terms: Annotated[
        int | None,
        typer.Option(
            min=1,
            help=_("Numéro de l’engagement pour lequel chercher des termes aussi bons pour tous."),
        ),
    ] = None,
    draws: Annotated[int, typer.Option(min=1, max=100_000, help=_("Tirages au hasard."))] = 4_000,
    seed: Annotated[int, typer.Option(min=0, help=_("Graine du hasard."))] = 1,
    as_json: _Json = False,  # noqa: FBT002 - a flag of the command
) -> None:
    """Print what was promised, delivered and risked, or look for fair terms."""
    import json

    from maillon.studies.accounting.accounts import read_model_text
    from maillon.studies.accounting.contracting import account_for_commitments, propose_terms

    values = read_model_text(read_text(model))
    if terms is None:
        document = account_for_commitments(values, draws=draws, seed=seed)
    else:
        document = propose_terms(values, terms - 1, draws=draws, seed=seed)
    if as_json:
        write_result(json.dumps(document, ensure_ascii=False, indent=1), None)
        return
    console = make_console()
    for finding in document["findings"]:
        console.print(finding["sentence"], markup=False)
    if terms is None:
        _show_promises(document)
    else:
        console.print(_make_terms_table(document))


def _show_promises(document: dict[str, Any]) -> None:
    console = make_console()
    if not document["commitments"]:
        console.print(_("Ce modèle n’a pas d’engagement (« commitments »)."), markup=False)
    for warning in document["warnings"]:
        console.print(f"\n{warning}", markup=False)
    for question in document["questions"]:
        console.print(f"  – {question}", markup=False)


def _make_terms_table(document: dict[str, Any]) -> Any:  # noqa: ANN401 - rich is imported late
    from rich.table import Table

    table = Table(caption=_("Gain de chacun dans les pires cas ; transfert moyen au vendeur."))
    for label in (
        _("Prix plancher"),
        _("Prix plafond"),
        _("Part ferme"),
        _("Gain de chacun"),
        _("Transfert"),
    ):
        table.add_column(label, justify="right")
    for place, option in enumerate(document["options"]):
        gain = min(option["seller_reduction"], option["buyer_reduction"])
        table.add_row(
            format_number(option["floor_eur"], 2),
            format_number(option["ceiling_eur"], 2),
            format_percent(option["firm_volume_share"]),
            format_number(gain, 0),
            format_number(option["mean_transfer_to_seller_eur"], 0),
            style="bold" if place == document["chosen"] else None,
        )
    return table


def _read_values(model: Path | None, example: str | None) -> dict[str, Any]:
    if (model is None) is (example is None):
        raise InvalidInput(
            "one of MODELE and --example is expected",
            user=_("Donnez soit un fichier de modèle, soit « --example » et le nom d’un exemple."),
        )
    if model is None:
        from maillon.reference.models import load_example

        return load_example(example or "")
    from maillon.studies.accounting.accounts import read_model_text

    return read_model_text(read_text(model))


def _show(document: dict[str, Any]) -> None:
    console = make_console()
    for finding in document["findings"]:
        console.print(finding["sentence"], markup=False)
    console.print(_make_table(document))
    if document["chain"] is not None:
        _show_chain(document)
    if document["said"]:
        console.print(f"\n[bold]{_('Ce que dit le document')}[/bold]")
    for entry in document["said"]:
        console.print(f"  – {entry['text']} ({entry['source']})", markup=False)
    for warning in document["warnings"]:
        console.print(f"\n{warning}", markup=False)
    if document["questions"]:
        console.print(f"\n[bold]{_('À demander')}[/bold]")
    for question in document["open_questions"]:
        field = _FIELDS.get(question["topic"])
        hint = f" [{field}]" if field else ""
        console.print(f"  – {question['sentence']}{hint}", markup=False)


def _make_table(document: dict[str, Any]) -> Any:  # noqa: ANN401 - rich is imported late
    from rich.table import Table

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
    return table


def _show_chain(document: dict[str, Any]) -> None:
    console, chain = make_console(), document["chain"]
    for label, name in _CHAIN:
        console.print(f"{_(label)} : {format_quantity(round(chain[name]), '€')}", markup=False)
    if chain["ess_share"] is not None:
        share = format_percent(chain["ess_share"])
        console.print(_("Part de l’ESS dans la valeur ajoutée : {share}").format(share=share))
