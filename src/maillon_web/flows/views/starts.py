"""Begin: from the chain of the filière, or from an example of the guide."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from maillon.studies.flowing.entry import find_symbol, list_symbols
from maillon.studies.flowing.files import OpenedFlows
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.flows.selectors.document import list_years
from maillon_web.flows.selectors.examples import find_example, list_examples
from maillon_web.flows.services.starting import list_chain_flows, list_flows_again
from maillon_web.flows.views.files import show_taking
from maillon_web.flows.views.pages import ACTIVE, lead_to, open_flows

__all__ = ["another_year", "chain", "example", "examples"]


class ChainForm(forms.Form):
    """The unit and the year of the flows to begin with."""

    unit = forms.CharField(label=gettext_lazy("Unité"), max_length=20, initial="t")
    year = forms.IntegerField(label=gettext_lazy("Année"), min_value=1900, max_value=2100)

    def clean_unit(self) -> str:
        """Check that the unit is known."""
        given = str(self.cleaned_data["unit"])
        if not find_symbol(given):
            raise forms.ValidationError(
                _("L’unité « {unit} » est inconnue. Unités connues : {known}.").format(
                    unit=given, known=", ".join(list_symbols())
                )
            )
        return given


class YearForm(forms.Form):
    """The year whose flows are taken again, and the one they are taken for."""

    year = forms.TypedChoiceField(label=gettext_lazy("Reprendre les flux de"), coerce=int)
    again = forms.IntegerField(label=gettext_lazy("pour l’année"), min_value=1900, max_value=2100)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        field: Any = self.fields["year"]
        field.choices = [(year, str(year)) for year in years]

    def clean(self) -> dict[str, Any]:
        """Ask for two years that differ."""
        given = super().clean() or self.cleaned_data
        if given.get("year") and given.get("year") == given.get("again"):
            self.add_error("again", _("C’est la même année : choisissez-en une autre."))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
def another_year(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Ask for two years, then show the flows of the first for the second."""
    opened = open_flows(request, filiere_id, writes=True)
    years = list_years(opened)
    first = {"again": years[0] + 1} if years else {}
    form = YearForm(request.POST or None, years=years, initial=first)
    if request.method == "POST" and form.is_valid():
        found = OpenedFlows(model=list_flows_again(opened, **form.cleaned_data))
        name = str(form.cleaned_data["again"])
        return show_taking(request, opened, found, kind="flows.year", name=name)
    context: dict[str, Any] = {
        "form": form,
        "years": years,
        "breadcrumb": lead_to(opened, (_("Reprendre une année"), "")),
    }
    status = INVALID if form.is_bound else 200
    return show(request, "flows/year.html", opened, active=ACTIVE, context=context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def chain(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Ask for a unit and a year, then show the flows that the chain says."""
    opened = open_flows(request, filiere_id, writes=True)
    form = ChainForm(request.POST or None, initial={"year": timezone.localdate().year - 1})
    if request.method == "POST" and form.is_valid():
        model = list_chain_flows(opened, **form.cleaned_data)
        if model.flows:
            found = OpenedFlows(model=model)
            return show_taking(request, opened, found, kind="flows.start", name=opened.filiere.name)
        form.add_error(
            None,
            _(
                "La chaîne ne dit pas encore quelle matière va d’un maillon à l’autre : ajoutez-le "
                "sur la page de la chaîne, ou inscrivez les flux un par un."
            ),
        )
    context: dict[str, Any] = {
        "form": form,
        "breadcrumb": lead_to(opened, (_("Partir de la chaîne"), "")),
    }
    status = INVALID if form.is_bound else 200
    return show(request, "flows/chain.html", opened, active=ACTIVE, context=context, status=status)


@require_safe
def examples(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the examples of the guide."""
    opened = open_flows(request, filiere_id, writes=True)
    context = {
        "examples": list_examples(),
        "breadcrumb": lead_to(opened, (_("Partir d’un exemple du guide"), "")),
    }
    return show(request, "flows/examples.html", opened, active=ACTIVE, context=context)


@require_safe
def example(request: HttpRequest, filiere_id: int, key: str) -> HttpResponse:
    """Show the flows of an example, before they are written."""
    opened = open_flows(request, filiere_id, writes=True)
    found = find_example(key)
    if found is None or found.model is None:
        raise Http404
    opened_flows = OpenedFlows(model=found.model, notes=found.notes)
    return show_taking(request, opened, opened_flows, kind="flows.example", name=found.label)
