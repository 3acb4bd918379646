"""`maillon flows sankey`: draw what circulates."""

from pathlib import Path
from typing import Annotated

import typer

from maillon.cli.output import say, write_result
from maillon.domain.language import translate as _

__all__ = ["sankey"]


def sankey(
    model: Annotated[
        Path,
        typer.Argument(help=_("Flux : JSON ou classeur de Maillon ou d’OpenSankey.")),
    ],
    out: Annotated[Path | None, typer.Option(help=_("Fichier SVG à écrire."))] = None,
    year: Annotated[int | None, typer.Option(help=_("Année ; la plus récente sinon."))] = None,
    matter: Annotated[str, typer.Option(help=_("Matière ; toutes sinon."))] = "",
) -> None:
    """Write the diagram of the flows of a model."""
    from maillon.reports.sankey_drawing import draw_sankey
    from maillon.reports.sankey_words import describe_sankey
    from maillon.studies.sankey_files import open_sankey

    drawn = open_sankey(model, year=year, matter=matter)
    write_result(draw_sankey(drawn), out)
    if out is not None:
        say(describe_sankey(drawn))
    for note in drawn.notes:
        say(note)
