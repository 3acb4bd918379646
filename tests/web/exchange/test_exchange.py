import json
import zipfile

import pytest
from django.urls import reverse
from tests.web.agreements.objects import make_agreements
from tests.web.economics.objects import make_economics
from tests.web.flows.objects import make_flows
from tests.web.gatherings.objects import make_gatherings
from tests.web.gisements.objects import make_gisements
from tests.web.people import add_actor, make_filiere
from tests.web.weighings.objects import make_weighings

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import SilentProgress
from maillon_web.accounts.models import Organisation, OrganisationMember
from maillon_web.directory.models import Actor, Decision, FieldOrigin, Presence, Statement
from maillon_web.exchange.archive import MANIFEST
from maillon_web.exchange.services import copy_as_template, export_filiere, open_archive
from maillon_web.filieres.models import Filiere
from maillon_web.method.models import (
    Evidence,
    ExitCondition,
    FactorAnswer,
    LeverProgress,
    Means,
    Scenario,
)
from maillon_web.plan.models import (
    Action,
    ActionBudget,
    Dependency,
    Funding,
    Indicator,
    IndicatorValue,
    Objective,
)
from maillon_web.signals.models import Note, Obstacle, Passage, Project, Signal

_JOINS = {"actors", "obstacles", "actions"}
_FIRST_PARTS = {
    "filiere",
    "stages",
    "actors",
    "presences",
    "words",
    "placements",
    "decisions",
    "origins",
    "statements",
    "pairs",
    "projects",
    "signals",
    "notes",
    "passages",
    "obstacles",
    "diagnoses",
    "texts",
    "figures",
}


@pytest.fixture
def full(filiere, people) -> Filiere:
    """A filière where something of each kind is written."""
    first = add_actor(filiere, "Ressourcerie fictive", stage="tri", lat=45.7, lon=4.8)
    second = add_actor(filiere, "Couture fictive", stage="vente", parent=first)
    merged = add_actor(filiere, "Ressourcerie fictive (bis)", merged_into=first)
    assert merged.pk
    FieldOrigin.objects.create(
        actor=first,
        field="phone",
        source="Fichier fictif",
        dated="2026-01-02",
        visibility="private",
    )
    Statement.objects.create(
        actor=first, filiere=filiere, kind="need", text="Un local", stated_on="2026-02-03"
    )
    Decision.objects.create(
        filiere=filiere, actor=second, kind="place", stage_key="vente", decided_by=people.lead
    )
    project = Project.objects.create(filiere=filiere, title="Atelier partagé fictif")
    project.actors.add(first, second)
    Signal.objects.create(
        filiere=filiere,
        text="Un don",
        said_by="Jury fictif",
        heard_on="2026-03-04",
        project=project,
    )
    note = Note.objects.create(
        filiere=filiere, title="Atelier", kind="workshop", held_on="2026-03-05", text="Il manque…"
    )
    Passage.objects.create(note=note, start=0, end=9, quote="Il manque", code="need", actor=first)
    obstacle = Obstacle.objects.create(
        filiere=filiere, title="Bail", family="land", owner=people.lead
    )
    _write_plan(filiere, people, first, obstacle)
    _write_method(filiere, people, project, first)
    shared = {"filiere": filiere, "visibility": "members", "created_by": people.lead}
    make_agreements(shared)
    make_gatherings(shared)
    make_gisements(shared)
    make_weighings(shared)
    make_flows(shared)
    make_economics(shared)
    return filiere


def _write_plan(filiere, people, actor, obstacle) -> None:
    objective = Objective.objects.create(filiere=filiere, title="Objectif fictif")
    # The part is written before the whole: its link must wait for it.
    part = Action.objects.create(filiere=filiere, title="Partie fictive")
    whole = Action.objects.create(
        filiere=filiere,
        title="Action fictive",
        objective=objective,
        owner=people.lead,
        fte="0.30",
        lever_keys=["animation.charte"],
    )
    Action.objects.filter(pk=part.pk).update(parent=whole)
    whole.actors.add(actor)
    whole.obstacles.add(obstacle)
    Dependency.objects.create(before=part, after=whole)
    ActionBudget.objects.create(action=whole, year=2026, planned_eur="1200.50")
    Funding.objects.create(action=whole, funder="Région fictive", asked_eur="800.00")
    indicator = Indicator.objects.create(filiere=filiere, label="Tonnes", unit="t")
    indicator.actions.add(whole)
    IndicatorValue.objects.create(
        indicator=indicator, measured_on="2026-03-01", value="12.500", source="Exemple fictif"
    )


