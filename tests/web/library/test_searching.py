"""The search: what each reader finds, and what nobody learns of the rest."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.library.conftest import MEMBERS_KEY, PUBLIC_KEY, QUESTION_KEY, make_sheet

from maillon.studies.searching import Entry
from maillon_web.library.services.indexing import ensure_index

# The index is a file of its own, the same beside either base.
pytestmark = [pytest.mark.usefixtures("library"), pytest.mark.once]
_HIDDEN = ("chapitre réservé", "Luxembourg", "1987", MEMBERS_KEY)


def search(client, query: str = "", name: str = "library:search", **headers: str) -> str:
    answer = client.get(f"{reverse(name)}?{query}", **headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_library_is_open_to_everyone(client):
    page = search(client)
    assert "Exemple fictif 1" in page
    assert "3 fiches" in page


def test_what_is_for_members_is_neither_found_nor_counted_for_a_stranger(client):
    page = search(client) + search(client, "q=bouteilles") + search(client, "q=motréservé")
    assert not [word for word in _HIDDEN if word in page]


def test_who_has_an_account_finds_what_is_for_members(as_user, people):
    page = search(as_user(people.stranger), "q=bouteilles")
    assert "Luxembourg" in page
    assert reverse("library:sheet", args=(MEMBERS_KEY,)) in page


def test_a_draft_is_found_by_nobody(as_user, people, filiere, write_sheet):
    write_sheet(people.lead, "Exemple fictif : brouillon zibeline", filiere=filiere)
    ensure_index()
    for user in (None, people.lead, people.stranger):
        assert "brouillon" not in search(as_user(user), "q=zibeline")


def test_the_words_found_are_marked_and_the_reason_is_said(client):
    page = search(client, "q=bouteille")
    assert "<mark>bouteilles</mark>" in page
    assert "found-why" in page


def test_a_typing_error_is_mended_and_said(client):
    page = search(client, "q=boutteille")
    assert "Exemple fictif 1" in page
    assert "found-notes" in page


def test_a_facet_narrows_and_is_taken_away(client):
    page = search(client, "q=fictif&filiere=bois")
    assert f"/{QUESTION_KEY}/" in page
    assert f"/{PUBLIC_KEY}/" not in page
    assert 'href="/bibliotheque/?q=fictif"' in page


def test_two_values_of_a_facet_add_up(client):
    page = search(client, "filiere=bois&filiere=consigne_verre")
    assert "3 fiches" in page


def test_nothing_found_helps(client):
    page = search(client, "q=xyzzyqq&filiere=bois")
    assert "Aucune fiche ne répond" in page
    assert "Retirer les filtres" in page


def test_an_empty_library_says_that_it_comes(client, library):
    library.rebuild([], "")
    assert "se prépare" in search(client)


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=999999", "page=x", "q=%00", "filiere=%00", "year=x", "sort=x", "q=%22OR("],
)
def test_a_strange_address_is_answered(client, query):
    search(client, query)


def test_a_shelf_holds_its_kinds_only(client):
    page = client.get(reverse("library:entry", args=("metiers",))).content.decode()
    assert "Exemple fictif 4" in page
    assert "Exemple fictif 1" not in page


def test_a_shelf_does_not_open_on_other_kinds(client):
    page = client.get(f"{reverse('library:entry', args=('metiers',))}?kind=experience")
    assert "Exemple fictif 1" not in page.content.decode()


def test_an_unknown_shelf_does_not_exist(client):
    assert client.get("/bibliotheque/inconnu/").status_code == 404


def test_as_one_types_only_the_results_come(client):
    part = search(client, "q=bouteille", HTTP_HX_REQUEST="true")
    assert part.lstrip().startswith('<div id="found"')
    assert "<html" not in part


def test_sorted_by_year_the_latest_comes_first(client, library):
    library.put([Entry(sheet=make_sheet("vieux", "Exemple fictif : laver en 1950", year=1950))])
    page = search(client, "q=laver&sort=year")
    assert page.index(f"/{PUBLIC_KEY}/") < page.index("/vieux/")


def test_the_pages_follow_one_another(client, library):
    library.put(
        [Entry(sheet=make_sheet(f"page-{n}", f"Exemple fictif répété {n}")) for n in range(45)]
    )
    pages = [search(client, f"q=répété&page={n}") for n in (1, 2, 3)]
    assert [page.count('class="found-sheet"') for page in pages] == [20, 20, 5]
    assert "45 fiches" in pages[2]


def test_the_base_is_asked_as_often_for_many_sheets(as_user, people, library):
    client = as_user(people.lead)
    counts = []
    for size in (1, 60):
        library.put(
            [Entry(sheet=make_sheet(f"taille-{n}", f"Exemple fictif {n}")) for n in range(size)]
        )
        search(client)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            search(client, "q=fictif")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_title_is_never_read_as_html(client):
    page = search(client, "q=droit")
    assert f"/{QUESTION_KEY}/" in page
    assert "<b>de" not in page


@pytest.mark.parametrize("facet", ["country", "year", "step", "lever"])
def test_the_facets_of_a_stranger_hold_no_value_of_a_hidden_sheet(client, facet):
    page = search(client, f"{facet}=LU&{facet}=1987")
    assert "0 fiche" in page
    assert "chapitre" not in page
