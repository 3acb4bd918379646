from collections.abc import Callable
from typing import Any

import httpx
import pytest

from maillon.domain.errors import SourceChanged, SourceError, SourceRefused, SourceUnavailable
from maillon.sources.aides_territoires import fetch_aids
from maillon.sources.recherche_entreprises import Pace

KEY = "cle-fictive"
Handler = Callable[[httpx.Request], httpx.Response]


class Watch:
    """A clock that only moves when someone sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def make_aid(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "slug": f"{number:04}-exemple",
        "name": f"Exemple fictif {number}",
        "contact": "personne@exemple.invalid",
        "instructors_full": [{"logo": "x"}],
    }


def serve(count: int, *, announced: int | None = None) -> Handler:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/connexion/"):
            assert request.method == "POST"
            assert request.headers["X-AUTH-TOKEN"] == KEY
            return httpx.Response(200, json={"token": "jeton-fictif"})
        assert request.headers["Authorization"] == "Bearer jeton-fictif"
        assert "X-AUTH-TOKEN" not in request.headers
        page, size = int(request.url.params["page"]), int(request.url.params["itemsPerPage"])
        aids = [make_aid(n) for n in range((page - 1) * size, min(page * size, count))]
        following = "https://exemple.invalid/suivante" if page * size < count else None
        total = count if announced is None else announced
        return httpx.Response(200, json={"count": total, "next": following, "results": aids})

    return answer


def fetch(handler: Handler, *, token: str = KEY, watch: Watch | None = None) -> list[Any]:
    seen = watch or Watch()
    client = httpx.Client(transport=httpx.MockTransport(handler))
    return fetch_aids(token, client=client, pace=Pace(1, clock=seen.clock, sleep=seen.sleep))


def test_every_page_is_read_once() -> None:
    aids = fetch(serve(250))
    assert [aid["id"] for aid in aids] == list(range(250))


def test_contacts_never_leave_the_connector() -> None:
    (aid,) = fetch(serve(1))
    assert "contact" not in aid
    assert not any("@" in str(value) for value in aid.values())
    assert aid["name"] == "Exemple fictif 0"


def test_requests_are_spaced_as_the_sheet_says() -> None:
    watch = Watch()
    fetch(serve(250), watch=watch)
    assert watch.now == 3  # the login and three pages


@pytest.mark.parametrize("token", ["", "  "])
def test_without_a_key_nothing_is_asked(token: str) -> None:
    def never(_request: httpx.Request) -> httpx.Response:
        raise AssertionError

    with pytest.raises(SourceRefused) as caught:
        fetch(never, token=token)
    assert "MAILLON_AIDES_TERRITOIRES_TOKEN" in caught.value.for_user()


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_key_that_is_not_accepted_is_told_and_not_shown(status: int) -> None:
    with pytest.raises(SourceRefused) as caught:
        fetch(lambda _request: httpx.Response(status))
    assert KEY not in str(caught.value) + caught.value.for_user()
    assert str(status) in str(caught.value)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failing_server_is_to_be_tried_again(status: int) -> None:
    with pytest.raises(SourceUnavailable):
        fetch(lambda _request: httpx.Response(status))


def test_a_silent_server_is_to_be_tried_again() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("too long", request=request)

    with pytest.raises(SourceUnavailable):
        fetch(fail)


def test_too_many_requests_wait_as_asked_then_go_on() -> None:
    calls: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request.url.path)
        if len(calls) == 2:
            return httpx.Response(429, headers={"Retry-After": "30"})
        return serve(3)(request)

    watch = Watch()
    assert len(fetch(answer, watch=watch)) == 3
    assert watch.now >= 30


@pytest.mark.parametrize("pause", ["3600", "1"])
def test_too_many_requests_again_and_again_is_told(pause: str) -> None:
    with pytest.raises(SourceUnavailable):
        fetch(lambda _request: httpx.Response(429, headers={"Retry-After": pause}))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={}),
        httpx.Response(200, json={"token": 3}),
        httpx.Response(200, json=["token"]),
    ],
)
def test_a_login_of_another_shape_is_told(answer: httpx.Response) -> None:
    with pytest.raises(SourceChanged):
        fetch(lambda _request: answer)


@pytest.mark.parametrize(
    "page",
    [
        [],
        {"results": []},
        {"count": "1", "results": []},
        {"count": 1, "results": ["texte"]},
        {"count": 1, "results": [{"titre": "x"}]},
    ],
)
def test_a_page_of_another_shape_is_told(page: object) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        is_login = request.method == "POST"
        return httpx.Response(200, json={"token": "t"} if is_login else page)

    with pytest.raises(SourceChanged):
        fetch(answer)


def test_a_catalogue_cut_short_is_not_taken_for_whole() -> None:
    with pytest.raises(SourceChanged):
        fetch(serve(120, announced=900))


def test_an_endless_catalogue_ends() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"token": "t"})
        return httpx.Response(200, json={"count": 1, "next": "x", "results": [make_aid(1)]})

    with pytest.raises(SourceError):
        fetch(answer)