def _write_method(filiere, people, project, actor) -> None:
    given = {"filiere": filiere, "lever_key": "animation.charte"}
    LeverProgress.objects.create(**given, state="done", method_version="1", set_by=people.lead)
    Evidence.objects.create(**given, text="Exemple fictif", added_by=people.lead)
    Scenario.objects.create(filiere=filiere, kind="initiator", carrier=actor)
    ExitCondition.objects.create(filiere=filiere, text="Condition fictive")
    FactorAnswer.objects.create(project=project, factor_key="strategie", answer="yes")
    Means.objects.create(filiere=filiere, year=2026, fte="0.30")


@pytest.fixture
def elsewhere(people) -> Organisation:
    made = Organisation.objects.create(name="Autre collectivité fictive", kind="collectivite")
    OrganisationMember.objects.create(organisation=made, user=people.stranger, role="admin")
    return made


def export(filiere, folder, name="a.maillon"):
    path = folder / name
    export_filiere(filiere, path, progress=SilentProgress())
    return path


def read_all(path):
    """Return what a file says, without the numbers that each base gives."""
    with zipfile.ZipFile(path) as archive:
        parts = {}
        for name in sorted(set(archive.namelist()) - {MANIFEST}):
            rows = [json.loads(line) for line in archive.read(name).splitlines()]
            for row in rows:
                for key in [k for k in row if k == "pk" or k.endswith("_id") or k in _JOINS]:
                    row[key] = None if row[key] is None else "linked"
                row.pop("visibility") if name == "filiere.jsonl" else None
            parts[name] = rows
        return parts


def open_as(path, organisation, author):
    return open_archive(path, organisation=organisation, author=author, progress=SilentProgress())


def test_the_plan_the_method_and_the_promises_travel_with_the_filiere(
    full, elsewhere, people, tmp_path
):
    opened, _held = open_as(export(full, tmp_path), elsewhere, people.stranger)
    whole = Action.objects.get(filiere=opened, title="Action fictive")
    assert whole.parts.get().title == "Partie fictive"
    assert whole.needs.get().before == whole.parts.get()
    assert whole.actors.get().name == "Ressourcerie fictive"
    assert whole.obstacles.get().filiere == opened
    assert str(whole.budgets.get().planned_eur) == "1200.50"
    assert whole.owner is None
    assert opened.contracts.get().commitments.get().party.organisation == "Exemple fictif"
    assert opened.meetings.get().tasks.get().action.filiere == opened
    assert opened.scenario.carrier.organisation == elsewhere
    for name in ("gisements", "weighings", "matterflows", "pricecommitments"):
        assert getattr(opened, name).count() == getattr(full, name).count() > 0
    years = opened.pricecommitments.first().years.values_list("year", flat=True)
    assert list(years) == list(full.pricecommitments.first().years.values_list("year", flat=True))


