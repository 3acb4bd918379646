"""The demonstration: one filière for each bundled case and chain, led by the visitor."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from maillon.domain.jobs import SilentProgress
from maillon.domain.language import LANGUAGES, get_language
from maillon.domain.weighings import REUSED
from maillon.reference.cases import Case, list_cases
from maillon.reference.filieres import get_filiere as get_template
from maillon.studies.cases import get_case_territory
from maillon_web.accounts.models import (
    Organisation,
    OrganisationKind,
    OrganisationMember,
    OrganisationRole,
    User,
)
from maillon_web.config.first_access import create_confirmed
from maillon_web.diagnosis.services import refresh
from maillon_web.economics.services.examples import take_example as take_value_example
from maillon_web.filieres.models import Filiere, FiliereVisibility
from maillon_web.filieres.selectors import open_filiere
from maillon_web.filieres.services import ask_refresh
from maillon_web.filieres.services.creating import create_filiere, outline_from, propose_name
from maillon_web.filieres.services.records import add_record
from maillon_web.flows.services.examples import take_example
from maillon_web.weighings.models import WeighingTarget

__all__ = ["list_undiagnosed", "make_visitor", "open_first", "queue_others", "seed"]

_VISITOR = "visite@demonstration.invalid"
# The smallest of the cases: its page is there in a moment, and the others follow.
_FIRST_CASE = "creuse-art-textile"
# Cases whose flows the guide tells: key of the case, key of the model.
_EXAMPLES = {"auvergne-rhone-alpes-rebooteille": "rebooteille"}
# The guide gives its tonnes to reuse and repair, and the year when it was decided.
_CASE_WITH_TARGET = "grenoble-reemploi-reparation"
_TONNES = "tonnes"


def make_visitor() -> User:
    """Return the person who visits: leads every filière, and sees the pages of the server."""
    visitor = create_confirmed(_VISITOR, name=_("Vous, en visite"))
    visitor.is_staff = True
    visitor.language = get_language()
    visitor.save(update_fields=["is_staff", "language"])
    return visitor


def seed(visitor: User) -> list[Filiere]:
    """Write the filières of the cases that are not there yet, and return all of them."""
    known = {
        (filiere.template_key, filiere.territory_key): filiere
        for filiere in Filiere.objects.filter(is_demonstration=True)
    }
    seeded = []
    for case, chain in _iter_pairs():
        territory = get_case_territory(case)
        filiere = known.get((chain, territory.key))
        seeded.append(filiere or _create(case, chain, visitor))
    return seeded


def _iter_pairs() -> Iterator[tuple[Case, str]]:
    """Yield each case with each of its chains, the quickest first."""
    for case in sorted(list_cases(), key=lambda case: case.key != _FIRST_CASE):
        for chain in case.filieres:
            yield case, chain


def _create(case: Case, chain: str, visitor: User) -> Filiere:
    template = get_template(chain)
    territory = get_case_territory(case)
    filiere = create_filiere(
        author=visitor,
        organisation=_hold(case, visitor),
        name=propose_name(template.label, territory.name),
        territory=territory,
        outline=outline_from(template),
        description=_describe(case),
        visibility=FiliereVisibility.PUBLIC,
        is_demonstration=True,
    )
    if case.key in _EXAMPLES:
        _bring_flows(filiere, _EXAMPLES[case.key], visitor)
    if case.key == _CASE_WITH_TARGET:
        _bring_target(filiere, case, visitor)
    return filiere


def _bring_flows(filiere: Filiere, example: str, visitor: User) -> None:
    """Write what the guide says of the flows and of their value; the rest is left to ask."""
    opened = open_filiere(reader=visitor, filiere_id=filiere.pk)
    take_example(opened, example, author=visitor)
    take_value_example(opened, author=visitor)


def _bring_target(filiere: Filiere, case: Case, visitor: User) -> None:
    """Write the tonnage that the guide says is aimed at; weighings are left to bring."""
    aimed = next(fact for fact in case.facts if fact.unit == _TONNES)
    if aimed.value is None or aimed.year is None:
        raise ValueError(f"{case.key}: the target has no value or no year")
    decided = min(fact.year for fact in case.facts if fact.year)
    source = _(
        "{document}, l. {lines}. Le guide ne dit pas si c’est en tout ou par an, ni depuis quand."
    ).format(document=case.source.document, lines=aimed.passage.lines)
    target = WeighingTarget(
        label=aimed.text,
        destinations=sorted(REUSED),
        quantity_t=aimed.value,
        starts_on=date(decided, 1, 1),
        due_on=date(aimed.year, 12, 31),
        source=source,
    )
    add_record(target, filiere=filiere, author=visitor)


def _describe(case: Case) -> str:
    summary = case.summary if get_language() == LANGUAGES[0] else case.summary_en
    return f"{summary}\n\n{case.source.document}. {case.territory.note}"


def _hold(case: Case, visitor: User) -> Organisation:
    """Return who holds a case: the local authority that it names, where it names just one."""
    holders = [actor.name for actor in case.actors if actor.territory_key in {*case.territory.keys}]
    organisation, _is_new = Organisation.objects.get_or_create(
        name=holders[0] if len(holders) == 1 else _("Démonstration"),
        kind=OrganisationKind.COLLECTIVITE,
    )
    OrganisationMember.objects.get_or_create(
        organisation=organisation, user=visitor, defaults={"role": OrganisationRole.ADMIN}
    )
    return organisation


def list_undiagnosed(filieres: Iterable[Filiere]) -> list[Filiere]:
    """Return the filières that have no diagnostic yet, in the same order."""
    return [filiere for filiere in filieres if not filiere.diagnoses.exists()]


def open_first(filieres: Iterable[Filiere]) -> None:
    """Diagnose the first filière at once, so that the first page has something to show."""
    for filiere in list_undiagnosed(filieres)[:1]:
        refresh(filiere, SilentProgress())


def queue_others(filieres: Iterable[Filiere], *, visitor: User) -> int:
    """Ask for the other diagnostics, and return how many are awaited."""
    awaited = list_undiagnosed(filieres)
    for filiere in awaited:
        ask_refresh(filiere, author=visitor, is_at_once=True)
    return len(awaited)
