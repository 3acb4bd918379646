"""What the server runs and holds, and the promises that it makes."""

import pytest

from maillon.domain.errors import SourceUnavailable
from maillon.domain.provenance import Provenance
from maillon_web.filieres.models import Filiere
from maillon_web.home.services import registers
from maillon_web.jobs.models import Job, JobState
from maillon_web.jobs.running import run


@pytest.fixture
def staff(as_user, people):
    people.lead.is_staff = True
    people.lead.save()
    return as_user(people.lead)


@pytest.mark.parametrize("path", ["/versions/", "/accessibilite/", "/donnees-personnelles/"])
def test_everybody_reads_what_the_server_promises(as_user, people, path):
    assert as_user(None).get(path).status_code == 200
    assert as_user(people.reader).get(path).status_code == 200


def test_vintages_are_written_as_the_language_writes_dates(as_user, people, monkeypatch):
    source = Provenance(
        key="fictive", label="Exemple d'essai", publisher="Fictif", vintage="2026-11-22"
    )
    monkeypatch.setattr("maillon_web.home.selectors.versions.list_nomenclatures", lambda: [source])
    page = as_user(people.reader).get("/versions/").content.decode()
    assert "22\u00a0novembre 2026" in page
    assert "Exemple d’essai" in page
    assert "2026-11-22" not in page


def test_versions_of_the_software_are_for_who_has_an_account(as_user, people):
    assert "DuckDB" not in as_user(None).get("/versions/").content.decode()
    text = as_user(people.reader).get("/versions/").content.decode()
    for name in ("Maillon", "Python", "Django", "DuckDB", "NAF rév. 2"):
        assert name in text


def test_registers_are_shown_to_who_is_signed_in(as_user, people):
    assert as_user(None).get("/registres/").status_code == 302
    text = as_user(people.reader).get("/registres/").content.decode()
    assert "Indispensable" in text
    assert "Licence Ouverte 2.0" in text
    assert "/registres/telecharger/" not in text


def test_who_runs_the_server_may_start_an_import(staff):
    text = staff.get("/registres/").content.decode()
    assert "/registres/telecharger/" in text
    answer = staff.post("/registres/telecharger/", {"kind": ["rna", "inconnu", "rna"]})
    job = Job.objects.get()
    assert answer.url == f"/travaux/{job.pk}/"
    assert (job.kind, job.scope, job.arguments) == (
        "home.fetch_registers",
        "server",
        {"kinds": ["rna"]},
    )


def test_two_clicks_ask_for_one_import(staff):
    for _click in range(2):
        staff.post("/registres/telecharger/", {"kind": ["rna"]})
    assert Job.objects.count() == 1


@pytest.mark.parametrize("data", [{}, {"kind": "inconnu"}, {"kind": "x" * 10_000}])
def test_nothing_to_import_says_so(staff, data):
    answer = staff.post("/registres/telecharger/", data, follow=True)
    assert "Choisissez au moins un registre" in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("name", ["lead", "reader", "stranger"])
def test_nobody_else_starts_an_import(as_user, people, name):
    client = as_user(getattr(people, name))
    assert client.post("/registres/telecharger/", {"kind": ["rna"]}).status_code == 404
    assert as_user(None).post("/registres/telecharger/", {"kind": ["rna"]}).status_code == 302
    assert client.get("/registres/telecharger/").status_code in {404, 405}
    assert not Job.objects.exists()


def test_an_import_refreshes_every_filiere_in_use(staff, filiere, people, monkeypatch):
    Filiere.objects.create(
        name="Vieille fictive",
        organisation=people.organisation,
        territory_name="X",
        archived_at="2026-01-01T00:00Z",
    )
    monkeypatch.setattr(registers, "fetch_and_import", lambda _kinds, progress: {})
    job = registers.ask_fetch(["rna"], author=people.lead)
    run(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert job.result == {"url": "/registres/"}
    asked = Job.objects.filter(kind="diagnosis.refresh")
    assert [entry.scope for entry in asked] == [filiere.scope]


def test_a_publisher_that_does_not_answer_fails_the_job_with_its_sentence(
    staff, filiere, people, monkeypatch
):
    def fail(_kinds, progress):
        raise SourceUnavailable("no route", user="La source ne répond pas : réessayez.")

    monkeypatch.setattr(registers, "fetch_and_import", fail)
    job = registers.ask_fetch(["rna"], author=people.lead)
    run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.FAILED, "La source ne répond pas : réessayez.")
    assert not Job.objects.filter(kind="diagnosis.refresh").exists()


def test_the_import_under_way_is_shown_to_all_and_stopped_by_staff_only(staff, as_user, people):
    job = Job.objects.create(
        kind="home.fetch_registers", label="Import fictif", scope="server", state=JobState.RUNNING
    )
    shown = as_user(people.reader).get("/registres/").content.decode()
    assert "Import fictif" in shown
    assert f"/travaux/{job.pk}/" not in shown
    assert f"/travaux/{job.pk}/" in staff.get("/registres/").content.decode()
