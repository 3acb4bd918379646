"""The health page says what is wrong, and nothing that helps a stranger."""

import json
from collections import namedtuple

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from maillon_web.config import health
from maillon_web.config.pulse import beat, read_silence_s

pytestmark = pytest.mark.django_db
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture(autouse=True)
def _no_pulse():
    cache.clear()
    yield
    cache.clear()


def _ask() -> tuple[int, dict]:
    response = Client().get("/sante/")
    return response.status_code, json.loads(response.content)


def test_all_is_well_when_the_base_answers_and_a_worker_beats(settings) -> None:
    settings.TASKS = QUEUE
    beat()
    status, said = _ask()
    assert status == 200
    assert said["status"] == "ok"
    assert set(said["checks"]) == {"database", "workers", "disk"}
    assert read_silence_s() < 5


def test_no_worker_for_a_minute_is_said(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TASKS = QUEUE
    assert _ask()[0] == 503
    beat()
    now = health.read_silence_s() + 61
    monkeypatch.setattr(health, "read_silence_s", lambda: now)
    status, said = _ask()
    assert (status, said["checks"]["workers"]) == (503, "failing")


def test_a_base_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def cursor(self) -> None:
            raise OperationalError("could not connect to server at 10.0.0.9, user maillon")

    monkeypatch.setattr(health, "connection", Broken())
    response = Client().get("/sante/")
    assert response.status_code == 503
    assert json.loads(response.content)["checks"]["database"] == "failing"
    assert b"10.0.0.9" not in response.content


def test_a_disk_that_is_nearly_full_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: usage(10**12, 10**12, 10**6))
    status, said = _ask()
    assert (status, said["checks"]["disk"]) == (503, "failing")


def test_a_person_gets_a_page_and_a_probe_gets_json() -> None:
    page = Client().get("/sante/", headers={"Accept": "text/html,application/xhtml+xml"})
    assert "<h1>" in page.text
    assert "Tout va bien" in page.text
    assert Client().get("/sante/")["Content-Type"] == "application/json"
    assert "no-store" in page["Cache-Control"]


def test_the_health_page_names_no_setting_of_the_server(settings) -> None:
    said = Client().get("/sante/").content.decode()
    for secret in (settings.SECRET_KEY, str(settings.HOME), settings.DATABASES["default"]["NAME"]):
        assert str(secret) not in said
