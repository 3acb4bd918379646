"""The filters of a list, as a form that works with or without script."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.reference.parameters import list_ess_rules
from maillon.studies.actor_documents import find_commune_names
from maillon_web.directory.models import Confidence, EssStatus
from maillon_web.directory.selectors.filters import NO_STAGE, FilterValues
from maillon_web.directory.selectors.listing import Facets, count_facets
from maillon_web.directory.selectors.wordings import (
    FRESHNESS_WORDS,
    QPV_WORDS,
    SIZE_WORDS,
    SORT_WORDS,
)
from maillon_web.directory.selectors.words import (
    StageName,
    describe_family,
    list_stage_names,
)
from maillon_web.filieres.selectors import Opened
from maillon_web.ui.formatting import format_number

__all__ = ["FilterForm", "LongSelect", "make_filter_form"]

Choices = list[tuple[str, str]]
_ANY = gettext_lazy("Indifférent")
_MOST_COMMUNES = 100


class LongSelect(forms.Select):
    """A list of many choices: Django's own renders one template for each."""

    def render(
        self,
        name: str,
        value: Any,  # noqa: ANN401 - Django's own signature
        attrs: Mapping[str, Any] | None = None,
        renderer: Any = None,  # noqa: ANN401, ARG002, RUF100 - Django's own signature
    ) -> SafeString:
        """Render the list at once."""
        given = self.build_attrs(self.attrs, dict(attrs or {}))
        chosen = str(value or "")
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, SafeString(" selected") if str(key) == chosen else "", label)
                for key, label in self.choices
            ),
        )
        attributes = format_html_join("", ' {}="{}"', given.items())
        return format_html('<select name="{}"{}>{}</select>', name, attributes, options)


def _choose(label: Any) -> Any:  # noqa: ANN401 - a lazy text; a field, whose choices come later
    return forms.ChoiceField(label=label, required=False, widget=LongSelect)


class FilterForm(forms.Form):
    """What to look for; every choice says how many actors it has."""

    q = forms.CharField(
        label=gettext_lazy("Nom, commune, SIRET"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    stage = _choose(gettext_lazy("Maillon"))
    ess = _choose(gettext_lazy("ESS"))
    commune = _choose(gettext_lazy("Commune"))
    size = _choose(gettext_lazy("Effectif"))
    confidence = _choose(gettext_lazy("Place au maillon"))
    family = _choose(gettext_lazy("Famille de l’ESS"))
    rule = _choose(gettext_lazy("Pourquoi ESS, ou non"))
    qpv = _choose(gettext_lazy("Quartier prioritaire"))
    freshness = _choose(gettext_lazy("Fraîcheur de la fiche"))
    zone = forms.CharField(required=False, widget=forms.HiddenInput)
    sort = _choose(gettext_lazy("Trier par"))

    FIRST = ("q", "stage", "ess", "commune", "sort")

    def __init__(
        self,
        filters: FilterValues,
        *,
        facets: Facets,
        stages: Iterable[StageName],
    ) -> None:
        shown = {
            name: held[0] if isinstance(held, tuple) and held else held or ""
            for name in self.base_fields
            if (held := getattr(filters, name)) is not None
        }
        if set(filters.ess) == set(FilterValues.ANY_ESS):
            shown["ess"] = "oui"
        super().__init__(initial=shown, auto_id="filtre-%s")
        choices: dict[str, Choices] = {
            "stage": [
                *_count(((stage.key, stage.label) for stage in stages), facets.stages),
                (NO_STAGE, _("Aucun maillon")),
            ],
            "ess": _list_statuses(facets.statuses),
            "commune": _list_communes(facets.communes, filters.commune),
            "size": _say(SIZE_WORDS),
            "confidence": [(value, str(label)) for value, label in Confidence.choices],
            "family": _count(
                ((key, describe_family(key)) for key in sorted(facets.families)), facets.families
            ),
            "rule": _count(
                ((rule.code, rule.text) for rule in list_ess_rules() if rule.code in facets.rules),
                facets.rules,
            ),
            "qpv": _say(QPV_WORDS),
            "freshness": _say(FRESHNESS_WORDS),
        }
        for name, listed in choices.items():
            self._set_choices(name, [("", str(_ANY)), *listed])
        self._set_choices("sort", _say(SORT_WORDS))
        self.commune_note = _note_communes(len(facets.communes))
        if self.commune_note:
            self.fields["commune"].widget.attrs["aria-describedby"] = "filtre-commune-note"

    def _set_choices(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The filters that one always sees."""
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The filters that open on demand."""
        return [self[name] for name in self.fields if name not in {*self.FIRST, "zone"}]

    @property
    def is_more_used(self) -> bool:
        """Whether one of the filters that open on demand is in force."""
        return any(self.initial.get(field.name) for field in self.more_fields)


def make_filter_form(opened: Opened, filters: FilterValues) -> FilterForm:
    """Return the form of the filters in force, on a list or a map."""
    stages = list_stage_names(opened.filiere).values()
    return FilterForm(filters, facets=count_facets(opened), stages=stages)


def _count(pairs: Iterable[tuple[str, str]], totals: Mapping[str, int]) -> Choices:
    """Return choices whose label says how many actors they have."""
    return [
        (key, _("{label} ({count})").format(label=label, count=format_number(totals.get(key, 0))))
        for key, label in pairs
    ]


def _list_communes(totals: Mapping[str, int], chosen: Iterable[str]) -> Choices:
    """Return the communes that have the most actors, and those chosen, by name."""
    most = [code for code, _total in Counter(totals).most_common(_MOST_COMMUNES)]
    names = find_commune_names({*most, *chosen})
    pairs = [(code, name) for code, name in names.items() if code]
    return _count(sorted(pairs, key=lambda pair: pair[1]), totals)


def _note_communes(total: int) -> str:
    """Say that not every commune is in its list, and where the others are."""
    if total <= _MOST_COMMUNES:
        return ""
    return _(
        "Communes : la liste donne les {most} qui ont le plus d’acteurs, sur {total}. Pour une "
        "autre, tapez son nom dans le premier champ."
    ).format(most=_MOST_COMMUNES, total=format_number(total))


def _list_statuses(totals: Mapping[str, int]) -> Choices:
    any_total = sum(totals.get(status, 0) for status in FilterValues.ANY_ESS)
    return [
        *_count([("oui", _("Oui, quelle qu’en soit la preuve"))], {"oui": any_total}),
        *_count(((value, str(label)) for value, label in EssStatus.choices), totals),
    ]


def _say(words: Mapping[str, str | Promise]) -> Choices:
    return [(key, str(label)) for key, label in words.items()]
