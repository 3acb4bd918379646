"""What readers and writers do during the load, and how what they wrote is found again."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from addresses import Address
from browsing import Answer, Browser, Form, read_forms
from django.urls import NoReverseMatch, reverse

from maillon_web.directory.models import Actor, Decision, Presence
from maillon_web.filieres.models import Filiere, Visibility
from maillon_web.history.models import Change
from maillon_web.signals.models import Note, Obstacle, Project, Signal

__all__ = [
    "Write",
    "WriterPlan",
    "check_written",
    "count_by_kind",
    "list_actions",
    "plan_reading",
]

# How often people ask for each page, beside one another; what is not named is not asked.
_READ: Mapping[str, int] = {
    "home:home": 2,
    "filieres:list": 2,
    "filieres:overview": 6,
    "filieres:history": 2,
    "directory:first": 8,
    "directory:list": 12,
    "directory:search": 16,
    "directory:sheet": 14,
    "directory:map": 4,
    "directory:points": 2,
    "diagnosis:chain": 4,
    "diagnosis:stage": 6,
    "diagnosis:results": 4,
    "diagnosis:figure": 5,
    "diagnosis:ranking": 2,
    "signals:signals": 5,
    "signals:notes": 2,
    "signals:note": 3,
    "signals:obstacles": 2,
    "signals:projects": 2,
}
_TOKEN = re.compile(r"jeton\d+x\d+")
_HOT_COUNT = 5
_FOUND, _CONFLICT, _REFUSED, _SHOWN = 302, 409, 422, 200
# What a page says when two forms came at the very same moment: send it again to see both.
_MEANWHILE = "Quelqu&#x27;un vient d&#x27;enregistrer la même fiche"


def plan_reading(addresses: Sequence[Address]) -> tuple[list[Address], list[int]]:
    """Return the addresses that readers ask, with their weights."""
    asked = [address for address in addresses if address.name in _READ]
    return asked, [_READ[address.name] for address in asked]


@dataclass(frozen=True, slots=True)
class Write:
    """A form that was sent: which token it carried, and whether the server said that it is kept."""

    kind: str
    token: str
    ms: float
    outcome: str
    detail: str = ""


Action = Callable[["WriterPlan"], Write]


class WriterPlan:
    """One contributor, who writes in one filière."""

    def __init__(self, browser: Browser, filiere: Filiere, *, number: int, rng: Random) -> None:
        self.browser, self.filiere, self.number, self.rng = browser, filiere, number, rng
        self._count = 0
        shown = Presence.objects.filter(
            filiere=filiere, is_listed=True, visibility=Visibility.PUBLIC
        ).order_by("pk")
        # Each writer has its own sheets, and a few that all of them fight over.
        self.own_actors = list(
            shown.values_list("actor_id", flat=True)[200 * number + 50 : 200 * number + 150]
        )
        self.hot_actors = list(shown.values_list("actor_id", flat=True)[:_HOT_COUNT])
        signals = Signal.objects.filter(filiere=filiere, visibility=Visibility.PUBLIC)
        self.hot_signals = list(signals.order_by("pk").values_list("pk", flat=True)[:_HOT_COUNT])

    def token(self) -> str:
        """Return words that nothing else holds."""
        self._count += 1
        return f"jeton{self.number}x{self._count}"

    def reverse(self, name: str, **values: object) -> str:
        """Return the path of an address of the filière."""
        return reverse(name, kwargs={"filiere_id": self.filiere.pk, **values})

    def send(
        self,
        kind: str,
        page: str,
        make: Callable[[Form, str], dict[str, str]],
        *,
        wants: str,
        action: str = "",
    ) -> Write:
        """Open a page, fill the form that has the wanted field, send it."""
        token = self.token()
        opened = self.browser.get(page)
        form = _find_form(opened, wants, action)
        if form is None:
            detail = f"{opened.status} without a form on {page}"
            return Write(kind, token, opened.ms, "error", detail)
        answer = self.browser.post(form.action or page, form.fill(make(form, token)))
        return Write(kind, token, answer.ms, _judge(answer), f"{answer.status} {page}")


def _find_form(opened: Answer, wants: str, action: str) -> Form | None:
    if opened.status != _SHOWN:
        return None
    posted = [form for form in read_forms(opened.body) if form.method == "post"]
    return next(
        (form for form in posted if wants in form.names and form.action.endswith(action)), None
    )


def _judge(answer: Answer) -> str:
    if answer.status == _FOUND:
        return "kept"
    is_meanwhile = answer.status == _REFUSED and _MEANWHILE in answer.body
    return "conflict" if answer.status == _CONFLICT or is_meanwhile else "error"


def list_actions() -> tuple[list[Action], list[str]]:
    """Return what writers may do today, and the names of address that are missing for the rest."""
    actions: list[Action] = []
    missing = []
    for name, words, action in _ACTIONS:
        try:
            reverse(name, kwargs=dict.fromkeys(("filiere_id", *words), 1))
        except NoReverseMatch:
            missing.append(name)
        else:
            actions.append(action)
    return actions, missing


def _add_signal(plan: WriterPlan) -> Write:
    def make(_form: Form, token: str) -> dict[str, str]:
        return {
            "text": f"Propos fictif {token}",
            "said_by": "Organisation fictive",
            "heard_on": "2026-11-02",
        }

    return plan.send("signal added", plan.reverse("signals:signal_add"), make, wants="said_by")


def _edit_signal(plan: WriterPlan) -> Write:
    page = plan.reverse("signals:signal_edit", record_id=plan.rng.choice(plan.hot_signals))
    return plan.send(
        "signal edited by several",
        page,
        lambda _form, token: {"state_reason": token},
        wants="state_reason",
    )


def _add_obstacle(plan: WriterPlan) -> Write:
    def make(form: Form, token: str) -> dict[str, str]:
        return {"title": f"Frein fictif {token}", "family": form.choices["family"][-1]}

    return plan.send("obstacle added", plan.reverse("signals:obstacle_add"), make, wants="family")


def _add_note(plan: WriterPlan) -> Write:
    def make(form: Form, token: str) -> dict[str, str]:
        return {
            "title": f"Entretien fictif {token}",
            "kind": form.choices["kind"][-1],
            "held_on": "2026-11-02",
            "text": f"Notes fictives {token}. " * 40,
        }

    return plan.send("note added", plan.reverse("signals:note_add"), make, wants="held_on")


def _edit_own_sheet(plan: WriterPlan) -> Write:
    return _edit_sheet(plan, "sheet edited", plan.own_actors)


def _edit_hot_sheet(plan: WriterPlan) -> Write:
    return _edit_sheet(plan, "sheet edited by several", plan.hot_actors)


def _edit_sheet(plan: WriterPlan, kind: str, actors: Sequence[int]) -> Write:
    page = plan.reverse("directory:edit", actor_id=plan.rng.choice(actors))
    return plan.send(
        kind,
        page,
        lambda _form, token: {"declared_activity": f"Activité fictive {token}"},
        wants="declared_activity",
    )


def _decide(plan: WriterPlan) -> Write:
    actor = plan.rng.choice(plan.own_actors)

    def make(form: Form, token: str) -> dict[str, str]:
        stages = [value for value in form.choices["stage"] if value]
        return {"reason": f"Décision fictive {token}", "stage": plan.rng.choice(stages)}

    return plan.send(
        "decision",
        plan.reverse("directory:sheet", actor_id=actor),
        make,
        wants="reason",
        action=plan.reverse("directory:place", actor_id=actor),
    )


_ACTIONS: tuple[tuple[str, tuple[str, ...], Action], ...] = (
    ("signals:signal_add", (), _add_signal),
    ("signals:signal_edit", ("record_id",), _edit_signal),
    ("signals:obstacle_add", (), _add_obstacle),
    ("signals:note_add", (), _add_note),
    ("directory:edit", ("actor_id",), _edit_own_sheet),
    ("directory:edit", ("actor_id",), _edit_hot_sheet),
    ("directory:place", ("actor_id",), _decide),
)


def check_written(writes: Sequence[Write], *, after: int) -> dict[str, Any]:
    """
    Look in the base for everything that the server said it kept.

    Parameters
    ----------
    after
        Number of the last change before the load.
    """
    kept = {write.token for write in writes if write.outcome == "kept"}
    changes = list(Change.objects.filter(pk__gt=after).order_by("pk"))
    told = {token for change in changes for token in _read_tokens(change.after)}
    broken = _find_broken_chains(changes)
    live = _list_live_tokens()
    # A second decision on one actor and one stage takes the place of the first, and says so.
    replaced = {
        token for change in changes if change.after is None for token in _read_tokens(change.before)
    }
    added = {
        write.token for write in writes if write.outcome == "kept" and "edit" not in write.kind
    }
    return {
        "kept": len(kept),
        "absent_from_history": sorted(kept - told),
        "added_but_absent": sorted(added - live - replaced),
        "replaced_on_record": len(added & replaced - live),
        "overwritten_unseen": broken,
    }


def _read_tokens(values: object) -> list[str]:
    return _TOKEN.findall(json.dumps(values))


def _find_broken_chains(changes: Sequence[Change]) -> list[str]:
    """Return the records where somebody replaced a value without having been shown it."""
    last: dict[tuple[str, str, str], object] = {}
    broken = []
    for change in changes:
        for name, value in (change.after or {}).items():
            key = (change.model, change.object_id, name)
            before = (change.before or {}).get(name)
            if change.before is not None and key in last and last[key] != before:
                broken.append(f"{change.model} {change.object_id} {name}: {last[key]!r} lost")
            last[key] = value
    return broken


def _list_live_tokens() -> set[str]:
    texts: dict[Any, str] = {
        Signal: "text",
        Obstacle: "title",
        Note: "title",
        Project: "title",
        Decision: "reason",
        Actor: "declared_activity",
    }
    found: set[str] = set()
    for model, field in texts.items():
        held = model.objects.filter(**{f"{field}__contains": "jeton"})
        for text in held.values_list(field, flat=True):
            found.update(_TOKEN.findall(text))
    return found


def count_by_kind(writes: Sequence[Write]) -> dict[str, dict[str, int]]:
    """Return how each kind of write ended."""
    counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for write in writes:
        counted[write.kind][write.outcome] += 1
    return {kind: dict(outcomes) for kind, outcomes in counted.items()}
