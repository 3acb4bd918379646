"""Question the company search, within the limits that its publisher sets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

import httpx

from maillon.domain.errors import InvalidInput, SourceRefused, SourceUnavailable
from maillon.domain.language import translate as _
from maillon.reference.sources import get_source_sheet
from maillon.sources.identifiers import is_valid_siren, is_valid_siret
from maillon.sources.recherche_entreprises.answers import changed, parse_answer
from maillon.sources.recherche_entreprises.company import Company
from maillon.sources.recherche_entreprises.pace import Pace

__all__ = ["CompanyPage", "find_company", "iter_companies", "search_companies"]

SOURCE_KEY = "recherche-entreprises"
_PATH = "search"
_ATTEMPTS = 4
_LONGEST_PAUSE_S = 60.0
_DEFAULT_PAUSE_S = 1.0
_PER_PAGE = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class CompanyPage:
    """
    One page of results.

    Attributes
    ----------
    total_count
        Legal units that match, on all pages.
    page, page_count
        Number of this page from 1, and how many there are.
    """

    companies: tuple[Company, ...]
    total_count: int
    page: int
    page_count: int


def search_companies(
    query: str,
    *,
    client: httpx.Client,
    page: int = 1,
    per_page: int = _PER_PAGE,
    filters: Mapping[str, str] | None = None,
    pace: Pace | None = None,
) -> CompanyPage:
    """
    Search legal units by words of their name or address, by filters, or by number.

    Parameters
    ----------
    query
        At least three characters, or empty when there are filters.
    page, per_page
        Which page, from 1, and how many results on it; the search gives 10 000 results at most.
    filters
        Filters of the search, by name (`code_commune`, `activite_principale`…). Beware: the
        activity is that of the legal unit, the commune that of an establishment.
    pace
        To share or to replace the spacing of requests.

    Raises
    ------
    InvalidInput
        If the search would refuse the question.
    SourceUnavailable, SourceRefused, SourceChanged
        If it does not answer, answers no, or answers in another shape.
    """
    _check_question(query, page=page, per_page=per_page, has_filters=bool(filters))
    params: dict[str, str | int] = {**(filters or {}), "page": page, "per_page": per_page}
    if query.strip():
        params["q"] = query.strip()
    payload = _ask(client, params, pace or _shared_pace())
    companies = tuple(parse_answer(payload))
    return CompanyPage(
        companies=companies,
        total_count=_get_count(payload, "total_results"),
        page=_get_count(payload, "page"),
        page_count=_get_count(payload, "total_pages"),
    )


def iter_companies(
    query: str,
    *,
    client: httpx.Client,
    filters: Mapping[str, str] | None = None,
    pace: Pace | None = None,
) -> Iterator[Company]:
    """Yield every legal unit that matches, page after page, within what the search gives."""
    policy = get_source_sheet(SOURCE_KEY).rate_policy
    per_page = int(policy["results_per_page_max"])
    last_page = int(min(policy["pages_max"], policy["results_max"] // per_page))
    for page in range(1, last_page + 1):
        answer = search_companies(
            query, client=client, page=page, per_page=per_page, filters=filters, pace=pace
        )
        yield from answer.companies
        if page >= answer.page_count:
            return


def find_company(
    siren_or_siret: str, *, client: httpx.Client, pace: Pace | None = None
) -> Company | None:
    """
    Return the legal unit of a SIREN or a SIRET, `None` when the search does not know it.

    Raises
    ------
    InvalidInput
        If the number is neither.
    """
    number = "".join(siren_or_siret.split())
    if not (is_valid_siren(number) or is_valid_siret(number)):
        raise InvalidInput(
            f"{siren_or_siret!r} is neither a SIREN nor a SIRET",
            user=_(
                "« {number} » n’est ni un SIREN (9 chiffres) ni un SIRET (14 chiffres) valide :"
                " vérifiez la saisie."
            ).format(number=siren_or_siret),
        )
    answer = search_companies(number, client=client, pace=pace)
    return next((found for found in answer.companies if found.siren == number[:9]), None)


@cache
def _shared_pace() -> Pace:
    return Pace(get_source_sheet(SOURCE_KEY).rate_policy["requests_per_second"])


def _check_question(query: str, *, page: int, per_page: int, has_filters: bool) -> None:
    policy = get_source_sheet(SOURCE_KEY).rate_policy
    shortest = int(policy["query_characters_min"])
    problems = []
    if len(query.strip()) < shortest and not (has_filters and not query.strip()):
        problems.append(
            _("La recherche demande au moins {count} caractères.").format(count=shortest)
        )
    if not 1 <= per_page <= policy["results_per_page_max"]:
        problems.append(
            _("Une page porte de 1 à {count} résultats.").format(
                count=int(policy["results_per_page_max"])
            )
        )
    if not 1 <= page <= policy["pages_max"] or page * per_page > policy["results_max"]:
        problems.append(
            _(
                "La recherche s’arrête à {count} résultats : précisez-la, ou importez le stock"
                " Sirene pour recenser un territoire."
            ).format(count=int(policy["results_max"]))
        )
    if problems:
        raise InvalidInput(
            f"query {query!r}, page {page}, {per_page} per page",
            user=problems[0],
            details=problems[1:],
        )


def _ask(client: httpx.Client, params: Mapping[str, str | int], pace: Pace) -> Any:  # noqa: ANN401 - JSON of a third party, checked by what reads it
    for _attempt in range(_ATTEMPTS):
        pace.wait()
        answer = _send(client, params)
        if answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
            return _read_json(answer)
        seconds = _read_pause(answer)
        if seconds > _LONGEST_PAUSE_S:
            raise _unavailable(f"HTTP 429, {seconds:.0f} s to wait")
        pace.pause(seconds)
    raise _unavailable("HTTP 429, again and again")


def _send(client: httpx.Client, params: Mapping[str, str | int]) -> httpx.Response:
    address = get_source_sheet(SOURCE_KEY).page + _PATH
    headers = {"User-Agent": f"maillon/{version('maillon')}"}
    try:
        return client.get(address, params=dict(params), headers=headers)
    except httpx.RequestError as error:
        raise _unavailable(repr(error)) from error


def _read_json(answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON of a third party, checked by what reads it
    status = answer.status_code
    if answer.is_server_error:
        raise _unavailable(f"HTTP {status}")
    if not answer.is_success:
        raise SourceRefused(
            f"{SOURCE_KEY}: HTTP {status}",
            user=_(
                "La recherche d’entreprises refuse cette question (code {status}) : vérifiez les"
                " mots et les filtres."
            ).format(status=status),
        )
    try:
        return answer.json()
    except ValueError as error:
        raise changed("not JSON") from error


def _read_pause(answer: httpx.Response) -> float:
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isdigit() else _DEFAULT_PAUSE_S


def _get_count(payload: Mapping[str, Any], key: str) -> int:
    value = payload.get(key)
    if not isinstance(value, int):
        raise changed(f"{key} is not a number")
    return value


def _unavailable(reason: str) -> SourceUnavailable:
    return SourceUnavailable(
        f"{SOURCE_KEY}: {reason}",
        user=_(
            "La recherche d’entreprises ne répond pas pour l’instant : réessayez dans quelques"
            " minutes. Les registres déjà importés restent utilisables."
        ),
    )
