"""Gisements in the workbench: what is declared, what adds up, who takes what, who may see it."""

import html
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.plain import plain
from tests.web.gisements.objects import RATIO, make_gisements
from tests.web.people import add_actor, make_filiere
from tests.web.workbooks import has_formula, read_sheets

from maillon_web.agreements.models import Contract
from maillon_web.filieres.selectors import open_filiere
from maillon_web.gisements import holdings
from maillon_web.gisements.models import (
    Capture,
    Gisement,
    KnownTotal,
    OwnRatio,
    RatioTable,
    check_ratio,
)
from maillon_web.gisements.selectors.overlaps import list_overlap_views
from maillon_web.gisements.selectors.summaries import summarize
from maillon_web.gisements.selectors.totals import view_overview
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo

PAGES = ("list", "rows", "captures", "overlaps", "estimate", "ratios", "calibrate", "export")


def address(name: str, filiere, *args) -> str:
    return reverse(f"gisements:{name}", args=[filiere.pk, *args])


def add_gisement(filiere, people, **fields) -> Gisement:
    given = {
        "matter": "Verre fictif",
        "quantity": 100,
        "variation": 0.1,
        "reference": "Exemple fictif",
        "created_by": people.lead,
        "visibility": "members",
    }
    return Gisement.objects.create(filiere=filiere, **given | fields)


def add_capture(gisement, **fields) -> Capture:
    given = {
        "year": 2024,
        "organisation": "Exemple fictif 1",
        "quantity": 30,
        "visibility": "members",
        "created_by": gisement.created_by,
    }
    return Capture.objects.create(filiere=gisement.filiere, gisement=gisement, **given | fields)


@pytest.fixture
def writer(people, as_user):
    return as_user(people.contributor)


@pytest.fixture
def opened(filiere, people):
    return open_filiere(reader=people.reader, filiere_id=filiere.pk)


def text_of(answer) -> str:
    assert answer.status_code == 200
    return plain(html.unescape(answer.content.decode()))


def test_a_gisement_is_declared_led_to_what_can_be_had_and_captured(filiere, people, writer):
    actor = add_actor(filiere, "Exemple fictif 1", stage="tri")
    given = {
        "matter": "Verre fictif",
        "nature": "yearly",
        "quantity": "120",
        "unit": "t",
        "origin": "declared",
        "confidence": "E2",
        "reference": "Entretien fictif",
        "holder": actor.pk,
        "place_name": "Lyon",
        "stage_key": "collecte",
        "visibility": "members",
    }
    answer = writer.post(address("add", filiere), given)
    gisement = Gisement.objects.get()
    assert answer.headers["Location"] == address("gisement", filiere, gisement.pk)
    assert (gisement.holder_name, gisement.commune_code) == ("Exemple fictif 1", "69123")
    shares = {"mobilisable_share": "50", "mobilisable_error": "5", "recoverable_share": "80"}
    shares["version"] = "1"
    assert (
        writer.post(address("edit", filiere, gisement.pk, "valorisation"), shares).status_code
        == 302
    )
    taken = {
        "year": "2024",
        "destination": "ess",
        "actor": actor.pk,
        "quantity": "30",
        "secured_by": ["commande_publique"],
        "visibility": "members",
    }
    assert writer.post(address("capture_add", filiere, gisement.pk), taken).status_code == 302
    page = text_of(writer.get(address("gisement", filiere, gisement.pk)))
    for sentence in ("120 t, entre", "60 t, entre", "48 t, entre", "L'ESS capte 25 % du gisement"):
        assert sentence in page
    assert "Mobilisable : 120 t × 50 % (à plus ou moins 5 points) = 60 t." in page
    assert "De 75 %, personne ne dit où cela va." in page
    assert "Commande publique" in page


def test_what_is_weighed_declared_and_estimated_is_never_added_together(filiere, people, opened):
    add_gisement(filiere, people, origin="weighed", quantity=100)
    add_gisement(
        filiere, people, origin="weighed", quantity=50_000, unit="kg", matter="VERRE FICTIF"
    )
    add_gisement(filiere, people, origin="declared", quantity=400)
    add_gisement(filiere, people, origin="estimated", quantity=300)
    add_gisement(filiere, people, origin="declared", quantity=7, nature="stock")
    overview = view_overview(opened)
    assert len(overview.matters) == 1
    found = {
        (group.total.origin.value, group.total.is_dormant): group.total.theoretical.value
        for group in overview.matters[0].groups
    }
    assert found == {
        ("weighed", False): pytest.approx(150),
        ("declared", False): 400,
        ("estimated", False): 300,
        ("declared", True): 7,
    }
    assert overview.matters[0].may_count_twice


