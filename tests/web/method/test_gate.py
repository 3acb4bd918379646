import pytest
from django.urls import reverse
from tests.web.people import make_filiere

from maillon.reference.method import get_method
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.method.models import FactorAnswer
from maillon_web.signals.models import Project
from maillon_web.signals.services import guards
from maillon_web.signals.services.guards import ProjectRefused
from maillon_web.signals.services.records import edit_record

ASKED = [factor.key for factor in get_method().success_factors if factor.is_gate]


def address(name: str, filiere, *args) -> str:
    return reverse(f"method:{name}", args=[filiere.pk, *args])


@pytest.fixture
def writer(people, as_user):
    return as_user(people.contributor)


@pytest.fixture
def project(filiere, people) -> Project:
    return Project.objects.create(filiere=filiere, title="Projet fictif", created_by=people.lead)


def answer_all(project: Project, *, but: str = "") -> None:
    for key in ASKED:
        if key != but:
            FactorAnswer.objects.create(
                project=project, factor_key=key, answer="yes", evidence="Preuve fictive"
            )


def launch(writer, project: Project):
    return writer.post(
        reverse("signals:project_edit", args=[project.filiere_id, project.pk]),
        {
            "title": project.title,
            "state": "running",
            "visibility": project.visibility,
            "version": project.version,
        },
    )


def test_five_factors_are_asked():
    assert len(ASKED) == 5


def test_a_factor_is_answered_signed_and_put_back(filiere, people, writer, project):
    where = address("factor", filiere, project.pk, ASKED[0])
    sent = {"answer": "yes", "evidence": "Délibération fictive", "version": "0"}
    assert writer.post(where, sent).status_code == 302
    kept = FactorAnswer.objects.get()
    assert (kept.answer, kept.answered_by) == ("yes", people.contributor)
    page = writer.get(address("gate", filiere, project.pk)).content.decode()
    assert "Délibération fictive" in page
    writer.post(where, {"answer": "no", "evidence": "", "version": "1"})
    assert FactorAnswer.objects.get().answer == "no"
    undo(ChangeSet.objects.latest("pk"), author=people.lead)
    assert FactorAnswer.objects.get().answer == "yes"


def test_a_yes_without_proof_does_not_open_the_gate(filiere, writer, project):
    answer_all(project)
    FactorAnswer.objects.filter(factor_key=ASKED[0]).update(evidence="")
    gate = writer.get(address("gate", filiere, project.pk)).context["gate"]
    assert not gate.is_open


def test_the_other_factors_are_advice_only(filiere, writer, project):
    answer_all(project)
    context = writer.get(address("gate", filiere, project.pk)).context
    assert context["gate"].is_open
    assert context["advice_lines"]


def test_a_project_is_not_launched_while_a_factor_is_missing(filiere, writer, project):
    answer_all(project, but=ASKED[-1])
    answer = launch(writer, project)
    assert answer.status_code == 422
    text = answer.content.decode()
    missing = next(entry for entry in get_method().success_factors if entry.key == ASKED[-1])
    assert missing.label in text
    assert address("gate", filiere, project.pk) in text
    project.refresh_from_db()
    assert project.state == "idea"


def test_a_project_is_launched_once_the_gate_is_open(writer, project):
    answer_all(project)
    assert launch(writer, project).status_code == 302
    project.refresh_from_db()
    assert project.state == "running"


def test_a_running_project_stays_running(writer, project):
    Project.objects.update(state="running")
    project.refresh_from_db()
    assert launch(writer, project).status_code == 302


def test_a_project_does_not_begin_launched(filiere, writer):
    sent = {"title": "Projet fictif", "state": "running", "visibility": "members"}
    answer = writer.post(reverse("signals:project_add", args=[filiere.pk]), sent)
    assert answer.status_code == 422
    assert "enregistrez-le d’abord" in answer.content.decode()
    assert not Project.objects.exists()
    sent["state"] = "studied"
    assert writer.post(reverse("signals:project_add", args=[filiere.pk]), sent).status_code == 302


def test_the_service_itself_refuses(people, project):
    with pytest.raises(ProjectRefused, match="may not take"):
        edit_record(project, {"state": "running"}, author=people.lead)
    project.refresh_from_db()
    assert project.state == "idea"


def test_without_a_guard_every_state_is_open(people, project, monkeypatch):
    monkeypatch.setattr(guards, "_guards", {})
    edit_record(project, {"state": "running"}, author=people.lead)
    project.refresh_from_db()
    assert project.state == "running"


def test_who_answers_second_sees_both_answers(filiere, writer, project):
    where = address("factor", filiere, project.pk, ASKED[0])
    writer.post(where, {"answer": "yes", "evidence": "Fictif", "version": "0"})
    second = writer.post(where, {"answer": "no", "evidence": "", "version": "0"})
    assert second.status_code == 409
    assert FactorAnswer.objects.get().answer == "yes"


def test_readers_read_and_strangers_see_nothing(filiere, people, as_user, project):
    FactorAnswer.objects.create(project=project, factor_key="ancien", answer="yes")
    reader = as_user(people.reader)
    assert reader.get(address("gate", filiere, project.pk)).status_code == 200
    assert reader.get(address("gate_panel", filiere, project.pk)).status_code == 200
    where = address("factor", filiere, project.pk, ASKED[0])
    assert reader.post(where, {"answer": "yes"}).status_code == 404
    stranger = as_user(people.stranger)
    assert stranger.get(address("gate", filiere, project.pk)).status_code == 404


def test_a_project_of_another_filiere_or_level_is_not_found(filiere, people, as_user, project):
    other = make_filiere(people, name="Autre filière fictive")
    writer = as_user(people.contributor)
    assert writer.get(address("gate", other, project.pk)).status_code == 404
    where = address("factor", other, project.pk, ASKED[0])
    assert writer.post(where, {"answer": "yes"}).status_code == 404
    assert writer.get(address("factor", filiere, project.pk, "licorne")).status_code == 404
    Project.objects.update(visibility="private")
    assert as_user(people.reader).get(address("gate", filiere, project.pk)).status_code == 404


def test_the_page_of_a_project_leads_to_its_gate(filiere, writer, project):
    page = writer.get(reverse("signals:project", args=[filiere.pk, project.pk])).content.decode()
    assert address("gate_panel", filiere, project.pk) in page
    assert address("gate", filiere, project.pk) in page
