"""What every result document must satisfy."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

METHOD_PAGES = Path(__file__).resolve().parents[2] / "docs" / "methodes"


@cache
def _validator() -> Draft202012Validator:
    file = resources.files("maillon.reference") / "schemas" / "diagnosis.schema.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def check_document(document: dict[str, Any]) -> None:
    """Fail unless the document is valid, and every figure it names is there and explained."""
    # Through JSON, as whoever reads it: a value that JSON cannot hold fails here.
    written = json.loads(json.dumps(document, allow_nan=False))
    problems = [
        f"{list(error.path)}: {error.message}" for error in _validator().iter_errors(written)
    ]
    assert problems == []
    figures = written["figures"]
    unknown = sorted(set(list_named_figures(written)) - figures.keys())
    assert unknown == []
    for identifier, figure in figures.items():
        assert figure["formula"], identifier
        assert figure["label"], identifier
        assert (METHOD_PAGES / f"{figure['formula_key']}.md").is_file(), figure["formula_key"]
    known = {entry["key"] for entry in written["vintages"]}
    quoted = {source for figure in figures.values() for source in figure["sources"]}
    quoted |= {source for actor in written["actors"] for source in actor["sources"]}
    assert quoted <= known


def list_named_figures(value: Any) -> Iterator[str]:
    """Give every identifier of a figure that a document names, wherever it stands."""
    if isinstance(value, list):
        for entry in value:
            yield from list_named_figures(entry)
    if not isinstance(value, Mapping):
        return
    for key, content in value.items():
        if key in {"figure", "median_figure"} and content:
            yield content
        elif key == "figures" and isinstance(content, list):
            yield from content
        elif key in {"figures", "totals"} and all(isinstance(i, str) for i in content.values()):
            yield from content.values()
        else:
            yield from list_named_figures(content)


def read_figures(document: Mapping[str, Any], stage_key: str = "") -> dict[str, Any]:
    """Return the values of a stage, or of the whole filière, by short name."""
    named = (
        next(stage for stage in document["stages"] if stage["key"] == stage_key)["figures"]
        if stage_key
        else document["totals"]
    )
    return {name: document["figures"][identifier]["value"] for name, identifier in named.items()}


def read_states(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the state of each stage."""
    return {stage["key"]: stage["state"] for stage in document["stages"]}


def find_actor(document: Mapping[str, Any], actor_id: str) -> dict[str, Any] | None:
    """Return an actor of the document, `None` when it is not shown."""
    found = [actor for actor in document["actors"] if actor["id"] == actor_id]
    assert len(found) < 2, f"{actor_id} is there twice"
    return found[0] if found else None


def to_text(document: Mapping[str, Any]) -> str:
    """Return the document as its JSON file."""
    return json.dumps(document, ensure_ascii=False)
