"""The three forms that make a maillon, as one."""

import hashlib
import json
from typing import Any

from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext as _

from maillon_web.filieres.forms.stages import (
    ActivityForm,
    ActivityFormSet,
    OutputForm,
    OutputFormSet,
    StageForm,
)
from maillon_web.filieres.models import Stage

__all__ = ["StageEditor"]

_ACTIVITY = ("naf_code", "specificity", "keywords")
_OUTPUT = ("matter", "to_stage")
_MOST_ROWS = 100


class StageEditor:
    """
    Name and words of a stage, its activity codes, what leaves it.

    Parameters
    ----------
    data
        What the person sent; `None` to show the stage as it stands.
    is_draft
        Whether the person only asked for one more row: nothing is judged yet.
    """

    def __init__(self, stage: Stage, data: QueryDict | None, *, is_draft: bool = False) -> None:
        self.stage = stage
        others = {"stages": [other for other in stage.filiere.stages.all() if other != stage]}
        bound = None if is_draft else data
        start = _draft(data) if is_draft and data is not None else _read(stage)
        self.form = StageForm(bound, initial={"seen": _digest(stage)} | start["stage"])
        self.activities: BaseFormSet[ActivityForm] = ActivityFormSet(
            bound, prefix="activities", initial=start["activities"]
        )
        self.outputs: BaseFormSet[OutputForm] = OutputFormSet(
            bound, prefix="outputs", initial=start["outputs"], form_kwargs=others
        )

    def is_valid(self) -> bool:
        """Check the three forms."""
        return all([self.form.is_valid(), self.activities.is_valid(), self.outputs.is_valid()])

    @property
    def is_outdated(self) -> bool:
        """Whether somebody changed the stage since the person read it."""
        return bool(self.form.cleaned_data["seen"] != _digest(self.stage))

    @property
    def changes(self) -> dict[str, Any]:
        """What three valid forms ask for."""
        values = self.form.cleaned_data
        return {
            "label": values["label"],
            "description": values["description"].replace("\r\n", "\n"),
            "definition": {
                "activities": [
                    row | {"keywords": _split_words(row["keywords"])}
                    for row in _list_rows(self.activities, _ACTIVITY, needed="naf_code")
                ],
                "keywords": values["keywords"],
                "outputs": _list_rows(self.outputs, _OUTPUT, needed="to_stage"),
                "cpv_codes": values["cpv_codes"],
            },
        }

    def list_differences(self) -> list[dict[str, str]]:
        """Return what somebody else wrote beside what is asked, line by line."""
        stage = self.stage
        stored = {"label": stage.shown_label, "description": stage.shown_description}
        theirs = _summarise(stored | {"definition": stage.shown_definition})
        mine = _summarise(self.changes)
        return [
            {"label": label, "theirs": text, "mine": mine[label]}
            for label, text in theirs.items()
            if text.casefold() != mine[label].casefold()
        ]


def _digest(stage: Stage) -> str:
    content = json.dumps([stage.label, stage.description, stage.definition], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _read(stage: Stage) -> dict[str, Any]:
    definition = stage.shown_definition
    return {
        "stage": {
            "label": stage.shown_label,
            "description": stage.shown_description,
            "keywords": "\n".join(word.lower() for word in definition.get("keywords", [])),
            "cpv_codes": "\n".join(definition.get("cpv_codes", [])),
        },
        "activities": [
            {**row, "keywords": ", ".join(word.lower() for word in row.get("keywords", []))}
            for row in definition.get("activities", [])
        ],
        "outputs": list(definition.get("outputs", [])),
    }


def _draft(data: QueryDict) -> dict[str, Any]:
    activities = _draft_rows(data, "activities", _ACTIVITY, needed="naf_code")
    added = data.get("add_activity", "")[:20]
    if added and added not in {row["naf_code"] for row in activities}:
        activities.append({"naf_code": added})
    return {
        "stage": {name: data[name] for name in StageForm.base_fields if name in data},
        "activities": activities,
        "outputs": _draft_rows(data, "outputs", _OUTPUT, needed="to_stage"),
    }


def _draft_rows(
    data: QueryDict, prefix: str, names: tuple[str, ...], *, needed: str
) -> list[dict[str, str]]:
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    count = min(int(total), _MOST_ROWS) if total.isdecimal() else 0
    rows = [
        {name: data.get(f"{prefix}-{number}-{name}", "") for name in names}
        for number in range(count)
        if f"{prefix}-{number}-DELETE" not in data
    ]
    return [row for row in rows if row[needed]]


def _list_rows(
    formset: BaseFormSet[Any], names: tuple[str, ...], *, needed: str
) -> list[dict[str, str]]:
    filled = [form.cleaned_data for form in formset if form.cleaned_data.get(needed)]
    return [{name: row[name].strip() for name in names} for row in filled if not row.get("DELETE")]


def _split_words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _summarise(values: dict[str, Any]) -> dict[str, str]:
    definition = values["definition"]
    activities = (
        " ".join([row["naf_code"], row["specificity"], ", ".join(row["keywords"])]).strip()
        for row in definition.get("activities", [])
    )
    outputs = (f"{row['matter']} → {row['to_stage']}" for row in definition.get("outputs", []))
    return {
        _("Nom du maillon"): values["label"],
        _("Ce qu’on y fait"): values["description"],
        _("Mots qui le désignent"): ", ".join(definition.get("keywords", [])),
        _("Codes d’activité"): "\n".join(activities),
        _("Ce qui en sort"): "\n".join(outputs),
        _("Codes d’achat public (CPV)"): ", ".join(definition.get("cpv_codes", [])),
    }
