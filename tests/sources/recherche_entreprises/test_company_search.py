from collections.abc import Callable
from typing import Any

import httpx
import pytest

from maillon.domain.errors import InvalidInput, SourceChanged, SourceRefused, SourceUnavailable
from maillon.sources.recherche_entreprises import (
    Pace,
    find_company,
    iter_companies,
    parse_answer,
    search_companies,
)

SIREN = "732829320"
Handler = Callable[[httpx.Request], httpx.Response]


class Watch:
    """A clock that only moves when someone sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def make_company(siren: str = SIREN, **changes: Any) -> dict[str, Any]:
    return {
        "siren": siren,
        "nom_complet": "EXEMPLE FICTIF",
        "nom_raison_sociale": "EXEMPLE FICTIF",
        "sigle": "EF",
        "statut_diffusion": "O",
        "etat_administratif": "A",
        "siege": {
            "siret": SIREN + "00074",
            "adresse": "1 RUE FICTIVE",
            "latitude": "48.5",
            "longitude": "2.5",
            "etat_administratif": "A",
            "statut_diffusion_etablissement": "O",
            "liste_enseignes": ["ENSEIGNE FICTIVE"],
        },
        "matching_etablissements": [],
        "complements": {"est_ess": True, "est_siae": True, "type_siae": "['EI', 'ACI']"},
    } | changes


def make_answer(*companies: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "results": list(companies),
        "total_results": len(companies),
        "page": 1,
        "per_page": 10,
        "total_pages": 1,
    } | changes


def ask(handler: Handler, query: str = "exemple", watch: Watch | None = None, **more: Any) -> Any:
    watch = watch or Watch()
    pace = Pace(7, clock=watch.clock, sleep=watch.sleep)
    with httpx.Client(transport=httpx.MockTransport(handler)) as client:
        return search_companies(query, client=client, pace=pace, **more)


def answer_with(payload: object) -> Handler:
    return lambda _request: httpx.Response(200, json=payload)


def test_a_search_names_who_asks_and_what() -> None:
    seen = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=make_answer(make_company()))

    page = ask(handler, per_page=25, filters={"code_commune": "99001"})
    assert seen[0].headers["User-Agent"].startswith("maillon/")
    assert dict(seen[0].url.params) == {
        "q": "exemple",
        "page": "1",
        "per_page": "25",
        "code_commune": "99001",
    }
    assert (page.total_count, page.page_count) == (1, 1)
    assert page.companies[0].siae_kinds == ("ACI", "EI")


def test_requests_stay_below_seven_a_second() -> None:
    watch = Watch()
    pace = Pace(7, clock=watch.clock, sleep=watch.sleep)
    transport = httpx.MockTransport(answer_with(make_answer()))
    with httpx.Client(transport=transport) as client:
        for _request in range(15):
            search_companies("exemple", client=client, pace=pace)
    assert watch.now == pytest.approx(14 / 7)


def test_too_many_requests_then_an_answer_waits_as_asked() -> None:
    watch, statuses = Watch(), iter([429, 200])

    def handler(_request: httpx.Request) -> httpx.Response:
        status = next(statuses)
        return httpx.Response(status, headers={"Retry-After": "5"}, json=make_answer())

    assert ask(handler, watch=watch).companies == ()
    assert watch.now >= 5


@pytest.mark.parametrize("header", [{}, {"Retry-After": "1"}, {"Retry-After": "plus tard"}])
def test_too_many_requests_for_ever_gives_up(header: dict[str, str]) -> None:
    calls = []

    def handler(_request: httpx.Request) -> httpx.Response:
        calls.append(1)
        return httpx.Response(429, headers=header)

    with pytest.raises(SourceUnavailable):
        ask(handler)
    assert len(calls) == 4


def test_a_very_long_wait_is_not_spent() -> None:
    watch = Watch()
    with pytest.raises(SourceUnavailable):
        ask(lambda _r: httpx.Response(429, headers={"Retry-After": "3600"}), watch=watch)
    assert watch.now < 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failing_server_is_unavailable(status: int) -> None:
    with pytest.raises(SourceUnavailable):
        ask(lambda _request: httpx.Response(status))


@pytest.mark.parametrize("error", [httpx.ReadTimeout, httpx.ConnectError])
def test_a_silent_server_is_unavailable(error: type[httpx.RequestError]) -> None:
    def handler(_request: httpx.Request) -> httpx.Response:
        raise error("made up")

    with pytest.raises(SourceUnavailable) as caught:
        ask(handler)
    assert "réessayez" in caught.value.for_user()


def test_a_question_that_the_search_refuses_is_refused() -> None:
    with pytest.raises(SourceRefused):
        ask(lambda _request: httpx.Response(400, json={"erreur": "made up"}))


def test_an_answer_that_is_not_json_is_a_change() -> None:
    with pytest.raises(SourceChanged):
        ask(lambda _request: httpx.Response(200, text="<html>"))


@pytest.mark.parametrize(
    "payload",
    [
        {"total_results": 0},
        [],
        make_answer(total_results=None),
        make_answer({"nom_complet": "sans siren"}),
        {**make_answer(), "results": ["texte"]},
        make_answer(make_company(siege={"adresse": "sans siret"})),
        make_answer(make_company(complements=[])) | {"results": [{"siren": "1", "complements": 3}]},
        make_answer(make_company(matching_etablissements="texte")),
        make_answer(make_company(siege={"siret": "1", "latitude": "nord"})),
    ],
)
def test_an_answer_of_another_shape_is_a_change(payload: object) -> None:
    with pytest.raises(SourceChanged):
        ask(answer_with(payload))


@pytest.mark.parametrize(
    ("query", "more"),
    [
        ("ab", {}),
        ("  ", {}),
        ("ab", {"filters": {"code_commune": "99001"}}),
        ("exemple", {"per_page": 26}),
        ("exemple", {"per_page": 0}),
        ("exemple", {"page": 0}),
        ("exemple", {"page": 401, "per_page": 25}),
        ("exemple", {"page": 1001, "per_page": 1}),
    ],
)
def test_what_the_search_would_refuse_is_not_sent(query: str, more: dict[str, Any]) -> None:
    def handler(_request: httpx.Request) -> httpx.Response:
        pytest.fail("nothing should be sent")

    with pytest.raises(InvalidInput):
        ask(handler, query, **more)


def test_filters_alone_are_a_question() -> None:
    assert ask(answer_with(make_answer()), "", filters={"departement": "99"}).total_count == 0


def test_every_page_is_asked_once_in_order() -> None:
    watch, pages = Watch(), []

    def handler(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params["page"])
        pages.append(page)
        return httpx.Response(200, json=make_answer(make_company(), page=page, total_pages=3))

    with httpx.Client(transport=httpx.MockTransport(handler)) as client:
        pace = Pace(7, clock=watch.clock, sleep=watch.sleep)
        assert len(list(iter_companies("exemple", client=client, pace=pace))) == 3
    assert pages == [1, 2, 3]


@pytest.mark.parametrize("number", [SIREN, "732 829 320", SIREN + "00074"])
def test_a_unit_is_found_by_its_number(number: str) -> None:
    handler = answer_with(make_answer(make_company("552032534"), make_company()))
    with httpx.Client(transport=httpx.MockTransport(handler)) as client:
        found = find_company(number, client=client, pace=Pace(1000))
    assert found is not None
    assert found.siren == SIREN


def test_an_unknown_number_finds_nobody() -> None:
    with httpx.Client(transport=httpx.MockTransport(answer_with(make_answer()))) as client:
        assert find_company(SIREN, client=client, pace=Pace(1000)) is None


@pytest.mark.parametrize("number", ["", "123", "732829321", "000000000", "exemple"])
def test_a_wrong_number_is_not_sent(number: str) -> None:
    with (
        httpx.Client(transport=httpx.MockTransport(answer_with(make_answer()))) as client,
        pytest.raises(InvalidInput),
    ):
        find_company(number, client=client)


def test_a_unit_in_partial_diffusion_shows_neither_name_nor_place() -> None:
    (company,) = parse_answer(make_answer(make_company(statut_diffusion="P")))
    assert (company.name, company.acronym, company.is_diffusible) == (None, None, False)
    place = company.head_office
    assert place is not None
    assert (place.address, place.lat, place.trade_names) == (None, None, ())


def test_a_mask_is_never_a_name() -> None:
    masked = make_company(nom_raison_sociale="[NON-DIFFUSIBLE]", nom_complet="[ND]", sigle="[ND]")
    (company,) = parse_answer(make_answer(masked))
    assert (company.name, company.acronym) == (None, None)
