"""The commands, assembled."""

from functools import cache
from importlib.metadata import entry_points
from typing import Annotated, Any

import typer
from typer import rich_utils
from typer.main import get_command

from maillon.cli import (
    actors,
    cases,
    decisions,
    demo,
    diagnosis,
    economics,
    filieres,
    flows,
    gisements,
    library,
    linking,
    sankey,
    sources,
    territories,
)
from maillon.domain.language import translate as _

__all__ = ["app", "build_command"]

HELP_NAMES = ["-h", "--help"]
# Where other packages declare the commands that they bring.
_ENTRY_POINTS = "maillon.commands"

rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
rich_utils.OPTIONS_PANEL_TITLE = _("Options")
rich_utils.COMMANDS_PANEL_TITLE = _("Commandes")
rich_utils.DEFAULT_STRING = _("[par défaut : {}]")
rich_utils.REQUIRED_LONG_STRING = _("[obligatoire]")

app = typer.Typer(
    help=_(
        "Maillon : structurer une filière de territoire avec et pour l’économie sociale et "
        "solidaire. Commencez par « maillon demo »."
    ),
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": HELP_NAMES},
)


@app.callback()
def choose(
    lang: Annotated[str, typer.Option("--lang", help=_("Langue des textes : fr ou en."))] = "fr",
) -> None:
    """Options of every command."""


app.command("diagnose", help=_("Faire le diagnostic d’une filière sur un territoire."))(
    diagnosis.diagnose_command
)
app.command("explain", help=_("Ouvrir un chiffre : formule, données, sources, limites."))(
    diagnosis.explain_command
)
app.command("demo", help=_("Montrer l’outil sur les cas fournis, sans rien télécharger."))(
    demo.demo_command
)
app.command("link", help=_("Reconnaître les acteurs d’une liste dans le registre, ou une autre."))(
    linking.link_command
)
app.command("dedupe", help=_("Trouver les lignes d’une liste qui sont le même acteur."))(
    linking.dedupe_command
)
app.command("train-link", help=_("Entraîner le rapprochement sur une liste qui a des numéros."))(
    linking.train_command
)
app.add_typer(territories.app, name="territory")
app.add_typer(filieres.app, name="filieres")
app.add_typer(actors.app, name="actors")
app.add_typer(sources.app, name="sources")
app.add_typer(cases.app, name="cases")
app.add_typer(library.app, name="library")
app.add_typer(flows.app, name="flows")
app.add_typer(economics.app, name="economics")
flows.app.command("sankey", help=_("Dessiner ce qui circule, en image ou en tableau."))(
    sankey.sankey
)
flows.app.command(
    "gisement",
    help=_("Estimer les gisements d’une filière sur un territoire, avec leur incertitude."),
)(gisements.gisement_command)
app.add_typer(decisions.app, name="decisions")


def build_command() -> Any:  # noqa: ANN401 - typer keeps the type of its commands private
    """Return the command, ready to be called with words."""
    _take_in_others()
    command = get_command(app)
    _say_help(command)
    return command


@cache
def _take_in_others() -> None:
    """Add the commands of other packages: found by name, so that none is known here."""
    for entry in entry_points(group=_ENTRY_POINTS):
        app.add_typer(entry.load())


def _say_help(command: Any) -> None:  # noqa: ANN401 - as above
    """Say the help option in the language of the person, which typer has in English only."""
    option = command.get_help_option(typer.Context(command, help_option_names=HELP_NAMES))
    option.help = _("Montrer cette aide.")
    for below in getattr(command, "commands", {}).values():
        _say_help(below)
