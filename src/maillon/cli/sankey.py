"""`maillon flows sankey`: draw what circulates."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillon.cli.output import say, write_result
from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

if TYPE_CHECKING:
    from maillon.studies.flowing.drawing import Sankey

__all__ = ["sankey"]

_SUFFIXES = {".svg", ".png", ".csv"}


def sankey(
    model: Annotated[
        Path,
        typer.Argument(help=_("Flux : JSON ou classeur de Maillon ou d’OpenSankey.")),
    ],
    out: Annotated[
        Path | None, typer.Option(help=_("Fichier à écrire : .svg, .png ou .csv (le tableau)."))
    ] = None,
    year: Annotated[int | None, typer.Option(help=_("Année ; la plus récente sinon."))] = None,
    matter: Annotated[str, typer.Option(help=_("Matière ; toutes sinon."))] = "",
    level: Annotated[
        int | None,
        typer.Option(help=_("Niveau de détail, 1 pour le plus large ; le plus fin sinon.")),
    ] = None,
    unit: Annotated[str, typer.Option(help=_("Unité ; la plus employée sinon."))] = "",
) -> None:
    """Write the diagram of the flows of a model."""
    from maillon.reports.sankey_words import describe_sankey
    from maillon.studies.flowing.drawing_files import open_sankey

    _check_suffix(out)
    drawn = open_sankey(model, year=year, matter=matter, level=level, unit=unit)
    write_result(_render(drawn, out), out)
    if out is not None:
        say(describe_sankey(drawn))
    for note in drawn.notes:
        say(note)


def _render(drawn: "Sankey", out: Path | None) -> str | bytes:
    from maillon.reports.pictures import render_picture
    from maillon.reports.sankey_drawing import draw_sankey
    from maillon.reports.sankey_words import render_sankey_csv

    suffix = "" if out is None else out.suffix.lower()
    if suffix == ".csv":
        return render_sankey_csv(drawn)
    svg = draw_sankey(drawn)
    return render_picture(svg) if suffix == ".png" else svg


def _check_suffix(out: Path | None) -> None:
    if out is not None and out.suffix.lower() not in _SUFFIXES:
        raise InvalidInput(
            f"unknown suffix of {out}",
            user=_("Le fichier à écrire doit finir par .svg, .png ou .csv : {name}.").format(
                name=out.name
            ),
        )
