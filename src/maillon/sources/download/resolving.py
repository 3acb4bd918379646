"""Find a file again in the catalogue of data.gouv.fr when its identifier leads nowhere."""

from dataclasses import replace
from typing import Any

import httpx

from maillon.domain.text import fold
from maillon.reference.sources import SourceFile, SourceSheet
from maillon.sources.download.problems import changed, refused, unavailable

__all__ = ["resolve_file"]


def resolve_file(sheet: SourceSheet, file: SourceFile, client: httpx.Client) -> SourceFile:
    """
    Return the file with its present address, found by data set, title and format.

    Raises
    ------
    SourceUnavailable, SourceRefused
        If the catalogue does not answer, or answers no.
    SourceChanged
        If no file fits, or if several do.
    """
    if not sheet.catalogue_address:
        raise refused(sheet, file, httpx.codes.NOT_FOUND)
    resources = _list_resources(sheet, file, client)
    fitting = [resource for resource in resources if _fits(resource, file)]
    if len(fitting) != 1:
        titles = [str(resource.get("title")) for resource in fitting or resources]
        raise changed(sheet, file, f"{len(fitting)} resources fit {file.title!r} among {titles}")
    found = fitting[0]
    address = found.get("latest") or found.get("url")
    if not isinstance(address, str) or not address.startswith("http"):
        raise changed(sheet, file, f"no address for resource {found.get('id')}")
    return replace(file, resource_id=str(found.get("id", "")), address=address)


def _list_resources(
    sheet: SourceSheet, file: SourceFile, client: httpx.Client
) -> list[dict[str, Any]]:
    try:
        answer = client.get(sheet.catalogue_address, follow_redirects=True)
    except httpx.RequestError as error:
        raise unavailable(sheet, file, repr(error)) from error
    if answer.is_server_error:
        raise unavailable(sheet, file, f"catalogue HTTP {answer.status_code}")
    if not answer.is_success:
        raise refused(sheet, file, answer.status_code)
    try:
        payload = answer.json()
    except ValueError as error:
        raise changed(sheet, file, "the catalogue does not answer JSON") from error
    resources = payload.get("resources") if isinstance(payload, dict) else None
    if not isinstance(resources, list):
        raise changed(sheet, file, "the catalogue lists no resources")
    return [resource for resource in resources if isinstance(resource, dict)]


def _fits(resource: dict[str, Any], file: SourceFile) -> bool:
    """Compare whole words: `StockEtablissement` is not `StockEtablissementHistorique`."""
    title = set(fold(str(resource.get("title", ""))).split())
    is_titled = set(fold(file.title).split()) <= title
    return is_titled and str(resource.get("format", "")).lower() == file.format
