"""A full disk, a busy base: a page that says so, and nothing half written."""

import errno
import json
import logging
import sqlite3

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from maillon_web.config.faults import describe_fault
from maillon_web.config.logs import StructuredFormatter
from maillon_web.config.request_log import RequestLogMiddleware


def _full_disk(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.ENOSPC, "No space left on device")


def _busy_base(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database is locked")


def _defect(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def _show(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse("bon")


handler500 = "maillon_web.config.error_pages.server_error"
urlpatterns = [
    path("plein/", _full_disk),
    path("occupe/", _busy_base),
    path("defaut/", _defect),
    path("rejoindre/<str:token>/", _show),
]
here = override_settings(ROOT_URLCONF=__name__)


@pytest.mark.parametrize(("address", "said"), [("/plein/", "disque"), ("/occupe/", "occupée")])
@pytest.mark.django_db
@here
def test_a_fault_of_the_machine_has_its_page(address: str, said: str) -> None:
    response = Client(raise_request_exception=False).get(address)
    assert response.status_code == 503
    assert said in response.text
    assert "rien n’a été enregistré" in response.text.replace("&#x27;", "'")
    assert int(response["Retry-After"]) > 0


@pytest.mark.django_db
@here
def test_the_page_of_a_fault_asks_nothing_of_the_base(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        Client(raise_request_exception=False).get("/occupe/")


@pytest.mark.django_db
@here
def test_a_fault_outside_of_the_view_has_the_same_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("django.middleware.common.CommonMiddleware.process_response", fail)
    response = Client(raise_request_exception=False).get("/rejoindre/x/")
    assert response.status_code == 503
    assert "disque" in response.text


@pytest.mark.django_db
@here
def test_a_defect_of_ours_stays_a_defect() -> None:
    assert Client(raise_request_exception=False).get("/defaut/").status_code == 500


def test_what_the_base_says_is_understood(tmp_path) -> None:
    """The words are those of SQLite itself, asked for a lock that it cannot have."""
    first = sqlite3.connect(tmp_path / "b.sqlite3", isolation_level=None)
    second = sqlite3.connect(tmp_path / "b.sqlite3", isolation_level=None, timeout=0)
    first.execute("CREATE TABLE t (x)")
    first.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as locked:
        second.execute("BEGIN IMMEDIATE")
    assert "occupée" in str(describe_fault(OperationalError(str(locked.value))))
    first.execute("ROLLBACK")
    first.execute("PRAGMA max_page_count = 3")
    with pytest.raises(sqlite3.OperationalError) as full:
        first.execute("INSERT INTO t VALUES (zeroblob(1000000))")
    assert "disque" in str(describe_fault(OperationalError(str(full.value))))
    first.close()
    second.close()


def test_a_fault_is_found_behind_what_it_caused() -> None:
    error = RuntimeError("cannot keep the file")
    error.__cause__ = OSError(errno.EDQUOT, "Disk quota exceeded")
    assert "disque" in str(describe_fault(error))
    assert describe_fault(ValueError("autre chose")) is None
    assert describe_fault(PermissionError(errno.EACCES, "refusé")) is None


@pytest.mark.django_db
@here
def test_the_log_of_a_request_says_what_is_needed_and_no_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, "maillon.requests"):
        response = Client().get("/rejoindre/clef-secrete/?q=marie")
    line = next(record for record in caplog.records if record.name == "maillon.requests")
    written = json.loads(StructuredFormatter().format(line))
    assert written["path"] == "/rejoindre/…/"
    assert (written["method"], written["status"]) == ("GET", 200)
    assert written["ms"] >= 0
    assert "marie" not in json.dumps(written)
    assert len(response["X-Request-ID"]) == 32


@pytest.mark.parametrize(
    ("is_behind_proxy", "given", "is_kept"),
    [(True, "abc-12345678", True), (True, "x\ny" * 9, False), (False, "abc-12345678", False)],
)
def test_the_number_of_a_request_is_taken_from_a_proxy_only(
    settings, *, is_behind_proxy: bool, given: str, is_kept: bool
) -> None:
    settings.IS_BEHIND_PROXY = is_behind_proxy
    request = RequestFactory().get("/", headers={"X-Request-ID": given})
    answer = RequestLogMiddleware(lambda _: HttpResponse())(request)
    assert (answer["X-Request-ID"] == given) is is_kept


def test_a_log_line_stays_one_line_and_keeps_the_end_of_the_trace() -> None:
    try:
        connection.ops.quote_name(1 // 0)
    except ZeroDivisionError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "é\n", (), (type(error), error, None)
        )
    written = StructuredFormatter().format(record)
    assert "\n" not in written
    assert "ZeroDivisionError" in json.loads(written)["trace"]
