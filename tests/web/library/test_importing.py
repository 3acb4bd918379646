"""Files of aids that who runs the server brings in from a page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from maillon_web.accounts.models import User
from maillon_web.jobs.models import Job, JobState

pytestmark = pytest.mark.usefixtures("library")
_CSV = (
    "Bénéficiaire;SIREN;Financeur;Dispositif;Montant accordé;Exercice\n"
    "Exemple fictif;732829320;Région fictive;Aide fictive;1000,00;2023\n"
)


@pytest.fixture
def bring(as_user, settings, tmp_path, django_capture_on_commit_callbacks):
    """Send a file as who runs the server, and let its job be done."""
    settings.UPLOADS_FOLDER = tmp_path / "uploads"
    staff = User.objects.create_user("staff@exemple.test", is_staff=True)

    def send(text: str, name: str = "aides 2023.csv"):
        given = {
            "kind": "projets-finances",
            "vintage": "2025-01-31",
            "file": SimpleUploadedFile(name, text.encode()),
        }
        with django_capture_on_commit_callbacks(execute=True):
            return as_user(staff).post(reverse("library:imports"), given)

    return send


def test_a_file_is_imported_and_does_not_stay(bring, settings):
    assert bring(_CSV).status_code == 302
    job = Job.objects.get()
    assert job.state == JobState.DONE
    assert "1 ligne importée" in job.message
    assert list(settings.UPLOADS_FOLDER.rglob("*.csv")) == []


def test_an_unusable_file_is_said_and_does_not_stay(bring, settings):
    bring("rien;de;connu\n1;2;3\n")
    job = Job.objects.get()
    assert job.state == JobState.FAILED
    assert job.message
    assert list(settings.UPLOADS_FOLDER.rglob("*.csv")) == []


@pytest.mark.parametrize(("text", "name"), [(_CSV, "programme.exe"), ("", "vide.csv")])
def test_another_kind_of_file_is_refused(bring, text, name):
    assert bring(text, name).status_code == 422
    assert not Job.objects.exists()


def test_a_name_that_climbs_out_of_its_folder_is_flattened(bring, settings):
    assert bring(_CSV, "../../hors.csv").status_code == 302
    assert Job.objects.get().state == JobState.DONE
    assert not (settings.UPLOADS_FOLDER.parent / "hors.csv").exists()
