"""The examples of the guide, as models of flows."""

from dataclasses import dataclass
from typing import Any

from maillon.domain.flows import FlowModel
from maillon.reference import models as library
from maillon.studies.flowing.balancing import build_flow_model

__all__ = ["Example", "find_example", "list_examples"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """
    An example of the guide.

    Attributes
    ----------
    document
        Where it is described.
    model
        Its flows, without those quantities that the guide does not say; `None` in a list.
    notes
        What the guide says that is no flow, with where.
    """

    key: str
    label: str
    summary: str
    document: str
    model: FlowModel | None = None
    notes: tuple[str, ...] = ()


def list_examples() -> list[Example]:
    """Return the examples, without their flows."""
    return [
        Example(
            key=one["key"],
            label=one["title"],
            summary=one["summary"],
            document=one["document"],
        )
        for one in library.list_examples()
    ]


def find_example(key: str) -> Example | None:
    """Return an example with its flows; `None` when there is none of that key."""
    about = next((one for one in list_examples() if one.key == key), None)
    if about is None:
        return None
    content = library.load_example(key)
    return Example(
        key=key,
        label=about.label,
        summary=about.summary,
        document=about.document,
        model=build_flow_model(_keep_flows(content)),
        notes=tuple(f"{one['text']} {one['source']}".strip() for one in content["said"]),
    )


def _keep_flows(content: dict[str, Any]) -> dict[str, Any]:
    """Return what an example says of quantities; a note stands where it cites nothing."""
    return {
        "title": content["title"],
        "stages": content["stages"],
        "flows": [{**flow, "source": flow["source"] or flow["note"]} for flow in content["flows"]],
        "yields": [one for one in content["yields"] if one["share"] is not None],
    }
