"""Read the examples that come with Maillon, and those of a file."""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import get_language
from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest
from maillon.reference.cases.marked import MarkedFile, read_schema
from maillon.reference.models.checks import check_example

__all__ = ["list_examples", "load_example", "load_example_file"]

_FOLDER = Path(__file__).parent
_SCHEMA = _FOLDER.parent / "schemas" / "model.schema.json"


def list_examples() -> list[dict[str, str]]:
    """Return key, title, summary, filière and document of each example, by key."""
    return [_present(_read(key)) for key in _list_keys()]


def load_example(key: str) -> dict[str, Any]:
    """
    Return an example as a model: what the document says, and `None` where it says nothing.

    A price is there only when it is nought because nobody sells: a harvest.

    Returns
    -------
    dict
        The document that `docs/methodes/valeur.md` describes, with `key`, `summary`, `filiere`,
        `document` (where it comes from) and `said`: what the document says without a figure that
        fits in the model. The caller may change it.

    Raises
    ------
    InvalidInput
        If no example has that key; the sentence names the nearest ones.
    """
    known = _list_keys()
    if key not in known:
        raise InvalidInput(
            f"no example {key!r}",
            user=_("Aucun exemple ne s’appelle « {key} ». Essayez : {near}.").format(
                key=key, near=", ".join(find_nearest(key, known) or known)
            ),
        )
    return deepcopy(_read(key))


def load_example_file(path: Path) -> dict[str, Any]:
    """
    Read one example.

    Raises
    ------
    InvalidInput
        If the file cannot be read; `details` holds every problem with its line and its remedy.
    """
    file = MarkedFile(path, read_schema(_SCHEMA))
    file.raise_problems()
    check_example(file, expected_key=path.stem)
    file.raise_problems()
    return _build(file.content)


@cache
def _list_keys() -> list[str]:
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


@cache
def _read(key: str) -> dict[str, Any]:
    return load_example_file(_FOLDER / f"{key}.yaml")


def _present(model: Mapping[str, Any]) -> dict[str, str]:
    ending = "_en" if get_language() == "en" else ""
    return {
        "key": model["key"],
        "title": model[f"title{ending}"],
        "summary": model[f"summary{ending}"],
        "filiere": model["filiere"],
        "document": model["document"]["document"],
    }


def _build(content: Mapping[str, Any]) -> dict[str, Any]:
    document = content["source"]
    year = content["year"]
    return {
        **{name: content[name] for name in ("key", "title", "title_en", "summary", "summary_en")},
        "filiere": content["filiere"],
        "document": dict(document),
        "year": year,
        "stages": [_build_stage(row, document) for row in content["stages"]],
        "flows": [
            {name: row[name] for name in ("from", "to", "matter", "unit", "value")}
            | {"year": year, "standard_error": None, "note": row.get("note", "")}
            | {"source": _cite(row, document)}
            for row in content["flows"]
        ],
        "yields": [
            {name: row[name] for name in ("stage", "matter", "to", "to_matter", "share")}
            | {"year": year, "note": row.get("note", ""), "source": _cite(row, document)}
            for row in content["yields"]
        ],
        "prices": [
            {name: row[name] for name in ("from", "to", "matter")} | {"price": row.get("price")}
            for row in content["flows"]
        ],
        "commitments": [
            {name: row[name] for name in ("seller", "buyer", "from", "to", "matter", "unit")}
            | {"years": [], "source": _cite(row, document)}
            for row in content["commitments"]
        ],
        "said": [
            {"about": row["about"], "text": row["text"]}
            | {"source": _cite(row, document), "passage": dict(row["passage"])}
            for row in content["said"]
        ],
        "passages": [
            dict(row["passage"])
            for part in ("stages", "flows", "yields", "commitments", "said")
            for row in content[part]
            if "passage" in row
        ],
    }


def _build_stage(row: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    stage = {name: row[name] for name in ("key", "label", "role", "family") if name in row}
    return stage | {"costs": None, "source": _cite(row, document)}


def _cite(row: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """Return where a row comes from, in words; empty when the document does not show it."""
    if "passage" not in row:
        return ""
    passage = row["passage"]
    return f"{document['document']}, l. {passage['lines']} : « {passage['quote']} »"
