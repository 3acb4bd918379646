"""`maillon decisions`: what a human settled, that no import undoes."""

from typing import Annotated

import typer

from maillon.cli.output import make_console, say
from maillon.domain.decisions import DecisionKind
from maillon.domain.language import translate as _

app = typer.Typer(
    help=_("Noter une décision humaine : elle l’emporte sur tout calcul."), no_args_is_help=True
)


@app.command("add", help=_("Placer ou retirer un acteur d’un maillon, ou trancher sur l’ESS."))
def add(
    kind: Annotated[DecisionKind, typer.Argument(help=_("Ce qui est décidé."))],
    actor: Annotated[str, typer.Option(help=_("SIRET ou identifiant de l’acteur."))],
    by: Annotated[str, typer.Option(help=_("Fonction ou organisation de qui décide."))],
    filiere: Annotated[str, typer.Option(help=_("Clé de la filière."))] = "",
    stage: Annotated[str, typer.Option(help=_("Clé du maillon."))] = "",
    reason: Annotated[str, typer.Option(help=_("Pourquoi."))] = "",
) -> None:
    """Write a decision."""
    from maillon.studies.decisions import add_decision

    add_decision(
        kind=kind,
        actor_id=actor,
        filiere_key=filiere,
        stage_key=stage,
        reason=reason,
        decided_by=by,
    )
    say(_("Décision notée. Elle vaut dès le prochain diagnostic."))


@app.command("list", help=_("Lister les décisions."))
def list_command() -> None:
    """Print the decisions in force."""
    from rich.table import Table

    from maillon.studies.decisions import list_decisions

    table = Table(box=None, pad_edge=False)
    for title in (_("N°"), _("Décision"), _("Acteur"), _("Où"), _("Pourquoi"), _("Par"), _("Le")):
        table.add_column(title)
    for number, decision in enumerate(list_decisions(), start=1):
        place = " / ".join(part for part in (decision.filiere_key, decision.stage_key) if part)
        table.add_row(
            str(number),
            str(decision.kind),
            decision.actor_id,
            place,
            decision.reason,
            decision.decided_by,
            decision.decided_on,
        )
    make_console().print(table)


@app.command("undo", help=_("Annuler une décision par son numéro."))
def undo(number: Annotated[int, typer.Argument(help=_("Numéro donné par « list »."))]) -> None:
    """Remove a decision."""
    from maillon.studies.decisions import undo_decision

    undone = undo_decision(number)
    say(_("Décision annulée : {kind} {actor}.").format(kind=undone.kind, actor=undone.actor_id))
