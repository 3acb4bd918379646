"""The working base as a page shows it and fills it."""

from datetime import date
from pathlib import Path

import httpx
import pytest
from tests.studies.made_up_country import (
    CLOSED,
    METROPOLIS,
    VINTAGE,
    WORKSHOP,
    build_home,
    make_siren,
    make_siret,
    write_stock,
)
from tests.studies.made_up_lists import import_rows, make_row

from maillon.domain.errors import InvalidInput, SourceUnavailable
from maillon.domain.jobs import SilentProgress
from maillon.reference.sources import get_source_sheet
from maillon.studies.base import (
    fetch_and_import,
    find_closed_actors,
    has_register,
    list_base_vintages,
    list_registers,
)
from maillon.studies.importing import import_register, list_imports

MODIFIED = "Sat, 01 Aug 2026 06:00:00 GMT"
LISTED = f"SIREN\n{make_siren(1)}\n".encode()


def _serve(files: dict[str, bytes]) -> httpx.Client:
    """Answer like the publishers of these registers."""
    by_path = {
        httpx.URL(get_source_sheet(key).files[0].address).path: content
        for key, content in files.items()
    }

    def answer(request: httpx.Request) -> httpx.Response:
        content = by_path.get(request.url.path)
        if content is None:
            raise httpx.ConnectError("no network in tests")
        headers = {"Last-Modified": MODIFIED, "Content-Length": str(len(content))}
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(content))

    return httpx.Client(transport=httpx.MockTransport(answer))


class _StopAt(SilentProgress):
    """Stops the work when the step of that number begins."""

    def __init__(self, step: int) -> None:
        self.steps: list[str] = []
        self._last = step

    def start(self, label: str, total: float | None = None) -> None:
        self.steps.append(label)
        if len(self.steps) == self._last:
            raise KeyboardInterrupt


def test_the_register_covers_what_it_holds(country_home: Path, home: Path) -> None:
    assert has_register(METROPOLIS, country_home)
    assert not has_register("dep:48", country_home)
    assert not has_register("geonames:2464470", country_home)
    assert not has_register(METROPOLIS, home)
    with pytest.raises(InvalidInput):
        has_register("nulle part ailleurs", country_home)


def test_closed_establishments_are_told_with_their_day(country_home: Path, home: Path) -> None:
    asked = [make_siret(CLOSED), make_siret(WORKSHOP), "pas un numéro"]
    assert find_closed_actors(asked, country_home) == {make_siret(CLOSED): date(2021, 5, 31)}
    assert find_closed_actors(asked, home) == {}
    assert find_closed_actors([], country_home) == {}


def test_the_base_says_what_it_holds_registers_first(own_home: Path, tmp_path: Path) -> None:
    import_rows(own_home, tmp_path / "liste.csv", [make_row("Exemple fictif")])
    held = list_base_vintages(own_home)
    assert [entry.is_list for entry in held] == [False, False, False, True]
    by_key = {entry.provenance.key: entry.provenance for entry in held}
    assert by_key["sirene-etablissements"].vintage == VINTAGE
    assert by_key["sirene-etablissements"].licence
    assert by_key["liste-exemple-fictif"].row_count == 1


def test_an_empty_base_offers_everything(home: Path) -> None:
    assert list_base_vintages(home) == []
    offers = list_registers(home)
    assert [offer.key for offer in offers[:2]] == [
        "sirene-etablissements",
        "sirene-unites-legales",
    ]
    assert [offer.is_essential for offer in offers].count(True) == 2
    assert all(offer.label and offer.brings and offer.publisher for offer in offers)
    assert all(offer.imported is None for offer in offers)
    assert offers[0].is_fetchable
    assert (offers[0].size_bytes or 0) > 1e9
    assert "recherche-entreprises" not in {offer.key for offer in offers}
    assert not home.exists()


def test_what_is_imported_is_told_beside_the_offer(country_home: Path) -> None:
    imported = {offer.key: offer.imported for offer in list_registers(country_home)}
    assert imported["rna"] is None
    register = imported["sirene-etablissements"]
    assert register is not None
    assert register.vintage == VINTAGE


def test_registers_are_fetched_then_imported_with_the_day_of_their_publisher(
    home: Path, tmp_path: Path
) -> None:
    stock = write_stock(tmp_path)
    files = {
        "sirene-unites-legales": stock["sirene-unites-legales"].read_bytes(),
        "ess-france": LISTED,
    }
    with _serve(files) as client:
        reports = fetch_and_import(["ess-france", *files, "ess-france"], home, client=client)
    assert set(reports) == set(files)
    assert reports["ess-france"].row_count == 1
    kept = {entry.key: entry.vintage for entry in list_imports(home=home)}
    assert kept == dict.fromkeys(files, "2026-08-01")


def test_nothing_is_imported_when_one_publisher_does_not_answer(home: Path) -> None:
    with _serve({"ess-france": LISTED}) as client, pytest.raises(SourceUnavailable) as caught:
        fetch_and_import(["ess-france", "fondations"], home, client=client)
    assert get_source_sheet("fondations").label in caught.value.for_user()
    assert list_imports(home=home) == []


def test_an_unknown_register_is_refused_before_anything_is_fetched(home: Path) -> None:
    with _serve({}) as client, pytest.raises(InvalidInput) as caught:
        fetch_and_import(["ess-france", "ess-frnce"], home, client=client)
    assert "ess-france" in caught.value.for_user()
    assert not home.exists()


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_stopped_at_any_step_the_base_is_as_it_was_or_whole(tmp_path: Path, step: int) -> None:
    home = build_home(tmp_path / "home", tmp_path / "files")
    before = {entry.key: entry for entry in list_imports(home=home)}
    progress = _StopAt(step)
    with _serve({"ess-france": LISTED}) as client:
        try:
            reports = fetch_and_import(["ess-france"], home, progress, client=client)
        except KeyboardInterrupt:
            assert len(progress.steps) == step
            assert {entry.key: entry for entry in list_imports(home=home)} == before
        else:
            assert reports["ess-france"].row_count == 1
        assert has_register(METROPOLIS, home)
        again = fetch_and_import(["ess-france"], home, client=client)
    assert again["ess-france"].row_count == 1


def test_a_file_brought_by_hand_keeps_the_date_that_the_person_gave(
    home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "ess.csv"
    path.write_bytes(LISTED)
    report = import_register("ess-france", path, home=home, vintage="2026-05-01")
    assert report.provenance.vintage == "2026-05-01"
