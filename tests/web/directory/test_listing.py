"""The list of the actors: the same set everywhere, and nothing that the reader may not know."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.web.people import add_actor

from maillon_web.directory.models import Actor, FieldOrigin, Placement, Presence
from maillon_web.directory.selectors.filters import FilterValues
from maillon_web.directory.selectors.listing import count_facets, filter_presences, order
from maillon_web.directory.services.words import write_words
from maillon_web.filieres.rights import Access
from maillon_web.filieres.selectors import Opened

LEVELS = ("public", "members", "private")


def open_as(filiere, access=Access.LEAD) -> Opened:
    return Opened(filiere=filiere, access=access)


def names(filiere, query="", access=Access.LEAD) -> set[str]:
    filters = FilterValues.from_query(QueryDict(query))
    found = filter_presences(open_as(filiere, access), filters)
    return set(found.values_list("actor__name", flat=True))


def address(filiere, query="") -> str:
    return reverse("directory:list", args=(filiere.pk,)) + query


def fetch(answer) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.fixture
def three(filiere) -> dict[str, Actor]:
    """One actor for each level of visibility."""
    return {
        level: add_actor(filiere, f"Exemple fictif {level}", stage="tri", visibility=level)
        for level in LEVELS
    }


@pytest.mark.parametrize(
    ("role", "seen"),
    [("lead", 3), ("contributor", 3), ("reader", 2), ("actor", 2)],
)
def test_each_role_lists_what_it_may_know_of(filiere, people, three, as_user, role, seen):
    page = as_user(getattr(people, role)).get(address(filiere)).content.decode()
    listed = [level for level in LEVELS if f"Exemple fictif {level}" in page]
    assert listed == list(LEVELS[:seen])


def test_a_stranger_does_not_learn_that_the_list_exists(filiere, people, three, as_user):
    for user in (people.stranger, None):
        for name in ("list", "search", "export"):
            url = reverse(f"directory:{name}", args=(filiere.pk,))
            assert as_user(user).get(url).status_code == 404


def test_a_stranger_reads_what_is_public_of_a_public_filiere(public_filiere, as_user):
    for level in LEVELS:
        add_actor(public_filiere, f"Exemple fictif {level}", visibility=level)
    page = as_user(None).get(address(public_filiere)).content.decode()
    assert [level for level in LEVELS if f"Exemple fictif {level}" in page] == ["public"]


@pytest.fixture
def various(filiere) -> None:
    """Actors that each filter tells apart."""
    today = timezone.localdate()
    add_actor(
        filiere,
        "Association fictive",
        stage="tri",
        ess_status="published",
        ess_family="association",
        ess_rule="published_flag",
        size_rank=2,
        commune_code="69123",
        qpv_code="QN06900A",
        checked_on=today,
    )
    add_actor(filiere, "Société fictive", stage="vente", size_rank=7, commune_code="69266")
    add_actor(filiere, "Coopérative fictive", ess_status="deduced", commune_code="69123")
    Presence.objects.filter(actor__name="Association fictive").update(
        checked_on=today, ess_rule="published_flag"
    )
    Presence.objects.filter(actor__name="Société fictive").update(
        checked_on=today - timedelta(days=500)
    )
    Placement.objects.filter(stage_key="vente").update(confidence="to_check")
    closed = add_actor(filiere, "Fermée fictive", closed_on=today)
    Presence.objects.filter(actor=closed).update(is_closed=True, is_listed=False)
    gone = add_actor(filiere, "Absente fictive")
    Presence.objects.filter(actor=gone).update(is_listed=False)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Association fictive", "Société fictive", "Coopérative fictive"}),
        ("stage=tri", {"Association fictive"}),
        ("stage=tri&stage=vente", {"Association fictive", "Société fictive"}),
        ("stage=aucun", {"Coopérative fictive"}),
        ("stage=aucun&stage=tri", {"Association fictive", "Coopérative fictive"}),
        ("confidence=to_check", {"Société fictive"}),
        ("stage=tri&confidence=to_check", set()),
        ("ess=published", {"Association fictive"}),
        ("ess=oui", {"Association fictive", "Coopérative fictive"}),
        ("ess=none", {"Société fictive"}),
        ("family=association", {"Association fictive"}),
        ("rule=published_flag", {"Association fictive"}),
        ("size=1-9", {"Association fictive"}),
        ("size=50-249", {"Société fictive"}),
        ("size=unknown", {"Coopérative fictive"}),
        ("commune=69123", {"Association fictive", "Coopérative fictive"}),
        ("qpv=oui", {"Association fictive"}),
        ("qpv=non", {"Société fictive", "Coopérative fictive"}),
        ("freshness=3", {"Association fictive"}),
        ("freshness=old", {"Société fictive"}),
        ("freshness=never", {"Coopérative fictive"}),
        ("freshness=closed", {"Fermée fictive"}),
        ("freshness=gone", {"Absente fictive"}),
        ("commune=69123&ess=deduced", {"Coopérative fictive"}),
    ],
)
def test_each_filter_keeps_what_it_says(filiere, various, query, found):
    assert names(filiere, query) == found


@pytest.mark.parametrize(
    "query",
    [
        "confidence=zzz&size=zzz&freshness=zzz&qpv=zzz&sort=zzz&ess=zzz",
        "page=-3",
        "page=abc",
        "stage=%00",
        "q=%00",
        "q=" + "x" * 5000,
        "q=%F0%9F%98%80",
        "q='; DROP TABLE directory_actor; --",
        "commune=" + "&commune=".join(str(number) for number in range(300)),
        "sort=size&sort=name",
    ],
)
def test_nonsense_in_the_address_gets_a_page(filiere, people, various, as_user, query):
    assert as_user(people.reader).get(address(filiere, f"?{query}")).status_code == 200


def test_filters_survive_their_own_address():
    query = "q=tri&stage=a&stage=b&ess=none&commune=69123&freshness=6&sort=-size"
    filters = FilterValues.from_query(QueryDict(query))
    assert FilterValues.from_query(QueryDict(filters.to_query())) == filters
    assert FilterValues.from_query(QueryDict("")).to_query() == ""


def test_words_narrow_the_list(filiere, various):
    write_words(filiere.pk, list(Actor.objects.all()))
    assert names(filiere, "q=assoc") == {"Association fictive"}
    assert names(filiere, "q=fictive coop") == {"Coopérative fictive"}
    assert names(filiere, "q=!!!") == set()


@pytest.mark.parametrize("sort", ["name", "-name", "commune", "size", "-size", "stage", "checked"])
def test_every_order_lists_everybody_once(filiere, various, sort):
    found = order(open_as(filiere), filter_presences(open_as(filiere), FilterValues()), sort)
    assert len(set(found.values_list("pk", flat=True))) == len(found) == 3


@pytest.mark.parametrize(
    ("sort", "fields", "hiding"),
    [
        ("commune", {"commune_name": "Annonay"}, "commune_code"),
        ("size", {"size_rank": 3}, "band_code"),
        ("-size", {"size_rank": 9}, "band_code"),
        ("ess", {"ess_status": "published"}, "ess_status"),
    ],
)
def test_an_order_never_tells_a_field_that_the_reader_may_not_see(
    public_filiere, sort, fields, hiding
):
    for name, values in (
        ("a", {"commune_name": "Zuydcoote", "size_rank": 4, "ess_status": "refused"}),
        ("b", fields),
        ("c", {"commune_name": "Mions", "size_rank": 4, "ess_status": "declared"}),
    ):
        actor = add_actor(public_filiere, name, **values)
        if name == "b":
            FieldOrigin.objects.create(
                actor=actor, field=hiding, source="", dated="2026-01-01", visibility="private"
            )

    def list_names(access):
        opened = open_as(public_filiere, access)
        found = order(opened, filter_presences(opened, FilterValues()), sort)
        return list(found.values_list("actor__name", flat=True))

    as_unknown = add_actor(public_filiere, "b bis")
    assert as_unknown.name in list_names(Access.STRANGER)
    seen = list_names(Access.STRANGER)
    assert abs(seen.index("b") - seen.index("b bis")) == 1, "as one of which nothing is known"


@pytest.fixture
def many_communes(filiere) -> dict[str, int]:
    """Made-up actors in 103 communes; two in the first hundred, one in each of the others."""
    codes = [f"{38000 + number:05d}" for number in range(1, 104)]
    totals = {code: 2 if rank < 100 else 1 for rank, code in enumerate(codes)}
    for code, total in totals.items():
        for number in range(total):
            add_actor(filiere, f"Exemple fictif {code} {number}", commune_code=code)
    return totals


def read_commune_codes(answer) -> set[str]:
    return {key for key, _label in answer.context["form"].fields["commune"].choices} - {""}


@pytest.mark.parametrize("name", ["list", "map"])
def test_the_communes_offered_are_those_with_most_actors_and_those_chosen(
    name, filiere, people, many_communes, as_user
):
    client = as_user(people.reader)
    url = reverse(f"directory:{name}", args=(filiere.pk,))
    most = {code for code, total in many_communes.items() if total == 2}
    answer = client.get(url)
    assert read_commune_codes(answer) == most
    page = answer.content.decode()
    assert "acteurs, sur 103" in page
    assert 'aria-describedby="filtre-commune-note"' in page
    assert 'id="filtre-commune-note"' in page
    (rare, *_others) = set(many_communes) - most
    chosen = client.get(f"{url}?commune={rare}")
    assert read_commune_codes(chosen) == most | {rare}
    assert f'<option value="{rare}" selected>' in chosen.content.decode()


@pytest.mark.usefixtures("various")
def test_few_communes_are_all_offered_without_a_word(filiere, people, as_user):
    answer = as_user(people.reader).get(address(filiere))
    assert read_commune_codes(answer) == {"69123", "69266"}
    assert "filtre-commune-note" not in answer.content.decode()


def test_a_filter_never_tells_a_field_that_the_reader_may_not_see(public_filiere):
    actor = add_actor(public_filiere, "Exemple fictif", commune_code="69123", size_rank=5)
    for field in ("commune_code", "band_code"):
        FieldOrigin.objects.create(
            actor=actor, field=field, source="", dated="2026-01-01", visibility="members"
        )
    assert names(public_filiere, "commune=69123", Access.READER) == {"Exemple fictif"}
    assert names(public_filiere, "commune=69123", Access.STRANGER) == set()
    assert names(public_filiere, "size=10-49", Access.STRANGER) == set()
    facets = count_facets(open_as(public_filiere, Access.STRANGER))
    assert facets.communes == {}


def test_the_line_of_a_list_hides_what_the_reader_may_not_see(public_filiere, people, as_user):
    actor = add_actor(public_filiere, "Exemple fictif", commune_name="Commune fictive")
    FieldOrigin.objects.create(
        actor=actor, field="commune_code", source="", dated="2026-01-01", visibility="members"
    )
    url = address(public_filiere)
    assert "Commune fictive" not in as_user(None).get(url).content.decode()
    assert "Commune fictive" in as_user(people.reader).get(url).content.decode()


def test_facets_count_what_the_reader_lists(filiere, three):
    assert count_facets(open_as(filiere)).stages["tri"] == 3
    assert count_facets(open_as(filiere, Access.READER)).stages["tri"] == 2
    Presence.objects.filter(actor=three["public"]).update(is_listed=False)
    assert count_facets(open_as(filiere)).stages["tri"] == 2


def test_the_results_alone_answer_htmx(filiere, people, three, as_user):
    answer = as_user(people.lead).get(address(filiere), headers={"HX-Target": "results"})
    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="results"')
    assert "<html" not in page
    assert "HX-Target" in answer["Vary"]
    url = address(filiere, "?q=&stage=tri&ess=&sort=name&page=1")
    answer = as_user(people.lead).get(url, headers={"HX-Target": "results"})
    assert answer["HX-Push-Url"] == address(filiere, "?stage=tri"), "an address that one can share"


def test_the_list_is_paged(filiere, people, as_user):
    for number in range(55):
        add_actor(filiere, f"Exemple fictif {number:02d}")
    client = as_user(people.reader)
    first = client.get(address(filiere)).content.decode()
    last = client.get(address(filiere, "?page=2")).content.decode()
    assert "Exemple fictif 00" in first
    assert "Exemple fictif 54" not in first
    assert "Exemple fictif 54" in last


def count_queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("name", ["list", "search"])
@pytest.mark.parametrize("role", ["lead", "reader"])
def test_the_number_of_questions_does_not_grow(filiere, people, as_user, name, role):
    client = as_user(getattr(people, role))
    url = reverse(f"directory:{name}", args=(filiere.pk,)) + "?q=exemple"
    asked = []
    for total in (5, 60):
        while Actor.objects.count() < total:
            add_actor(filiere, f"Exemple fictif {Actor.objects.count()}", stage="tri")
        write_words(filiere.pk, list(Actor.objects.all()))
        asked.append(count_queries(client, url))
    assert asked[0] == asked[1]


def test_an_empty_directory_says_how_to_fill_it(filiere, people, as_user):
    page = as_user(people.lead).get(address(filiere)).content.decode()
    assert "L’annuaire est encore vide" in page


def test_the_download_is_the_shown_set(filiere, people, various, as_user):
    url = reverse("directory:export", args=(filiere.pk,)) + "?format=csv&ess=oui"
    answer = as_user(people.reader).get(url)
    rows = list(csv.DictReader(io.StringIO(fetch(answer).decode("utf-8-sig"))))
    assert {row["name"] for row in rows} == {"Association fictive", "Coopérative fictive"}
    assert answer["Content-Disposition"].startswith("attachment")


def test_no_cell_of_a_download_is_a_formula(filiere, people, as_user):
    add_actor(filiere, '=HYPERLINK("http://exemple.test")', other_names="+1", stage="tri")
    client = as_user(people.reader)
    url = reverse("directory:export", args=(filiere.pk,))
    text = fetch(client.get(f"{url}?format=csv")).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["name"].startswith("'=")
    assert row["other_names"] == "'+1"
    book = CalamineWorkbook.from_filelike(io.BytesIO(fetch(client.get(f"{url}?format=xlsx"))))
    cells = book.get_sheet_by_index(0).to_python()
    assert cells[1][1] == '=HYPERLINK("http://exemple.test")', "kept as text, not as a formula"


def test_points_are_downloaded_with_their_precision(filiere, people, as_user):
    add_actor(filiere, "Exemple fictif", lat=45.7512345678, lon=4.85, position_quality="commune")
    add_actor(filiere, "Sans place fictif")
    url = reverse("directory:export", args=(filiere.pk,)) + "?format=geojson"
    points = json.loads(fetch(as_user(people.reader).get(url)))
    (feature,) = points["features"]
    assert feature["geometry"]["coordinates"] == [4.85, 45.751235]
    assert feature["properties"]["position_quality"] == "commune"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson"])
def test_a_download_holds_only_what_the_reader_may_see(public_filiere, people, as_user, kind):
    actor = add_actor(
        public_filiere,
        "Exemple fictif",
        phone="0400000000",
        address="1 rue fictive",
        lat=45.0,
        lon=4.0,
    )
    for field in ("phone", "address"):
        FieldOrigin.objects.create(
            actor=actor, field=field, source="", dated="2026-01-01", visibility="members"
        )
    add_actor(public_filiere, "Exemple réservé", visibility="members", lat=45.0, lon=4.0)
    url = reverse("directory:export", args=(public_filiere.pk,)) + f"?format={kind}"
    for user, is_member in ((None, False), (people.reader, True)):
        content = fetch(as_user(user).get(url))
        if kind == "xlsx":
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            content = str(book.get_sheet_by_index(0).to_python()).encode()
        text = content.decode()
        assert ("0400000000" in text) is is_member
        assert ("rue fictive" in text) is is_member
        assert ("Exemple réservé" in text) is is_member
        if kind == "geojson":
            assert len(json.loads(text)["features"]) == (2 if is_member else 0)


def test_an_unknown_format_is_not_found(filiere, people, as_user):
    url = reverse("directory:export", args=(filiere.pk,)) + "?format=exe"
    assert as_user(people.lead).get(url).status_code == 404


def test_the_list_only_reads(filiere, people, as_user):
    for name in ("list", "search", "export"):
        url = reverse(f"directory:{name}", args=(filiere.pk,))
        assert as_user(people.lead).post(url).status_code == 405
