"""Bring every aid of Aides-territoires to the disk, page after page, without contacts."""

from collections.abc import Iterator, Mapping
from contextlib import closing, nullcontext
from importlib.metadata import version
from typing import Any

import httpx

from maillon.domain.errors import SourceChanged, SourceRefused, SourceUnavailable
from maillon.domain.jobs import Progress, SilentProgress
from maillon.domain.language import translate as _
from maillon.reference.sources import get_source_sheet
from maillon.sources.recherche_entreprises import Pace

__all__ = ["fetch_aids"]

SOURCE_KEY = "aides-territoires"
_LOGIN = "connexion/"
_AIDS = "aids/all/"
_TIMEOUT_S = 60.0
_ATTEMPTS = 4
_LONGEST_PAUSE_S = 120.0
_DEFAULT_PAUSE_S = 5.0


def fetch_aids(
    token: str,
    *,
    client: httpx.Client | None = None,
    pace: Pace | None = None,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """
    Return the aids published today, each with the fields of the sheet of the source and no other.

    Parameters
    ----------
    token
        Personal key that Aides-territoires gives to an account. It is sent to the source alone,
        and is in no error and no file.
    client, pace
        To question through another transport, or at another pace.

    Raises
    ------
    SourceRefused
        If the key is absent or not accepted.
    SourceUnavailable, SourceChanged
        If the API does not answer, or answers in another shape.
    """
    sheet = get_source_sheet(SOURCE_KEY)
    if not token.strip():
        raise _refused("no token")
    spacing = pace or Pace(sheet.rate_policy["requests_per_second"])
    context = closing(_make_client()) if client is None else nullcontext(client)
    shown = progress or SilentProgress()
    with context as http:
        bearer = _log_in(http, token.strip(), spacing)
        try:
            return [
                {name: aid.get(name) for name in sheet.fields_used}
                for aid in _iter_aids(http, bearer, spacing, shown)
            ]
        finally:
            shown.finish()


def _make_client() -> httpx.Client:
    return httpx.Client(timeout=_TIMEOUT_S, headers={"User-Agent": f"maillon/{version('maillon')}"})


def _log_in(client: httpx.Client, token: str, pace: Pace) -> str:
    request = client.build_request("POST", _address(_LOGIN), headers={"X-AUTH-TOKEN": token})
    payload = _ask(client, request, pace)
    bearer = payload.get("token") if isinstance(payload, dict) else None
    if not isinstance(bearer, str) or not bearer:
        raise _changed("no bearer in the answer to the login")
    return bearer


def _iter_aids(
    client: httpx.Client, bearer: str, pace: Pace, progress: Progress
) -> Iterator[Mapping[str, Any]]:
    policy = get_source_sheet(SOURCE_KEY).rate_policy
    headers = {"Authorization": f"Bearer {bearer}"}
    per_page, received = int(policy["results_per_page_max"]), 0
    for page in range(1, int(policy["pages_max"]) + 1):
        params = {"page": page, "itemsPerPage": per_page}
        request = client.build_request("GET", _address(_AIDS), params=params, headers=headers)
        count, aids, is_last = _read_page(_ask(client, request, pace))
        if page == 1:
            progress.start(_("Aides-territoires"), count)
        yield from aids
        received += len(aids)
        progress.advance(len(aids))
        if is_last:
            _check_complete(received, count)
            return
    raise _changed(f"more than {int(policy['pages_max'])} pages")


def _read_page(payload: object) -> tuple[int, list[dict[str, Any]], bool]:
    if not isinstance(payload, dict):
        raise _changed("a page is not an object")
    count, aids = payload.get("count"), payload.get("results")
    if not isinstance(count, int) or not isinstance(aids, list):
        raise _changed("a page has no count or no results")
    if not all(isinstance(aid, dict) and "name" in aid for aid in aids):
        raise _changed("an aid has no name")
    return count, aids, not payload.get("next")


def _check_complete(received: int, count: int) -> None:
    # Aids appear and leave while the pages are read: a few, never a page.
    per_page = get_source_sheet(SOURCE_KEY).rate_policy["results_per_page_max"]
    if abs(received - count) >= per_page:
        raise _changed(f"{received} aids received, {count} announced")


def _ask(client: httpx.Client, request: httpx.Request, pace: Pace) -> Any:  # noqa: ANN401 - JSON of a third party, checked by what reads it
    for _attempt in range(_ATTEMPTS):
        pace.wait()
        try:
            answer = client.send(request)
        except httpx.RequestError as error:
            raise _unavailable(type(error).__name__) from error
        if answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
            return _read_json(answer)
        text = answer.headers.get("Retry-After", "")
        seconds = float(text) if text.isdigit() else _DEFAULT_PAUSE_S
        if seconds > _LONGEST_PAUSE_S:
            raise _unavailable(f"HTTP 429, {seconds:.0f} s to wait")
        pace.pause(seconds)
    raise _unavailable("HTTP 429, again and again")


def _read_json(answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON of a third party, checked by what reads it
    if answer.is_server_error:
        raise _unavailable(f"HTTP {answer.status_code}")
    if not answer.is_success:
        raise _refused(f"HTTP {answer.status_code}")
    try:
        return answer.json()
    except ValueError as error:
        raise _changed("not JSON") from error


def _address(path: str) -> str:
    return get_source_sheet(SOURCE_KEY).get_file("api").address + path


def _refused(reason: str) -> SourceRefused:
    return SourceRefused(
        f"{SOURCE_KEY}: {reason}",
        user=_(
            "Aides-territoires demande une clé d’accès, et n’accepte pas celle-ci. Créez-en une "
            "dans votre compte Aides-territoires, donnez-la dans la variable "
            "MAILLON_AIDES_TERRITOIRES_TOKEN, ou importez un fichier d’export."
        ),
    )


def _unavailable(reason: str) -> SourceUnavailable:
    return SourceUnavailable(
        f"{SOURCE_KEY}: {reason}",
        user=_(
            "Aides-territoires ne répond pas pour l’instant : réessayez dans quelques minutes. Les "
            "aides déjà importées restent là."
        ),
    )


def _changed(reason: str) -> SourceChanged:
    return SourceChanged(
        f"{SOURCE_KEY}: {reason}",
        user=_(
            "Aides-territoires répond sous une autre forme que d’habitude ; rien n’a été remplacé. "
            "Mettez Maillon à jour, ou importez un fichier d’export."
        ),
    )
