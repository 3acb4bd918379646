"""Make files of a diagnostic on demand, and keep them until the next one."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings

from maillon import __version__, reports
from maillon.reference.territories import make_slug
from maillon.studies.shapes import find_shapes
from maillon_web.diagnosis.models import DiagnosisRun, DiagnosisText
from maillon_web.diagnosis.selectors import read_whole
from maillon_web.filieres.library import get_territory
from maillon_web.filieres.models import Filiere

__all__ = [
    "DOCUMENTS",
    "PICTURES",
    "Rendered",
    "forget_renders",
    "render_document",
    "render_drawing",
]

Shapes = Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FileKind:
    """A kind of file: what browsers call it, and how it is made."""

    content_type: str
    make: Callable[[dict[str, Any], Shapes], bytes | str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """A file for a reader."""

    content: bytes
    content_type: str
    name: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENTS: Mapping[str, FileKind] = {
    "pdf": FileKind(
        content_type="application/pdf",
        make=lambda document, shapes: reports.render_pdf(document, shapes=shapes),
    ),
    "docx": FileKind(
        content_type=f"{_OFFICE}.wordprocessingml.document",
        make=lambda document, shapes: reports.render_docx(document, shapes=shapes),
    ),
    "pptx": FileKind(
        content_type=f"{_OFFICE}.presentationml.presentation",
        make=lambda document, shapes: reports.render_pptx(document, shapes=shapes),
    ),
    "xlsx": FileKind(
        content_type=f"{_OFFICE}.spreadsheetml.sheet",
        make=lambda document, _shapes: reports.render_xlsx(document),
    ),
    "geojson": FileKind(
        content_type="application/geo+json",
        make=lambda document, _shapes: reports.render_geojson(document),
    ),
    "csv": FileKind(
        content_type="text/csv; charset=utf-8",
        make=lambda document, _shapes: reports.render_csv(document),
    ),
    "json": FileKind(
        content_type="application/json",
        make=lambda document, _shapes: json.dumps(document, ensure_ascii=False, indent=1),
    ),
}
PICTURES: Mapping[str, str] = {"svg": "image/svg+xml", "png": "image/png"}
_WITH_MAP = frozenset({"pdf", "docx", "pptx"})


def render_document(filiere: Filiere, text: DiagnosisText, kind: str) -> Rendered:
    """
    Return the result as a file.

    Parameters
    ----------
    kind
        One of `DOCUMENTS`.
    """
    wanted = DOCUMENTS[kind]

    def make() -> bytes | str:
        shapes = _find_shapes(filiere) if kind in _WITH_MAP else None
        return wanted.make(read_whole(text), shapes)

    return Rendered(
        content=_keep(text, kind, make),
        content_type=wanted.content_type,
        name=f"{_name(filiere, text)}.{kind}",
    )


def render_drawing(filiere: Filiere, text: DiagnosisText, name: str, kind: str) -> Rendered:
    """
    Return a picture of the result.

    Parameters
    ----------
    name
        `chain` or `map`.
    kind
        One of `PICTURES`.

    Raises
    ------
    InvalidInput
        If no contour is known for the map.
    """

    def make() -> bytes | str:
        shapes = _find_shapes(filiere) if name == "map" else None
        svg = reports.draw_picture(read_whole(text), name, shapes)
        return svg if kind == "svg" else reports.render_picture(svg, format=kind)

    return Rendered(
        content=_keep(text, f"{name}.{kind}", make),
        content_type=PICTURES[kind],
        name=f"{_name(filiere, text)}-{name}.{kind}",
    )


def forget_renders(filiere: Filiere, *, kept: DiagnosisRun) -> None:
    """Remove the files of the former diagnostics of a filière."""
    folder = _folder_of(filiere.pk)
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.name != _name_run(kept):
            shutil.rmtree(entry, ignore_errors=True)


def _find_shapes(filiere: Filiere) -> Shapes:
    # The territory itself, not its key: one drawn up commune by commune is known by no other name.
    return find_shapes(get_territory(filiere))


def _name(filiere: Filiere, text: DiagnosisText) -> str:
    words = make_slug(f"{filiere.name} {filiere.territory_name}")[:80].strip("-")
    return f"maillon-{words}-{text.run.made_at:%Y-%m-%d}"


def _folder_of(filiere_id: int) -> Path:
    return Path(settings.HOME) / "renders" / str(filiere_id)


def _name_run(run: DiagnosisRun) -> str:
    # With the time: after a base is restored, a number may come a second time.
    return f"{run.pk}-{run.made_at:%Y%m%d%H%M%S%f}"


def _keep(text: DiagnosisText, name: str, make: Callable[[], bytes | str]) -> bytes:
    """Return the file made before, or make it and keep it."""
    folder = _folder_of(text.run.filiere_id) / _name_run(text.run)
    path = folder / f"{__version__}-{text.audience}-{text.language}-{name}"
    if path.is_file():
        return path.read_bytes()
    made = make()
    content = made.encode() if isinstance(made, str) else made
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
    return content
