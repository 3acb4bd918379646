"""Every address, for every visitor, on one's own filière, a public one and one of others."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLResolver, get_resolver, reverse
from tests.web.address_table import ADDRESSES, Need, Row
from tests.web.visitors import ALLOWED, ROLES, VISITORS, Place, World, make_world

# Who may do what does not depend on the base: once is enough, and half of the second pass.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOT_FOUND = (404, 410)
# Objects that have a number of their own: those of another filière must not be found.
KEYS_OF_ALL = {
    "catchment_figure", "gisement_part", "false_key", "false_number", "figure_key", "flow_example",
    "flow_file", "format", "import_step",
    "lever_key", "method_figure", "paper_format", "paper_key", "picture", "picture_format",
    "reject_kind", "row_number", "stage_key", "template_key", "value_export", "value_figure",
}  # fmt: skip
ABOUT_A_FILIERE = sorted(n for n, row in ADDRESSES.items() if row.is_of_a_filiere)
ABOUT_THE_REST = sorted(set(ADDRESSES) - set(ABOUT_A_FILIERE))


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The visitors and the filières, made once; each visit is undone after it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("MAILLON_HOME", str(home))
        patch.setattr("django.conf.settings.HOME", home)
        patch.setattr("django.conf.settings.UPLOADS_FOLDER", home / "uploads")
        with transaction.atomic():
            yield make_world()
            transaction.set_rollback(True)


def _iter_names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inside = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _iter_names(pattern, inside)
        else:
            assert pattern.name, f"the address {pattern.pattern} has no name"
            yield ":".join((*spaces, pattern.name))


def test_every_address_has_its_row() -> None:
    names = set(_iter_names(get_resolver()))
    assert sorted(names - set(ADDRESSES)) == [], "add their rows to tests/web/address_table.py"
    assert sorted(set(ADDRESSES) - names) == [], "these rows speak of addresses that are gone"


def _locate(name: str, row: Row, place: Place, objects: Place | None = None) -> str:
    source = (objects or place).objects
    arguments = {argument: source[kind] for argument, kind in row.inside.items()}
    if row.is_of_a_filiere:
        arguments["filiere_id"] = place.filiere.pk
    return reverse(name, kwargs=arguments)


def _visit(world: World, visitor: str, method: str, address: str, row: Row) -> HttpResponse:
    """Ask, then undo whatever was written."""
    with transaction.atomic():
        response: HttpResponse = getattr(world.open_as(visitor), method)(address, row.data)
        if getattr(response, "streaming", False):
            b"".join(response)  # type: ignore[call-overload]  # streaming responses only
        transaction.set_rollback(True)
    return response


def _is_sent_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(reverse("account_login"))


def _is_let_in(response: HttpResponse) -> bool:
    status = response.status_code
    return status < 500 and status not in {403, 404, 405, 410} and not _is_sent_to_sign_in(response)


def _find_role(visitor: str, place_name: str) -> str:
    if place_name == "own":
        return ROLES[visitor]
    return "public" if place_name == "public" else ""


def _choose_visitors(name: str) -> list[str]:
    """
    Return who visits an address.

    Two visitors have the role of another one, by their organisation: that is settled in one place
    (`find_access`) for every address, so that they visit one in four.
    """
    is_theirs = ABOUT_A_FILIERE.index(name) % 4 == 0
    return [one for one in VISITORS if is_theirs or one not in {"colleague", "administrator"}]


@pytest.mark.parametrize("name", ABOUT_A_FILIERE)
def test_a_filiere_opens_to_those_who_may_and_does_not_exist_for_others(
    world: World, name: str
) -> None:
    row = ADDRESSES[name]
    visitors = _choose_visitors(name)
    for place_name, visitor, method in product(("own", "public", "foreign"), visitors, row.methods):
        place: Place = getattr(world, place_name)
        response = _visit(world, visitor, method, _locate(name, row, place), row)
        may = _find_role(visitor, place_name) in ALLOWED[str(row.needs)]
        # Writing in what one reads is another matter: a page that is read may take a form.
        said = f"{method} {name}, {visitor}, {place_name}: {response.status_code}"
        if may and not row.lacks:
            assert _is_let_in(response), said
        else:
            assert response.status_code == 404, said


@pytest.mark.parametrize(
    "name", [n for n in ABOUT_A_FILIERE if set(ADDRESSES[n].inside.values()) - KEYS_OF_ALL]
)
def test_what_belongs_to_another_filiere_is_not_found(world: World, name: str) -> None:
    row = ADDRESSES[name]
    for other, method in product((world.public, world.foreign), row.methods):
        address = _locate(name, row, world.own, objects=other)
        response = _visit(world, "lead", method, address, row)
        assert response.status_code == 404, f"{method} {name}: {response.status_code}"


def _is_expected(need: Need, visitor: str, place_name: str) -> bool:
    own = place_name == "own"
    answers: dict[Need, bool] = {
        Need.NOTHING: True,
        Need.ACCOUNT: visitor != "anonymous",
        Need.STAFF: visitor == "staff",
        Need.COLLEAGUE: own and visitor in {"colleague", "administrator"},
        Need.ADMINISTRATOR: own and visitor == "administrator",
        Need.ASKER: visitor == "staff" or (own and visitor == "lead"),
        Need.OWNER: own and visitor == "lead",
        Need.TEAM: own and visitor in {"contributor", "lead", "administrator"},
        Need.REVIEWER: visitor == "staff" or (own and visitor in {"lead", "administrator"}),
    }
    return answers.get(need, False)


@pytest.mark.parametrize("name", ABOUT_THE_REST)
def test_the_other_pages_open_to_those_who_may(world: World, name: str) -> None:
    row = ADDRESSES[name]
    assert isinstance(row.needs, Need)
    for place_name, visitor, method in product(("own", "foreign"), VISITORS, row.methods):
        address = _locate(name, row, getattr(world, place_name))
        response = _visit(world, visitor, method, address, row)
        said = f"{method} {name}, {visitor}, {place_name}: {response.status_code}"
        if row.needs is Need.SIGN_IN:
            assert response.status_code < 500, said
        elif _is_expected(row.needs, visitor, place_name):
            assert _is_let_in(response), said
        elif row.needs is Need.SECRET and visitor != "anonymous" and response.status_code == 302:
            # Somebody signed in who opens an old way in is simply at home.
            assert response["Location"] == "/", said
        else:
            is_refused = response.status_code in NOT_FOUND
            assert is_refused or (visitor == "anonymous" and _is_sent_to_sign_in(response)), said


@pytest.mark.parametrize("name", sorted(n for n, r in ADDRESSES.items() if r.methods == ("post",)))
def test_what_writes_is_never_done_by_opening_an_address(world: World, name: str) -> None:
    row = ADDRESSES[name]
    address = _locate(name, row, world.own)
    for visitor in ("lead", "administrator"):
        response = _visit(world, visitor, "get", address, row)
        assert response.status_code == 405 or name == "set_language", f"{name}, {visitor}"


@pytest.mark.parametrize(
    "name",
    sorted(
        n for n, r in ADDRESSES.items() if r.methods == ("get",) and r.needs is not Need.SIGN_IN
    ),
)
def test_a_page_that_is_only_read_refuses_a_form(world: World, name: str) -> None:
    row = ADDRESSES[name]
    response = _visit(world, "administrator", "post", _locate(name, row, world.own), row)
    is_form = name in {"accounts:organisation", "signals:note"}
    assert response.status_code in {404, 405} or is_form, f"{name}: {response.status_code}"
