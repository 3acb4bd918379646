"""The commands, assembled."""

from typing import Annotated

import typer
from typer import rich_utils

from maillon.cli import actors, cases, decisions, demo, diagnosis, filieres, sources, territories
from maillon.domain.language import translate as _

__all__ = ["app"]

rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
rich_utils.OPTIONS_PANEL_TITLE = _("Options")
rich_utils.COMMANDS_PANEL_TITLE = _("Commandes")
rich_utils.DEFAULT_STRING = _("[par défaut : {}]")
rich_utils.REQUIRED_LONG_STRING = _("[obligatoire]")

app = typer.Typer(
    help=_(
        "Maillon : structurer une filière de territoire avec et pour l'économie sociale et "
        "solidaire. Commencez par « maillon demo »."
    ),
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def choose(
    lang: Annotated[str, typer.Option("--lang", help=_("Langue des textes : fr ou en."))] = "fr",
) -> None:
    """Options of every command."""


app.command("diagnose", help=_("Faire le diagnostic d'une filière sur un territoire."))(
    diagnosis.diagnose_command
)
app.command("explain", help=_("Ouvrir un chiffre : formule, données, sources, limites."))(
    diagnosis.explain_command
)
app.command("demo", help=_("Montrer l'outil sur les cas fournis, sans rien télécharger."))(
    demo.demo_command
)
app.add_typer(territories.app, name="territory")
app.add_typer(filieres.app, name="filieres")
app.add_typer(actors.app, name="actors")
app.add_typer(sources.app, name="sources")
app.add_typer(cases.app, name="cases")
app.add_typer(decisions.app, name="decisions")