def test_every_total_opens_on_the_gisements_that_make_it(filiere, people, writer):
    kept = add_gisement(filiere, people, origin="weighed", place_name="Quai fictif")
    add_gisement(filiere, people, origin="declared", place_name="Autre lieu fictif")
    add_gisement(filiere, people, origin="weighed", quantity=None, place_name="Lieu sans mesure")
    page = text_of(writer.get(address("list", filiere)))
    assert "Ces totaux se comparent, ils ne s'additionnent pas." in page
    assert "1 gisement sans quantité n'y compte pas." in page
    rows = f"{address('rows', filiere)}?matter=verre+FICTIF&origin=weighed"
    listed = text_of(writer.get(rows))
    assert kept.place_name in listed
    assert "Autre lieu fictif" not in listed


def test_shares_say_what_is_lost_and_what_nobody_knows(filiere, people, writer, opened):
    gisement = add_gisement(filiere, people, quantity=200)
    add_capture(gisement, quantity=50, secured_by=["sieg"])
    add_capture(gisement, destination="exported", quantity=40)
    add_capture(gisement, destination="lost", organisation="", quantity=60)
    add_capture(gisement, destination="others", organisation="Exemple fictif 2", quantity=None)
    add_capture(gisement, year=2023, quantity=10)
    page = text_of(writer.get(address("captures", filiere)))
    for words in ("50 t (25 %)", "40 t (20 %)", "60 t (30 %)", "50 t (25 %)", "10 t (5 %)"):
        assert words in page
    assert "sans que l'on sache combien : Exemple fictif 2" in page
    assert "En 2024, 100 % de ce que capte l'ESS est sécurisé" in page
    line = summarize(opened)[0]
    assert (line.year, line.gisement_count, line.quantity) == (2024, 1, 200)
    assert line.shares == {"ess": 0.25, "exported": 0.2, "lost": 0.3, "unknown": 0.25}


def test_more_taken_than_there_is_is_said(filiere, people, writer):
    add_capture(add_gisement(filiere, people, quantity=20))
    page = text_of(writer.get(address("captures", filiere)))
    assert "Les parts inscrites dépassent le gisement de 10 t" in page


def test_a_row_that_no_study_takes_is_named_and_breaks_no_page(filiere, people, writer, opened):
    add_capture(add_gisement(filiere, people, unit="brouettes"))
    for name in ("list", "captures", "overlaps", "export"):
        assert writer.get(address(name, filiere)).status_code == 200
    page = text_of(writer.get(address("list", filiere)))
    assert "L'unité « brouettes » n'est pas connue" in page
    assert summarize(opened) == ()


def test_another_page_brings_its_numbers(filiere, writer):
    query = "?matter=Verre+fictif&quantity=12.5&unit=kg&origin=weighed&year=2024&place_name=Quai"
    form = writer.get(address("add", filiere) + query).context["form"]
    shown = {name: form[name].value() for name in ("matter", "quantity", "unit", "origin")}
    assert shown == {"matter": "Verre fictif", "quantity": 12.5, "unit": "kg", "origin": "weighed"}
    posted = shown | {"nature": "yearly", "confidence": "E1", "reference": "Pesées fictives"}
    writer.post(address("add", filiere) + query, posted | {"visibility": "members"})
    kept = Gisement.objects.get()
    assert (str(kept.starts_on), str(kept.ends_on)) == ("2024-01-01", "2024-12-31")
    odd = "?quantity=nan&unit=brouette&origin=su&year=99"
    assert writer.get(address("add", filiere) + odd).status_code == 200


