import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from tests.web.people import add_actor

from maillon.domain.jobs import SilentProgress
from maillon_web.diagnosis.services import DOCUMENTS, refresh, rendering

MAGIC = {"pdf": b"%PDF", "docx": b"PK", "pptx": b"PK", "xlsx": b"PK"}


def get(client, filiere, kind, **headers):
    response = client.get(reverse("diagnosis:download", args=(filiere.pk, kind)), **headers)
    return response, b"".join(response) if response.streaming else response.content


def read_words(content):
    """Return everything that a file holds, out of its archive."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    archive = ZipFile(BytesIO(content))
    return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.parametrize("kind", list(DOCUMENTS))
def test_the_result_comes_in_every_format(kind, diagnosed, people, as_user):
    response, content = get(as_user(people.reader), diagnosed, kind)
    assert response.status_code == 200
    assert response["Content-Type"] == DOCUMENTS[kind].content_type
    assert f'.{kind}"' in response["Content-Disposition"]
    assert "attachment" in response["Content-Disposition"]
    assert content.startswith(MAGIC.get(kind, b""))
    assert len(content) > 500


def test_an_unknown_format_is_not_found(diagnosed, people, as_user):
    assert get(as_user(people.lead), diagnosed, "exe")[0].status_code == 404


@pytest.mark.parametrize("kind", list(DOCUMENTS))
def test_a_stranger_never_gets_a_file_of_a_private_filiere(kind, diagnosed, people, as_user):
    assert get(as_user(people.stranger), diagnosed, kind)[0].status_code == 404
    assert get(as_user(None), diagnosed, kind)[0].status_code == 404


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx", "geojson", "csv", "json"])
def test_a_stranger_never_gets_what_members_wrote(kind, public_wool, people, as_user):
    secret = add_actor(
        public_wool,
        "Exemple fictif interne",
        stage="tri",
        visibility="members",
        commune_code="23008",
    )
    refresh(public_wool, SilentProgress())
    # The member comes first: what is kept on disk for members must not serve the public.
    get(as_user(people.lead), public_wool, kind)
    _response, content = get(as_user(None), public_wool, kind)
    assert secret.name not in read_words(content)
    _response, content = get(as_user(people.stranger), public_wool, kind)
    assert secret.name not in read_words(content)


def test_files_are_written_in_the_language_of_the_reader(diagnosed, people, as_user):
    client = as_user(people.reader)
    french = json.loads(get(client, diagnosed, "json")[1])
    client.cookies["django_language"] = "en"
    english = json.loads(get(client, diagnosed, "json")[1])
    assert (french["language"], english["language"]) == ("fr", "en")


def test_a_file_is_made_once_and_forgotten_with_its_diagnostic(
    diagnosed, people, as_user, monkeypatch, home
):
    made = []
    usual = rendering.read_whole
    monkeypatch.setattr(rendering, "read_whole", lambda text: made.append(1) or usual(text))
    client = as_user(people.reader)
    first = get(client, diagnosed, "csv")[1]
    assert get(client, diagnosed, "csv")[1] == first
    assert len(made) == 1
    assert len(list((home / "renders" / str(diagnosed.pk)).iterdir())) == 1
    refresh(diagnosed, SilentProgress())
    assert not list((home / "renders" / str(diagnosed.pk)).iterdir())


@pytest.mark.parametrize("name", ["chain", "map"])
@pytest.mark.parametrize(("kind", "start"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_each_picture_is_a_file(name, kind, start, diagnosed, people, as_user):
    url = reverse("diagnosis:picture", args=(diagnosed.pk, name, kind))
    response = as_user(people.reader).get(url)
    assert response.status_code == 200
    assert b"".join(response).startswith(start)
    assert as_user(people.stranger).get(url).status_code == 404


@pytest.mark.parametrize(("name", "kind"), [("chain", "exe"), ("fictif", "svg")])
def test_an_unknown_picture_is_not_found(name, kind, diagnosed, people, as_user):
    url = reverse("diagnosis:picture", args=(diagnosed.pk, name, kind))
    assert as_user(people.reader).get(url).status_code == 404


def test_before_the_first_diagnostic_there_is_no_file(wool, people, as_user):
    assert get(as_user(people.lead), wool, "pdf")[0].status_code == 404


def test_a_map_without_contours_is_explained(diagnosed, people, as_user, monkeypatch):
    monkeypatch.setattr(rendering, "find_shapes", lambda _document: None)
    url = reverse("diagnosis:picture", args=(diagnosed.pk, "map", "svg"))
    response = as_user(people.reader).get(url)
    assert response.status_code == 400
    assert "contours" in response.content.decode()
