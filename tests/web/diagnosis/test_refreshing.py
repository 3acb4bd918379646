import pytest
from tests.web.diagnosis.conftest import follow_case

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import SilentProgress
from maillon_web.diagnosis.models import DiagnosisFigure, DiagnosisRun, DiagnosisText
from maillon_web.diagnosis.selectors import read_whole
from maillon_web.diagnosis.services import keeping, refresh, refreshing
from maillon_web.directory.models import Presence
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services import ask_refresh
from maillon_web.jobs.models import Job, JobState


class StopsAtStep(SilentProgress):
    def __init__(self, number):
        self._left = number

    def start(self, label, total=None):
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt


def test_the_case_is_diagnosed_in_both_languages(diagnosed):
    texts = DiagnosisText.objects.filter(run__filiere=diagnosed)
    assert {(text.audience, text.language) for text in texts} == {
        ("members", "fr"),
        ("members", "en"),
    }
    french = texts.get(language="fr")
    assert french.document["territory"]["key"] == "epci:200044014"
    assert not {"actors", "figures"} & set(french.document)
    assert len(read_whole(french)["actors"]) == 8


def test_what_is_found_enters_the_directory(diagnosed):
    assert Presence.objects.filter(filiere=diagnosed, is_listed=True).count() == 8
    assert diagnosed.diagnoses.get().actor_count == 8


def test_a_private_filiere_has_nothing_for_the_public(diagnosed):
    assert not DiagnosisText.objects.filter(audience="public").exists()


def test_a_public_filiere_has_both(public_wool):
    texts = DiagnosisText.objects.filter(run__filiere=public_wool)
    assert texts.filter(audience="public").count() == texts.filter(audience="members").count() == 2


def test_only_two_runs_are_kept(diagnosed):
    refresh(diagnosed, SilentProgress())
    third = refresh(diagnosed, SilentProgress())
    runs = DiagnosisRun.objects.filter(filiere=diagnosed)
    assert runs.count() == 2
    assert runs.get(is_current=True) == third


def test_every_figure_of_the_document_is_kept(diagnosed):
    text = DiagnosisText.objects.get(language="fr")
    kept = set(DiagnosisFigure.objects.filter(text=text).values_list("key", flat=True))
    assert set(read_whole(text)["figures"]) <= kept


@pytest.mark.parametrize("steps", range(5))
def test_a_stop_at_any_step_leaves_the_former_diagnostic_whole(diagnosed, steps):
    before = DiagnosisRun.objects.get(is_current=True)
    with pytest.raises(KeyboardInterrupt):
        refresh(diagnosed, StopsAtStep(steps))
    assert DiagnosisRun.objects.get(is_current=True) == before
    assert before.texts.count() == 2


def test_a_failure_while_writing_leaves_the_former_diagnostic_whole(diagnosed, monkeypatch):
    before = DiagnosisRun.objects.get(is_current=True)
    figures = DiagnosisFigure.objects.count()

    def fail(_filiere):
        raise OSError("disk full")

    monkeypatch.setattr(keeping, "_forget_older", fail)
    with pytest.raises(OSError, match="disk full"):
        refresh(diagnosed, SilentProgress())
    assert DiagnosisRun.objects.get() == before
    assert DiagnosisFigure.objects.count() == figures


def test_nothing_is_computed_inside_a_transaction(wool, monkeypatch, transactional_db):
    from django.db import connection

    seen = []

    def watch(*args, **kwargs):
        seen.append(connection.in_atomic_block)
        return diagnose(*args, **kwargs)

    diagnose = refreshing.diagnose
    monkeypatch.setattr(refreshing, "diagnose", watch)
    refresh(wool, SilentProgress())
    assert seen == [False]


def test_a_territory_that_is_not_known_is_told_by_the_job(
    wool, people, django_capture_on_commit_callbacks
):
    Filiere.objects.filter(pk=wool.pk).update(territory_key="epci:000000000")
    wool.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        job = ask_refresh(wool, author=people.lead)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.message
    with pytest.raises(InvalidInput):
        refresh(wool, SilentProgress())


def test_the_job_says_what_it_made(wool, people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = ask_refresh(wool, author=people.lead)
    job.refresh_from_db()
    assert (job.state, job.result["filiere"]) == (JobState.DONE, wool.pk)


def test_a_filiere_that_is_gone_is_told(people, wool):
    from maillon_web.jobs.running import run

    job = Job.objects.create(
        kind="diagnosis.refresh", label="", scope=wool.scope, arguments={"filiere": 0}
    )
    run(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "n’existe plus" in job.message


def test_the_case_fixture_is_the_case(filiere):
    assert follow_case(filiere).stages.count() == 9