def test_two_takers_of_one_gisement_are_offered_a_split(filiere, people, writer, opened):
    gisement = add_gisement(filiere, people, stage_key="tri", place_name="Quai fictif")
    add_capture(gisement, quality="bouteilles entières")
    add_capture(gisement, organisation="Exemple fictif 2", quality="casse")
    found = list_overlap_views(opened)
    assert [view.advice.key for view in found] == ["quality"]
    page = text_of(writer.get(address("overlaps", filiere)))
    for words in (
        "Exemple fictif 1, Exemple fictif 2",
        "bouteilles entières",
        "casse",
        "Par qualité",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("part", "given", "field"),
    [
        ("quantite", {"quantity": "-1"}, "quantity"),
        ("quantite", {"reference": ""}, "reference"),
        ("quantite", {"low": "130", "high": "140"}, "high"),
        ("quantite", {"low": "10"}, "high"),
        ("quantite", {"starts_on": "2024-01-01"}, "ends_on"),
        ("valorisation", {"recoverable_share": "50"}, "mobilisable_share"),
        ("valorisation", {"mobilisable_share": "120"}, "mobilisable_share"),
        ("statut", {"status": "product", "waste_code": "02 01 03"}, "waste_code"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(filiere, people, writer, part, given, field):
    gisement = add_gisement(filiere, people)
    base = {
        "matter": "Verre fictif",
        "nature": "yearly",
        "quantity": "100",
        "unit": "t",
        "origin": "declared",
        "confidence": "E2",
        "reference": "Exemple fictif",
        "visibility": "members",
    }
    answer = writer.post(address("edit", filiere, gisement.pk, part), base | given)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_nothing_of_another_filiere_can_be_reached_or_tied(filiere, people, writer, as_user):
    other = make_filiere(people, name="Autre filière fictive")
    shared = {"filiere": other, "visibility": "members", "created_by": people.lead}
    foreign = make_gisements(shared)
    contract = Contract.objects.create(title="Contrat étranger fictif", **shared)
    hidden = Contract.objects.create(
        title="Contrat caché fictif", **shared | {"filiere": filiere, "visibility": "private"}
    )
    for name, key in (
        ("gisement", "gisement"),
        ("remove", "gisement"),
        ("capture_add", "gisement"),
        ("capture_edit", "gisement_capture"),
        ("ratio_table", "ratio_table"),
        ("total_edit", "known_total"),
    ):
        assert writer.get(address(name, filiere, foreign[key])).status_code == 404
    assert (
        writer.post(address("calibrate_apply", filiere, foreign["known_total"])).status_code == 404
    )
    word = f"own-{foreign['ratio_table']}"
    assert writer.get(address("estimate", filiere), {"table": word}).status_code == 404
    actor = add_actor(other, "Exemple étranger fictif")
    held = {"holder": actor.pk, "version": "1"}
    gisement = add_gisement(filiere, people)
    refused = writer.post(address("edit", filiere, gisement.pk, "lieu"), held)
    assert "holder" in refused.context["form"].errors
    taken = {
        "year": "2024",
        "destination": "ess",
        "organisation": "X fictif",
        "visibility": "members",
    }
    answer = writer.post(
        address("capture_add", filiere, gisement.pk), taken | {"contract": contract.pk}
    )
    assert "contract" in answer.context["form"].errors
    add_capture(gisement, contract=hidden)
    add_capture(add_gisement(filiere, people, visibility="private", matter="Secret fictif"))
    seen = text_of(as_user(people.reader).get(address("captures", filiere)))
    assert "Contrat caché fictif" not in seen
    assert "Secret fictif" not in seen
    assert "Contrat caché fictif" in text_of(writer.get(address("captures", filiere)))


def test_strangers_do_not_learn_of_the_pages_and_readers_do_not_write(
    filiere, public_filiere, people, as_user
):
    shared = {"visibility": "members", "created_by": people.lead}
    kept = make_gisements({"filiere": filiere, **shared})
    for name in PAGES:
        assert as_user(people.stranger).get(address(name, filiere)).status_code == 404
        assert as_user(None).get(address(name, public_filiere)).status_code == 404
        assert as_user(people.reader).get(address(name, filiere)).status_code == 200
    reader = as_user(people.reader)
    for name, *inside in (("add",), ("edit", kept["gisement"], "lieu"), ("ratios_import",)):
        assert reader.post(address(name, filiere, *inside), {}).status_code == 404
    assert reader.post(address("estimate_keep", filiere), {}).status_code == 404
    assert reader.get(address("edit", filiere, kept["gisement"], "inconnu")).status_code == 404


def test_an_estimate_shows_its_formula_and_is_kept_in_one_click(filiere, people, writer):
    shared = {"filiere": filiere, "visibility": "members", "created_by": people.lead}
    table = f"own-{make_gisements(shared)['ratio_table']}"
    chosen = {"table": table, "ratio": RATIO["key"]}
    start = writer.get(address("estimate", filiere), chosen)
    assert start.context["form"].initial["count"] > 1_000_000
    given = chosen | {"count": "5000", "mobilisable_share": "50", "mobilisable_error": "10"}
    page = text_of(writer.get(address("estimate", filiere), given))
    assert "Théorique = 20 kg par habitant × 5 000 = 100 t par an." in page
    assert "100 t, entre 50,7 et 149 t" in page
    spread = chosen | {"territory": "1"}
    by_commune = text_of(writer.get(address("estimate", filiere), spread))
    assert "habitants du territoire" in by_commune
    assert "Villeurbanne" in by_commune
    answer = writer.post(address("estimate_keep", filiere), given)
    kept = Gisement.objects.get(origin="estimated")
    assert answer.headers["Location"] == address("gisement", filiere, kept.pk)
    assert (kept.quantity, kept.unit, kept.mobilisable_share) == (100, "t", 0.5)
    assert kept.estimate["ratio"]["year"] == 2020
    sheet = text_of(writer.get(address("gisement", filiere, kept.pk)))
    assert "20 kg par habitant × 5 000" in sheet
    RatioTable.objects.all().delete()
    assert writer.get(address("gisement", filiere, kept.pk)).status_code == 200


def test_the_published_ratios_of_the_filiere_are_offered_first(people, writer):
    textile = make_filiere(people, name="Textile fictif", template_key="textile_tlc")
    found = writer.get(address("estimate", textile)).context["suggestions"]
    assert {"mis en marché", "collecté"} <= {one.scope for one in found}
    for one in found:
        assert "habitants du territoire" in text_of(writer.get(one.url))
        given = dict(parse_qsl(urlsplit(one.url).query))
        writer.post(address("estimate_keep", textile), given)
    kept = set(Gisement.objects.values_list("matter", flat=True))
    assert len(kept) == len(found) > 1, "two moments of a matter would be added together"
    own = make_filiere(people, name="Chaîne propre fictive")
    assert writer.get(address("estimate", own)).status_code == 200


def test_without_a_register_a_ratio_per_employee_says_what_is_missing(
    filiere, people, writer, settings, tmp_path
):
    settings.HOME = tmp_path
    table = RatioTable.objects.create(filiere=filiere, title="Table fictive", visibility="members")
    content = RATIO | {"activity": "employee", "naf_code": "16"}
    OwnRatio.objects.create(table=table, key="bois", matter="Bois fictif", content=content)
    given = {"table": f"own-{table.pk}", "ratio": RATIO["key"], "territory": "1"}
    assert "registre SIRENE n'est pas importé" in text_of(
        writer.get(address("estimate", filiere), given)
    )
    assert writer.post(address("estimate_keep", filiere), given).status_code == 422
    by_hand = {"table": given["table"], "ratio": given["ratio"], "count": "10"}
    assert writer.post(address("estimate_keep", filiere), by_hand).status_code == 302
    assert Gisement.objects.get().quantity == pytest.approx(0.2)


def test_estimates_meet_a_known_total_with_their_proportions_kept(filiere, people, writer):
    first = add_gisement(filiere, people, origin="estimated", quantity=100)
    second = add_gisement(filiere, people, origin="estimated", quantity=300_000, unit="kg")
    weighed = add_gisement(filiere, people, origin="weighed", quantity=50)
    given = {
        "matter": "verre fictif",
        "year": "2024",
        "quantity": "200",
        "unit": "t",
        "reference": "Exemple fictif",
        "visibility": "members",
    }
    assert writer.post(address("total_add", filiere), given).status_code == 302
    assert "1 gisement pesé ou déclaré" in text_of(writer.get(address("calibrate", filiere)))
    writer.post(address("calibrate_apply", filiere, KnownTotal.objects.get().pk))
    for kept in (first, second, weighed):
        kept.refresh_from_db()
    assert (first.quantity, second.quantity, weighed.quantity) == pytest.approx((50, 150_000, 50))
    assert "Elles sont calées" in text_of(writer.get(address("calibrate", filiere)))
    undo(ChangeSet.objects.get(kind="knowntotal.apply"), author=people.lead)
    first.refresh_from_db()
    assert first.quantity == 100


def test_an_own_table_enters_whole_or_not_at_all(filiere, people, writer):
    template = writer.get(address("ratios_template", filiere))
    assert len(next(iter(read_sheets(template.content).values()))[0]) > 5
    bad = SimpleUploadedFile("ratios.csv", b"Matiere;Valeur\nVerre fictif;vingt\n")
    given = {"title": "Table fictive", "visibility": "members", "file": bad}
    answer = writer.post(address("ratios_import", filiere), given)
    assert answer.status_code == 422
    assert not RatioTable.objects.exists()
    assert not OwnRatio.objects.exists()
    rows = [
        "Matière;Activité;Valeur;Unité;CV;Année;Source",
        "Verre fictif;habitant;20;kg;0,3;2020;Rapport fictif",
    ]
    good = SimpleUploadedFile("ratios.csv", "\n".join(rows).encode())
    answer = writer.post(address("ratios_import", filiere), given | {"file": good})
    table = RatioTable.objects.get()
    assert answer.headers["Location"] == address("ratio_table", filiere, table.pk)
    assert "20 kg par habitant" in text_of(writer.get(answer.headers["Location"]))
    missing = SimpleUploadedFile(
        "ratios.csv", "\n".join(rows).replace(";Rapport fictif", ";").encode()
    )
    answer = writer.post(address("ratios_import", filiere), given | {"file": missing})
    assert "un ratio sans source n'entre pas" in plain(html.unescape(answer.content.decode()))


def test_pages_ask_the_base_as_often_for_many_gisements_as_for_few(filiere, people, writer):
    def count(name: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert writer.get(address(name, filiere)).status_code == 200
        return len(found)

    contract = Contract.objects.create(
        title="Contrat fictif", filiere=filiere, visibility="members"
    )

    def fill(number: int) -> None:
        for rank in range(number):
            kept = add_gisement(
                filiere, people, matter=f"Matière fictive {rank % 7}", stage_key="tri"
            )
            add_capture(kept, contract=contract, year=2020 + rank % 4)
            KnownTotal.objects.create(
                filiere=filiere, matter=kept.matter, year=2024, quantity=1, reference="Fictif"
            )

    fill(2)
    count("list")
    before = {name: count(name) for name in PAGES}
    fill(12)
    assert {name: count(name) for name in PAGES} == before


def test_the_workbook_holds_what_its_reader_may_see_and_no_formula(filiere, people, as_user):
    add_capture(add_gisement(filiere, people, matter="=1+1 fictif"))
    add_gisement(filiere, people, matter="Secret fictif", visibility="private")
    answer = as_user(people.reader).get(address("export", filiere))
    cells = {cell for rows in read_sheets(answer.content).values() for row in rows for cell in row}
    assert not has_formula(answer.content)
    assert "=1+1 fictif" in cells
    assert "Secret fictif" not in cells


def test_what_a_person_wrote_is_shown_then_left_unsigned(filiere, people):
    make_gisements({"filiere": filiere, "visibility": "members", "created_by": people.lead})
    assert len(holdings.collect(people.lead)) == 4
    holdings.erase(people.lead)
    assert holdings.collect(people.lead) == []


def test_a_gisement_is_taken_over_as_a_flow(filiere, people, writer):
    gisement = add_gisement(filiere, people, stage_key="tri")
    query = writer.get(address("gisement", filiere, gisement.pk)).context["sheet"].flow_query
    given = dict(parse_qsl(query))
    assert given["source"] == "outside"
    add_capture(gisement, destination="exported")
    row = writer.get(address("gisement", filiere, gisement.pk)).context["sheet"].captures[0]
    taken = dict(parse_qsl(row.flow_query))
    assert (taken["source"], taken["target"], taken["value"]) == ("tri", "outside", "30.0")
    assert (given["target"], given["value"], given["standard_error"]) == ("tri", "100.0", "10.0")


@pytest.mark.parametrize("content", [{}, {"activity": "fictive"}, [], {"activity": "employee"}])
def test_what_is_no_ratio_is_refused_whatever_file_brings_it(content):
    with pytest.raises(ValidationError):
        check_ratio(content)
