"""What if: the scenarios side by side, and what is not sure."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillon_web.economics.forms.rows import RowsForm, make_rows
from maillon_web.economics.forms.scenarios import ChangeForm, ChangesForm, ScenarioForm
from maillon_web.economics.models import ValueScenario
from maillon_web.economics.selectors.answers import measure_uncertainty, run_scenarios
from maillon_web.economics.selectors.causes import name_causes
from maillon_web.economics.selectors.chain import read_chain
from maillon_web.economics.selectors.rows import get_row, list_rows
from maillon_web.economics.selectors.sensitivity import (
    compare_scenarios,
    draw_tornado,
    list_groups,
    list_tornado,
    list_weights,
)
from maillon_web.economics.services.writing import write_scenario
from maillon_web.economics.views.pages import (
    ACTIVE,
    BOTH,
    lead_to,
    open_chain,
    open_value,
    show_value,
)
from maillon_web.economics.views.row_pages import RowsPage, rows_page
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.record_pages import RecordPage, remove_page
from maillon_web.ui.formatting import format_percent

__all__ = ["add", "edit", "remove", "scenarios", "sensitivity"]

_MOST_SCENARIOS = 12
_FEWEST_ROWS = 3


@require_safe
def scenarios(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the scenarios side by side."""
    opened = open_value(request, filiere_id)
    chain = open_chain(request, opened)
    kept = list(list_rows(opened, ValueScenario)[:_MOST_SCENARIOS])
    answer = run_scenarios(chain, kept)
    rows = compare_scenarios(chain, kept, answer.document) if answer.is_complete else []  # type: ignore[arg-type]  # complete, so there
    context = {
        "chain": chain,
        "answer": answer,
        "problems": answer.problems,
        "document": answer.document,
        "scenarios": kept,
        "rows": rows,
        "stages": [(key, chain.name(key)) for key in chain.list_stage_keys()],
    }
    return show_value(
        request,
        "economics/scenarios.html",
        opened,
        current="scenarios",
        context=context,
    )


@require_safe
def sensitivity(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show which cause weighs the most, and between what and what the result lies."""
    opened = open_value(request, filiere_id)
    chain = open_chain(request, opened)
    answer = measure_uncertainty(chain)
    stages = {key: chain.name(key) for key in chain.list_stage_keys()}
    stage = request.GET.get("maillon", "")
    stage = stage if stage in stages else ""
    context: dict[str, Any] = {
        "chain": chain,
        "answer": answer,
        "problems": answer.problems,
        "document": answer.document,
        "stages": stages.items(),
        "stage": stage,
        "stage_label": stages.get(stage, ""),
    }
    if answer.is_complete and answer.document is not None:
        causes = list_tornado(chain, answer.document, stage)
        simulation = answer.document["uncertainty"]["simulation"]
        context |= {
            "causes": causes,
            "bars": draw_tornado(causes),
            "weights": list_weights(chain, answer.document) if not stage else [],
            "groups": list_groups(chain),
            "simulation": simulation,
            "result": simulation["stages"][stage] if stage else simulation["result"],
        }
    return show_value(
        request,
        "economics/sensitivity.html",
        opened,
        current="sensitivity",
        context=context,
    )


@require_http_methods(BOTH)
def add(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Write a scenario."""
    opened = open_value(request, filiere_id, writes=True)
    start = ValueScenario(filiere=opened.filiere)
    return _answer(request, opened, start, _("Écrire un scénario"))


@require_http_methods(BOTH)
def edit(request: HttpRequest, filiere_id: int, scenario_id: int) -> HttpResponse:
    """Change a scenario."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, ValueScenario, scenario_id)
    return _answer(request, opened, kept, _("Modifier un scénario"))


@require_http_methods(BOTH)
def remove(request: HttpRequest, filiere_id: int, scenario_id: int) -> HttpResponse:
    """Remove a scenario."""
    opened = open_value(request, filiere_id, writes=True)
    kept = get_row(opened, ValueScenario, scenario_id)
    return remove_page(request, opened, kept, _page(opened, _("Supprimer ce scénario ?")))


def _answer(request: HttpRequest, opened: Opened, kept: ValueScenario, title: str) -> HttpResponse:
    names = dict(name_causes(read_chain(opened)))
    # A cause that is not in the accounts any more stays in the list, to be taken out knowingly.
    names |= {cause: cause for cause in kept.changes if cause not in names}
    initial = [{"cause": cause, "share": share} for cause, share in kept.changes.items()]
    form = ScenarioForm(request.POST or None, opened=opened, instance=kept)
    rows = make_rows(
        ChangeForm,
        request.POST or None,
        initial=initial,
        blank=max(1, _FEWEST_ROWS - len(initial)),
        form_kwargs={"causes": list(names.items())},
        formset=ChangesForm,
    )
    wanted = RowsPage(
        page=_page(opened, title),
        save=_save,
        word=_("Changement"),
        title=_("Ce qui change"),
        more=_("Ajouter un changement"),
        stored_rows=[
            _("{cause} : {share}").format(cause=names[cause], share=format_percent(share, 1))
            for cause, share in kept.changes.items()
        ],
    )
    return rows_page(request, opened, form, rows, wanted)


def _save(kept: Any, form: Any, rows: RowsForm, author: Any) -> None:  # noqa: ANN401 - see `RowSave`
    moves: Any = rows
    write_scenario(kept, form.list_changes(), moves.collect(), author=author)


def _page(opened: Opened, title: str) -> RecordPage:
    back = reverse("economics:scenarios", args=[opened.filiere.pk])
    return RecordPage(
        title=title,
        active=ACTIVE,
        back=back,
        breadcrumb=lead_to(opened, (_("Et si…"), back), (title, "")),
    )
