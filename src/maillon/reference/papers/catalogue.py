"""The templates that come with Maillon, and those of a file."""

from functools import cache
from pathlib import Path
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest
from maillon.reference.cases.marked import MarkedFile, read_schema
from maillon.reference.papers.checks import check_template
from maillon.reference.papers.model import PaperTemplate, TemplateSource

__all__ = ["get_paper_template", "list_paper_templates", "load_template_file"]

_FOLDER = Path(__file__).parent
_SCHEMA = _FOLDER.parent / "schemas" / "paper.schema.json"
# In the order in which a filière needs them.
_KEYS = (
    "note-de-cadrage",
    "lettre-d-intention",
    "feuille-de-route",
    "charte",
    "contrat-de-filiere",
    "convention-sieg",
    "compte-rendu",
    "synthese-elus",
    "diaporama",
)


def list_paper_templates() -> list[PaperTemplate]:
    """Return the templates, in the order in which a filière needs them."""
    return [_read(key) for key in _KEYS]


def get_paper_template(key: str) -> PaperTemplate:
    """
    Return the template of that key.

    Raises
    ------
    InvalidInput
        If no template has that key; the sentence names the nearest ones.
    """
    if key not in _KEYS:
        near = find_nearest(key, _KEYS) or list(_KEYS)
        raise InvalidInput(
            f"no paper template {key!r}",
            user=_("Aucun modèle de document ne s’appelle « {key} ». Essayez : {near}.").format(
                key=key, near=", ".join(near)
            ),
        )
    return _read(key)


@cache
def _read(key: str) -> PaperTemplate:
    return load_template_file(_FOLDER / f"{key}.yaml")


def load_template_file(path: Path) -> PaperTemplate:
    """
    Read one template.

    Parameters
    ----------
    path
        YAML file that follows `reference/schemas/paper.schema.json`; its name is its key.

    Raises
    ------
    InvalidInput
        If the file cannot be read; `details` holds every problem with its line and its remedy.
    """
    file = MarkedFile(path, read_schema(_SCHEMA))
    file.raise_problems()
    check_template(file, expected_key=path.stem)
    file.raise_problems()
    return _build(file.content)


def _build(content: dict[str, Any]) -> PaperTemplate:
    return PaperTemplate(
        key=content["key"],
        title=content["title"],
        purpose=content["purpose"].strip(),
        signed_by=content["signed_by"],
        used_when=content["used_when"].strip(),
        formats=tuple(content["formats"]),
        version=content["version"],
        sources=tuple(TemplateSource(**entry) for entry in content["sources"]),
        opening=content["paper"],
        blocks=tuple(content["blocks"]),
    )
