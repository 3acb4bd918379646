"""`maillon diagnose` and `maillon explain`."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from maillon.cli.output import make_console, read_text, say, write_result
from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.visibility import Audience


class OutputFormat(StrEnum):
    """Forms of a diagnosis."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"
    SVG = "svg"
    PNG = "png"


class PictureName(StrEnum):
    """Drawings of a diagnosis."""

    CHAIN = "chain"
    MAP = "map"


_BINARY = {
    OutputFormat.PDF,
    OutputFormat.DOCX,
    OutputFormat.PPTX,
    OutputFormat.XLSX,
    OutputFormat.PNG,
}
_PICTURES = {OutputFormat.SVG, OutputFormat.PNG}


def diagnose_command(
    territory: Annotated[str, typer.Option(help=_("Code, clé ou nom du territoire."))],
    filiere: Annotated[str, typer.Option(help=_("Clé ou nom de la filière."))],
    output_format: Annotated[
        OutputFormat, typer.Option("--format", help=_("Forme du résultat."))
    ] = OutputFormat.TEXT,
    out: Annotated[Path | None, typer.Option(help=_("Fichier à écrire."))] = None,
    audience: Annotated[
        Audience,
        typer.Option(
            help=_("public : sans les listes internes, totaux protégés ; members : tout.")
        ),
    ] = Audience.MEMBERS,
    picture: Annotated[
        PictureName | None,
        typer.Option(
            help=_("Dessin à écrire en svg ou en png : chain (les maillons) ou map (la carte).")
        ),
    ] = None,
) -> None:
    """Diagnose a filière on a territory."""
    from maillon.studies.diagnosing import diagnose

    if picture is not None and output_format not in _PICTURES:
        raise InvalidInput(
            f"--picture with {output_format}",
            user=_("--picture choisit un dessin : ajoutez --format svg ou --format png."),
        )
    if output_format in _BINARY and out is None:
        raise InvalidInput(
            f"{output_format} needs a file",
            user=_("Ce format s’écrit dans un fichier : ajoutez --out diagnostic.{suffix}.").format(
                suffix=output_format.value
            ),
        )
    document = diagnose(territory, filiere, audience=audience).document
    if output_format is OutputFormat.TEXT and out is None:
        from maillon.reports import render_text

        render_text(document, console=make_console())
        return
    if output_format in _PICTURES:
        content = _draw(document, output_format, picture or PictureName.CHAIN)
    else:
        content = _render(document, output_format)
    write_result(content, out)
    if out is not None:
        say(_("Écrit : {name}").format(name=out))


def _render(  # noqa: PLR0911 - one return a format
    document: dict[str, Any], output_format: OutputFormat
) -> str | bytes:
    if output_format is OutputFormat.JSON:
        # Programs ask for it: the drawings and the PDF are not worth waiting for.
        return json.dumps(document, ensure_ascii=False, indent=1)
    from maillon import reports
    from maillon.studies.shapes import list_shapes

    match output_format:
        case OutputFormat.HTML:
            return reports.render_html(document, shapes=list_shapes(document))
        case OutputFormat.PDF:
            return reports.render_pdf(document, shapes=list_shapes(document))
        case OutputFormat.DOCX:
            return reports.render_docx(document, shapes=list_shapes(document))
        case OutputFormat.PPTX:
            return reports.render_pptx(document, shapes=list_shapes(document))
        case OutputFormat.XLSX:
            return reports.render_xlsx(document)
        case OutputFormat.CSV:
            return reports.render_csv(document)
        case OutputFormat.GEOJSON:
            return reports.render_geojson(document)
        case _:
            from io import StringIO

            from rich.console import Console

            text = StringIO()
            reports.render_text(document, console=Console(file=text, width=100, highlight=False))
            return text.getvalue()


def _draw(
    document: dict[str, Any], output_format: OutputFormat, picture: PictureName
) -> str | bytes:
    from maillon import reports
    from maillon.studies.shapes import list_shapes

    shapes = list_shapes(document) if picture is PictureName.MAP else None
    svg = reports.draw_picture(document, picture.value, shapes)
    return reports.render_picture(svg) if output_format is OutputFormat.PNG else svg


def explain_command(
    result: Annotated[Path, typer.Argument(help=_("Résultat JSON d’un diagnostic."))],
    figure_id: Annotated[str, typer.Argument(help=_("Identifiant du chiffre."))] = "",
) -> None:
    """Open one figure of a result; without identifier, list them."""
    from maillon.reports import explain_figure, list_figures

    try:
        document = json.loads(read_text(result))
        is_result = str(document["schema"]).startswith("maillon/") and document["figures"]
    except (ValueError, KeyError, TypeError) as error:
        raise _not_a_result(result) from error
    if not is_result:
        raise _not_a_result(result)
    if not figure_id:
        make_console().print(list_figures(document))
        return
    make_console().print(explain_figure(document, figure_id))


def _not_a_result(path: Path) -> InvalidInput:
    return InvalidInput(
        f"{path} is not a result",
        user=_(
            "{name} n’est pas un résultat de Maillon : donnez le fichier écrit par "
            "« maillon diagnose --format json --out … »."
        ).format(name=path),
    )
