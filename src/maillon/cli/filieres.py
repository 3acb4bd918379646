"""`maillon filieres`: read, check and rank the filières."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from maillon.cli.output import make_console, say, write_result
from maillon.domain.errors import InvalidInput
from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _

app = typer.Typer(help=_("Lire, vérifier ou classer les filières."), no_args_is_help=True)


class RankFormat(StrEnum):
    """Forms of a ranking."""

    TEXT = "text"
    JSON = "json"


@app.command("list", help=_("Lister les filières connues."))
def list_command() -> None:
    """Print the key and label of every filière."""
    from rich.table import Table

    from maillon.reference.filieres import list_filieres
    from maillon.studies.home import custom_filieres_folder

    table = Table(box=None, pad_edge=False)
    for title in (_("Clé"), _("Filière"), _("Forme"), _("Maillons")):
        table.add_column(title)
    for filiere in list_filieres(custom_filieres_folder()):
        form = _("chaîne") if filiere.kind == "chain" else _("écosystème")
        table.add_row(filiere.key, filiere.label, form, str(len(filiere.stages)))
    make_console().print(table)


@app.command("show", help=_("Voir une filière : maillons, codes d’activité, mots-clés."))
def show(filiere: Annotated[str, typer.Argument(help=_("Clé ou nom de la filière."))]) -> None:
    """Print the stages of one filière."""
    from maillon.reference.filieres import get_filiere
    from maillon.reference.nomenclatures import load_naf_labels
    from maillon.studies.home import custom_filieres_folder

    console = make_console()
    found = get_filiere(filiere, custom_filieres_folder())
    labels = load_naf_labels()
    console.print(f"[bold]{found.label}[/bold]  {found.key}  ({found.version})")
    console.print(found.description)
    for stage in found.stages:
        console.print(f"\n[bold]{stage.label}[/bold]  {stage.key}")
        if stage.description:
            console.print(stage.description)
        for activity in stage.activities:
            words = f" – {', '.join(activity.keywords)}" if activity.keywords else ""
            console.print(
                f"  {activity.naf_code}  {labels.get(activity.naf_code, '')}"
                f"  [dim]({activity.specificity}{words})[/dim]"
            )
        if not stage.activities:
            console.print(_("  Aucun code d’activité ne dit ce maillon : à déclarer."))
        for output in stage.outputs:
            console.print(f"  → {output.matter} → {output.to_stage}")


@app.command("check", help=_("Vérifier un fichier de filière que vous avez écrit ou corrigé."))
def check(path: Annotated[Path, typer.Argument(help=_("Fichier YAML."))]) -> None:
    """Say whether a filière file holds; every problem with its line otherwise."""
    from maillon.reference.filieres import load_filiere_file

    filiere = load_filiere_file(path)
    say(
        _("Le fichier est bon : « {label} », {count} maillons.").format(
            label=filiere.label, count=len(filiere.stages)
        )
    )


@app.command("rank", help=_("Classer les filières pour un territoire, critères et poids visibles."))
def rank(
    territory: Annotated[str, typer.Option(help=_("Code, clé ou nom du territoire."))],
    weight: Annotated[
        list[str] | None,
        typer.Option(help=_("Poids d’un critère, par exemple ess_presence=3 ; à répéter.")),
    ] = None,
    output_format: Annotated[
        RankFormat, typer.Option("--format", help=_("Forme du résultat."))
    ] = RankFormat.TEXT,
    out: Annotated[Path | None, typer.Option(help=_("Fichier à écrire."))] = None,
) -> None:
    """Rank the filières for a territory."""
    from rich.table import Table

    from maillon.studies.ranking import rank_for_territory

    ranking = rank_for_territory(territory, weights=_read_weights(weight or []))
    if output_format is RankFormat.JSON:
        write_result(json.dumps(ranking, ensure_ascii=False, indent=1), out)
        return
    console = make_console()
    console.print(f"[bold]{ranking['territory']['name']}[/bold]")
    table = Table(box=None, pad_edge=False)
    table.add_column(_("Filière"))
    table.add_column(_("Score"), justify="right")
    for criterion in ranking["criteria"]:
        table.add_column(f"{criterion['label']} ×{criterion['weight']:g}", justify="right")
    for row in ranking["filieres"]:
        known = row["criteria"]
        cells = [
            format_number(known[c["key"]]["score"], 2) if c["key"] in known else "–"
            for c in ranking["criteria"]
        ]
        table.add_row(row["label"], format_number(row["score"], 2), *cells)
    console.print(table)
    for warning in ranking["warnings"]:
        console.print(f"[dim]{warning['text']}[/dim]")
    console.print(
        _("Changez un poids avec --weight, par exemple --weight gaps=2 ; 0 retire un critère.")
    )


def _read_weights(pairs: list[str]) -> dict[str, float]:
    weights = {}
    for pair in pairs:
        name, _sign, value = pair.partition("=")
        try:
            weights[name.strip()] = float(value.replace(",", "."))
        except ValueError as error:
            raise InvalidInput(
                f"weight {pair!r}",
                user=_(
                    "Le poids « {pair} » ne se lit pas : écrivez critère=nombre, par exemple "
                    "gaps=2."
                ).format(pair=pair),
            ) from error
    return weights
