"""`maillon demo`: the main job on the bundled cases."""

from pathlib import Path
from typing import Annotated

import typer

from maillon.cli.output import make_console
from maillon.domain.language import translate as _


def demo_command(
    out: Annotated[Path, typer.Option(help=_("Dossier où écrire les pages."))] = Path("demo"),
) -> None:
    """Diagnose every bundled case, write its page and its PDF, and say where they are."""
    from maillon.reports.demonstration import write_demonstration

    console = make_console()
    pages = write_demonstration(out)
    for page in pages:
        console.print(f"  {page.title} : {page.sentence}")
    console.print()
    console.print(_("{count} diagnostics écrits.").format(count=len(pages)))
    console.print(_("Ouvrez {page} dans un navigateur.").format(page=out / "index.html"))
    console.print(
        _(
            "Ensuite : « maillon territory search » pour trouver votre territoire, « maillon "
            "sources list » pour les registres à importer."
        )
    )
