"""The demonstration holds every bundled case, once, each under the name of who really holds it."""

import pytest

from maillon.reference.cases import list_cases
from maillon_web.accounts.models import Organisation
from maillon_web.config import showing
from maillon_web.config.demonstration import (
    list_undiagnosed,
    make_visitor,
    open_first,
    queue_others,
    seed,
)
from maillon_web.filieres.models import Filiere, FiliereVisibility, Role
from maillon_web.filieres.selectors import find_access
from maillon_web.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_home(settings, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME = tmp_path
    monkeypatch.setenv("MAILLON_HOME", str(tmp_path))


def test_every_case_has_its_filieres_and_a_second_start_adds_none() -> None:
    visitor = make_visitor()
    wanted = sum(len(case.filieres) for case in list_cases())
    assert len(seed(visitor)) == wanted
    assert [filiere.pk for filiere in seed(make_visitor())] == [
        filiere.pk for filiere in seed(visitor)
    ]
    assert Filiere.objects.count() == wanted
    assert all(
        filiere.is_demonstration and filiere.visibility == FiliereVisibility.PUBLIC
        for filiere in Filiere.objects.all()
    )


def test_the_visitor_leads_everything() -> None:
    visitor = make_visitor()
    assert {find_access(visitor, filiere) for filiere in seed(visitor)} == {Role.LEAD}


def test_an_organisation_bears_a_name_of_the_cases_or_says_that_it_is_a_demonstration() -> None:
    seed(make_visitor())
    known = {actor.name for case in list_cases() for actor in case.actors} | {"Démonstration"}
    assert set(Organisation.objects.values_list("name", flat=True)) <= known


def test_the_first_filiere_shows_actors_before_anything_is_queued() -> None:
    visitor = make_visitor()
    filieres = seed(visitor)
    open_first(filieres)
    assert filieres[0].presences.filter(is_listed=True).exists()
    assert list_undiagnosed(filieres) == filieres[1:]
    assert queue_others(filieres, visitor=visitor) == len(filieres) - 1
    assert Job.objects.filter(kind="diagnosis.refresh").count() == len(filieres) - 1


def test_no_browser_is_opened_where_there_is_none_to_see_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("CI", "DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(showing.sys, "platform", "linux")
    assert not showing._has_browser()
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(showing.webbrowser, "get", object)
    assert showing._has_browser()
    monkeypatch.setenv("CI", "true")
    assert not showing._has_browser()


def test_the_bottles_of_rebooteille_circulate_and_what_the_guide_does_not_say_is_asked() -> None:
    filiere = next(one for one in seed(make_visitor()) if one.template_key == "consigne_verre")
    known = filiere.matterflows.filter(value__isnull=False)
    assert [(flow.value, flow.unit) for flow in known] == [(100_000, "pièces")]
    assert "RepèrESS" in known.get().reference
    assert filiere.matterflows.filter(value__isnull=True).count() == 7
    assert filiere.stageaccounts.filter(family="ess").exists()
    assert not filiere.flowprices.exclude(price=0).exclude(price=None).exists()


def test_the_tonnes_that_grenoble_aims_at_wait_for_weighings() -> None:
    targets = [target for one in seed(make_visitor()) for target in one.weighingtargets.all()]
    assert [(target.quantity_t, target.due_on.year) for target in targets] == [(10_000, 2030)]
    assert "RepèrESS" in targets[0].source
    assert not targets[0].filiere.weighings.exists()