def test_a_file_of_the_first_format_still_opens(full, elsewhere, people, tmp_path):
    path = export(full, tmp_path)
    later = {"objectives", "actions", "charters", "meetings", "levers", "means"}
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        kept = [name for name in archive.namelist() if name.removesuffix(".jsonl") in _FIRST_PARTS]
        assert not later & {name.removesuffix(".jsonl") for name in kept}
        contents = {name: archive.read(name) for name in kept}
    manifest["format"] = "maillon/filiere/1"
    manifest["parts"] = {
        name: said for name, said in manifest["parts"].items() if name in _FIRST_PARTS
    }
    old = tmp_path / "old.maillon"
    with zipfile.ZipFile(old, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
        archive.writestr(MANIFEST, json.dumps(manifest))
    opened, _held = open_as(old, elsewhere, people.stranger)
    assert opened.projects.get().title == "Atelier partagé fictif"
    assert not opened.actions.exists()


def test_what_is_exported_opens_elsewhere_the_same(full, elsewhere, people, tmp_path):
    path = export(full, tmp_path)
    opened, held = open_as(path, elsewhere, people.stranger)
    assert held == 0
    assert opened.organisation == elsewhere
    again = export(opened, tmp_path, "b.maillon")
    assert read_all(again) == read_all(path)
    project = Project.objects.get(filiere=opened)
    assert set(project.actors.values_list("name", flat=True)) == {
        "Ressourcerie fictive",
        "Couture fictive",
    }
    assert Actor.objects.get(organisation=elsewhere, name="Couture fictive").parent.name == (
        "Ressourcerie fictive"
    )


def test_opening_touches_nothing_that_is_there(full, people, tmp_path):
    """In the organisation that exported it, every sheet is held already and stays as it is."""
    path = export(full, tmp_path)
    Actor.objects.filter(name="Couture fictive").update(phone="01 02 03 04 05")
    before = list(Actor.objects.order_by("pk").values())
    opened, held = open_as(path, people.organisation, people.lead)
    assert held == 3
    assert list(Actor.objects.order_by("pk").values()) == before
    assert Presence.objects.filter(filiere=opened).count() == 3
    assert FieldOrigin.objects.count() == 1


def test_no_person_leaves_in_the_file(full, people, tmp_path):
    path = export(full, tmp_path)
    with zipfile.ZipFile(path) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert people.lead.email not in text
    assert "decided_by" not in text
    assert "owner_id" not in text


def rewrite(path, change):
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def damage_a_line(files):
    files["actors.jsonl"] = files["actors.jsonl"].replace(b"Couture", b"Autre  ")


def come_from_the_future(files):
    files[MANIFEST] = files[MANIFEST].replace(b"maillon/filiere/3", b"maillon/filiere/9")


def hide_a_path(files):
    files["../../etc/passwd"] = b"x"


def cut_the_manifest(files):
    files[MANIFEST] = files[MANIFEST][:40]


def explode(files):
    files["words.jsonl"] = b"\0" * 40_000_000


@pytest.mark.parametrize(
    "change", [damage_a_line, come_from_the_future, hide_a_path, cut_the_manifest, explode]
)
def test_a_file_that_is_not_sound_opens_nothing(change, full, elsewhere, people, tmp_path):
    path = export(full, tmp_path)
    rewrite(path, change)
    count = Filiere.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        open_as(path, elsewhere, people.stranger)
    assert refusal.value.for_user().endswith(".")
    assert Filiere.objects.count() == count
    assert not Actor.objects.filter(organisation=elsewhere).exists()


def test_what_is_not_a_file_of_ours_is_refused_with_a_sentence(tmp_path, elsewhere, people):
    path = tmp_path / "rapport.pdf"
    path.write_bytes(b"%PDF-1.7 rien d'autre")
    with pytest.raises(InvalidInput, match="not an archive"):
        open_as(path, elsewhere, people.stranger)


def test_a_copy_carries_the_chain_and_nobody(full, elsewhere, people):
    made = copy_as_template(
        full,
        name="Ailleurs",
        organisation=elsewhere,
        territory=("dep:59", "Nord"),
        author=people.stranger,
    )
    assert [stage.key for stage in made.stages.all()] == ["collecte", "tri", "vente"]
    assert not made.presences.exists()
    assert [member.user for member in made.members.all()] == [people.stranger]


@pytest.fixture
def folder(settings, tmp_path):
    settings.HOME = tmp_path
    settings.UPLOADS_FOLDER = tmp_path / "uploads"
    return tmp_path


def test_the_whole_way_in_pages(
    full, elsewhere, people, as_user, django_capture_on_commit_callbacks, folder
):
    lead, guest = as_user(people.lead), as_user(people.stranger)
    with django_capture_on_commit_callbacks(execute=True):
        answer = lead.post(reverse("exchange:export", args=[full.pk]))
    job_id = answer.url.rstrip("/").split("/")[-1]
    taken = lead.get(reverse("exchange:take", args=[full.pk, job_id]))
    content = b"".join(taken.streaming_content)
    path = folder / "taken.maillon"
    path.write_bytes(content)
    with path.open("rb") as file, django_capture_on_commit_callbacks(execute=True):
        guest.post(reverse("exchange:open"), {"file": file, "organisation": elsewhere.pk})
    assert Filiere.objects.filter(organisation=elsewhere, name=full.name).exists()
    assert not list((folder / "uploads").glob("*"))


def test_a_pdf_is_refused_on_the_page(elsewhere, people, as_user, tmp_path):
    path = tmp_path / "rapport.maillon"
    path.write_bytes(b"%PDF-1.7")
    with path.open("rb") as file:
        answer = as_user(people.stranger).post(
            reverse("exchange:open"), {"file": file, "organisation": elsewhere.pk}
        )
    assert "pas une filière exportée" in answer.content.decode()


def test_nobody_opens_for_an_organisation_of_others(full, people, as_user, tmp_path):
    path = export(full, tmp_path)
    with path.open("rb") as file:
        answer = as_user(people.stranger).post(
            reverse("exchange:open"), {"file": file, "organisation": people.organisation.pk}
        )
    assert answer.status_code == 200
    assert Filiere.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "export_status", "copy_status"),
    [
        ("lead", 200, 200),
        ("contributor", 404, 200),
        ("reader", 404, 200),
        ("stranger", 404, 404),
        (None, 404, 404),
    ],
)
def test_who_may(who, export_status, copy_status, filiere, people, as_user):
    client = as_user(getattr(people, who) if who else None)
    assert client.get(reverse("exchange:export", args=[filiere.pk])).status_code == export_status
    assert client.get(reverse("exchange:copy", args=[filiere.pk])).status_code == copy_status


def test_the_file_of_a_filiere_is_not_taken_through_another(full, people, as_user, tmp_path):
    other = make_filiere(people, name="Autre")
    answer = as_user(people.lead).get(
        reverse("exchange:take", args=[other.pk, "00000000-0000-0000-0000-000000000000"])
    )
    assert answer.status_code == 404
