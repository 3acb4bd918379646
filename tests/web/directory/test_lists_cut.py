"""An import, or its undoing, that is cut, stopped or fails: never half done without saying so."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse
from tests.web.directory.list_files import SIRETS, make_ready
from tests.web.people import add_actor, make_filiere

from maillon.domain.errors import InconsistentData
from maillon.domain.jobs import SilentProgress
from maillon_web.accounts.models import Organisation
from maillon_web.directory.models import (
    Actor,
    ActorWord,
    FieldOrigin,
    ImportState,
    Placement,
    Presence,
)
from maillon_web.directory.services import list_undoing, list_writing, lists
from maillon_web.directory.services.list_undoing import Overtaken, take_back, undo_import
from maillon_web.directory.services.list_writing import apply
from maillon_web.directory.services.presences import resync
from maillon_web.history.models import Change, ChangeSet
from maillon_web.history.services import record
from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.running import run
from maillon_web.jobs.services import mark_interrupted

SILENT = SilentProgress()
LYON = ("Lyon", "69001")
# Rows that make sheets, complete a known one, and complete a sheet made by an earlier row.
ROWS = [
    ("Exemple fictif 1", SIRETS[1], *LYON, "1 rue fictive", "tri", "oui"),
    ("Exemple fictif 2", "", "Bron", "69500", "", "collecte", ""),
    ("Recyclerie bis", SIRETS[0], *LYON, "2 rue fictive", "collecte", ""),
    ("Exemple fictif 3", "", "Vénissieux", "69200", "", "", "oui"),
    ("Exemple fictif 1 bis", SIRETS[1], *LYON, "", "collecte", ""),
    ("Recyclerie ter", SIRETS[0], *LYON, "", "tri", ""),
    ("Exemple fictif 4", "", "Bron", "69500", "", "tri", ""),
]


class Killed(BaseException):
    """The machine stops: nothing more of the program runs."""


class StopsAfter(SilentProgress):
    """Somebody asks to stop, seen when so many parts are done."""

    def __init__(self, parts):
        self._left = parts

    def advance(self, amount):
        self._left -= 1
        if self._left <= 0:
            raise KeyboardInterrupt


class KilledAfter(SilentProgress):
    def __init__(self, parts):
        self._left = parts

    def advance(self, amount):
        self._left -= 1
        if self._left < 0:
            raise Killed


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    for module in (list_writing, list_undoing):
        monkeypatch.setattr(module, "_BATCH", 2)
        monkeypatch.setattr(module, "ask_refresh", lambda *_a, **_k: None)


@pytest.fixture
def kill(monkeypatch):
    """Write a list until the machine stops after so many parts."""

    def kill(list_import, people, *, parts):
        with monkeypatch.context() as patch:
            patch.setattr(list_writing, "take_back", lambda *_a, **_k: None)
            with pytest.raises(Killed):
                apply(list_import, author=people.lead, progress=KilledAfter(parts))
        list_import.refresh_from_db()

    return kill


def prepare_directory(filiere, people):
    known = add_actor(filiere, "Recyclerie fictive", siret=SIRETS[0], external_id=SIRETS[0])
    resync(filiere, [known.pk])
    return make_ready(filiere, people.lead, ROWS)


def tell(filiere, list_import):
    """All that the directory and the history say of a filière, without the numbers of records."""
    here = {"actor__presences__filiere": filiere}
    lines = ChangeSet.objects.filter(scope=filiere.scope).values_list(
        "kind", "params", "changes__model", "changes__name"
    )
    own = f"'import': {list_import.pk}"
    return {
        "sheets": sorted(
            str({k: row[k] for k in ("name", "siret", "address", "other_names", "commune_code",
                                     "ess_status", "version")} | {"sources": len(row["sources"])})
            for row in Actor.objects.filter(presences__filiere=filiere).values()
        ),
        "presences": sorted(
            Presence.objects.filter(filiere=filiere).values_list(
                "actor__name", "declared_stages", "is_listed", "main_stage", "sort_name"
            ),
            key=str,
        ),
        "stages": sorted(
            Placement.objects.filter(filiere=filiere).values_list("actor__name", "stage_key")
        ),
        "words": sorted(ActorWord.objects.filter(filiere=filiere).values_list("word", flat=True)),
        "origins": sorted(FieldOrigin.objects.filter(**here).values_list("actor__name", "field")),
        "history": sorted(str(line).replace(own, "") for line in lines),
    }  # fmt: skip


def forget_versions(told):
    """Leave out how often each sheet was written: what was taken back counts too."""
    sheets = sorted(re.sub(r"'version': \d+", "", sheet) for sheet in told["sheets"])
    return told | {"sheets": sheets}


@pytest.fixture
def uncut(people):
    """What the same list gives elsewhere when nothing stops it."""
    organisation = Organisation.objects.create(name="Autre collectivité fictive", kind="other")
    people = replace(people, organisation=organisation)
    filiere = make_filiere(people)
    made = prepare_directory(filiere, people)
    apply(made, author=people.lead, progress=SILENT)
    return tell(filiere, made)


@pytest.mark.parametrize("parts", range(4))
def test_an_import_cut_anywhere_goes_on_to_the_same_end(filiere, people, kill, uncut, parts):
    made = prepare_directory(filiere, people)
    kill(made, people, parts=parts)
    assert made.state == ImportState.APPLYING
    counts = apply(made, author=people.lead, progress=SILENT)
    made.refresh_from_db()
    assert made.state == ImportState.APPLIED
    assert (made.summary["created"], made.summary["updated"]) == tuple(counts.values())
    assert tell(filiere, made) == uncut


def test_an_import_under_way_is_in_no_history_and_cannot_be_touched(filiere, people, kill):
    made = prepare_directory(filiere, people)
    kill(made, people, parts=1)
    assert not ChangeSet.objects.filter(scope=filiere.scope).exists()
    for forbidden in (lists.drop, lambda found: lists.ask_preparation(found, author=people.lead)):
        with pytest.raises(InconsistentData):
            forbidden(made)


def test_an_import_stopped_by_a_person_is_taken_back_whole(filiere, people):
    made = prepare_directory(filiere, people)
    before = tell(filiere, made)
    with pytest.raises(KeyboardInterrupt):
        apply(made, author=people.lead, progress=StopsAfter(2))
    made.refresh_from_db()
    assert (made.state, made.change_set_id) == (ImportState.READY, None)
    assert set(made.summary) == {"rows", "notes", "counts"}
    assert forget_versions(tell(filiere, made)) == forget_versions(before)
    assert not ChangeSet.objects.exists()
    assert not Change.objects.exists()
    apply(made, author=people.lead, progress=SILENT)
    assert ChangeSet.objects.get().kind == "list.import"


def test_a_taking_back_that_is_cut_is_finished_before_the_list_is_written_again(
    filiere, people, kill, uncut
):
    made = prepare_directory(filiere, people)
    kill(made, people, parts=3)
    with pytest.raises(Killed):
        take_back_until_killed(made)
    made.refresh_from_db()
    assert made.state == ImportState.UNDOING
    apply(made, author=people.lead, progress=SILENT)
    assert forget_versions(tell(filiere, made)) == forget_versions(uncut)


def take_back_until_killed(made, parts=1):
    take_back(made, progress=KilledAfter(parts))


@pytest.mark.parametrize("parts", range(6))
def test_an_undoing_cut_anywhere_goes_on_to_the_same_end(filiere, people, parts):
    made = prepare_directory(filiere, people)
    before = tell(filiere, made)
    apply(made, author=people.lead, progress=SILENT)
    edited = Actor.objects.get(name="Exemple fictif 3")
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        recorder.update(edited, {"phone": "0102030405"})
    with pytest.raises(Killed):
        undo_import(made, author=people.lead, progress=KilledAfter(parts))
    made.refresh_from_db()
    assert made.state == ImportState.UNDOING
    assert not ChangeSet.objects.filter(scope=filiere.scope, kind="list.undo").exists()
    undone = undo_import(made, author=people.lead, progress=SILENT)
    assert (undone.removed, undone.kept) == (3, {edited.pk: edited.name})
    made.refresh_from_db()
    assert made.state == ImportState.UNDONE
    names = set(Actor.objects.values_list("name", flat=True))
    assert names == {"Recyclerie fictive", "Exemple fictif 3"}
    left = tell(filiere, made)
    assert [stage for stage in left["stages"] if stage[0] != edited.name] == before["stages"]
    undoing = ChangeSet.objects.get(scope=filiere.scope, kind="list.undo")
    assert undoing.undoes.kind == "list.import"
    assert undoing.params["removed"] == 3


def test_a_sheet_edited_while_the_undoing_goes_on_is_kept(filiere, people):
    made = prepare_directory(filiere, people)
    apply(made, author=people.lead, progress=SILENT)
    edited = Actor.objects.get(name="Exemple fictif 4")

    class EditsMeanwhile(SilentProgress):
        is_done = False

        def advance(self, amount):
            if not self.is_done:
                self.is_done = True
                with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
                    recorder.update(edited, {"phone": "0102030405"})

    undone = undo_import(made, author=people.lead, progress=EditsMeanwhile())
    assert undone.kept == {edited.pk: edited.name}
    assert Actor.objects.filter(pk=edited.pk).exists()


def test_somebody_who_asks_to_stop_an_undoing_gets_it_whole(filiere, people):
    made = prepare_directory(filiere, people)
    apply(made, author=people.lead, progress=SILENT)
    undo_import(made, author=people.lead, progress=StopsAfter(1))
    made.refresh_from_db()
    assert made.state == ImportState.UNDONE


def test_of_two_workers_on_one_import_the_second_leaves_it_to_the_first(filiere, people):
    made = prepare_directory(filiere, people)
    inner = {}

    class Intrudes(SilentProgress):
        def advance(self, amount):
            if not inner:
                inner["counts"] = True
                inner["counts"] = apply(made, author=people.lead, progress=SILENT)

    with pytest.raises(Overtaken):
        apply(made, author=people.lead, progress=Intrudes())
    made.refresh_from_db()
    assert made.state == ImportState.APPLIED
    assert Actor.objects.filter(name__startswith="Exemple fictif").count() == 4


def test_the_next_start_finishes_an_import_that_was_cut(filiere, people, kill):
    made = prepare_directory(filiere, people)
    job = Job.objects.create(
        kind="directory.apply_list",
        label="",
        scope=filiere.scope,
        arguments={"import": made.pk},
        started_by=people.lead,
        state=JobState.RUNNING,
    )
    kill(made, people, parts=1)
    assert mark_interrupted(is_only_worker=True) == 0
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    run(str(job.pk))
    job.refresh_from_db()
    made.refresh_from_db()
    assert (job.state, made.state) == (JobState.DONE, ImportState.APPLIED)


def test_a_work_that_is_cut_again_and_again_is_left_to_a_person(filiere, people, as_user, kill):
    made = prepare_directory(filiere, people)
    job = Job.objects.create(
        kind="directory.apply_list",
        label="",
        scope=filiere.scope,
        state=JobState.RUNNING,
        cut_count=3,
    )
    lists.ListImport.objects.filter(pk=made.pk).update(job_id=job.pk)
    kill(made, people, parts=1)
    mark_interrupted(is_only_worker=True)
    job.refresh_from_db()
    assert job.state == JobState.INTERRUPTED
    assert "permet de le reprendre" in job.message
    address = reverse("directory:list_step", args=[filiere.pk, made.pk, "done"])
    text = as_user(people.lead).get(address).text
    assert "Une partie seulement de la liste est dans l’annuaire" in text
    assert "Terminer l’import" in text
    assert "Retirer ce qui est écrit" in text


def test_what_was_cut_is_finished_or_taken_back_from_its_page(
    filiere, people, as_user, kill, django_capture_on_commit_callbacks
):
    made = prepare_directory(filiere, people)
    kill(made, people, parts=1)
    client = as_user(people.contributor)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("directory:list_undo", args=[filiere.pk, made.pk]))
    made.refresh_from_db()
    assert made.state == ImportState.READY
    assert not Actor.objects.filter(name__startswith="Exemple").exists()
    kill(made, people, parts=1)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("directory:list_step", args=[filiere.pk, made.pk, "done"]))
    made.refresh_from_db()
    assert made.state == ImportState.APPLIED
    with pytest.raises(Killed):
        undo_import(made, author=people.lead, progress=KilledAfter(1))
    page = reverse("directory:list_step", args=[filiere.pk, made.pk, "done"])
    assert "Terminer l’annulation" in client.get(page).text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page)
    made.refresh_from_db()
    assert made.state == ImportState.UNDONE


def test_a_list_on_which_a_work_is_under_way_is_not_given_to_another(filiere, people, kill):
    made = prepare_directory(filiere, people)
    job = Job.objects.create(
        kind="directory.apply_list", label="", scope=filiere.scope, state=JobState.RUNNING
    )
    lists.ListImport.objects.filter(pk=made.pk).update(job_id=job.pk)
    kill(made, people, parts=1)
    for ask in (lists.ask_apply, lists.ask_undo):
        with pytest.raises(InconsistentData):
            ask(made, author=people.lead)
