"""The weighings on the pages: what counts, what is kept, who sees it."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.plain import plain
from tests.web.people import make_filiere
from tests.web.weighings.objects import CSV, DAY, make_weighings, weigh

from maillon.domain.errors import InconsistentData
from maillon.domain.weighings import Weighing as Line
from maillon.studies.weighing.bilans import make_bilan, sum_weighings
from maillon_web.filieres.selectors import open_filiere
from maillon_web.filieres.services.undoing import undo_change
from maillon_web.history.models import ChangeSet
from maillon_web.weighings import holdings
from maillon_web.weighings.models import (
    ClosedBilan,
    Weighing,
    WeighingImport,
    WeighingSite,
    WeighingTarget,
    WeighingUpload,
)
from maillon_web.weighings.selectors.totals import find_span, measure_targets, total_by

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def address(name: str, filiere, *args) -> str:
    return reverse(f"weighings:{name}", args=[filiere.pk, *args])


@pytest.fixture
def shared(filiere, people):
    return {"filiere": filiere, "visibility": "members", "created_by": people.lead}


@pytest.fixture
def site(shared) -> WeighingSite:
    return WeighingSite.objects.create(name="Site fictif", **shared)


@pytest.fixture
def writer(as_user, people):
    return as_user(people.contributor)


@pytest.fixture
def opened(filiere, people):
    return open_filiere(reader=people.contributor, filiere_id=filiere.pk)


def given(site: WeighingSite, **fields: str) -> dict[str, str]:
    return {
        "weighed_on": "2026-03-05",
        "site": str(site.pk),
        "movement": "out:reuse",
        "category": "Mobilier",
        "kilograms": "12,5",
    } | fields


def bring(client, filiere, text: str, name: str = "fictif.csv") -> str:
    """Bring a file and return the address of its review."""
    file = SimpleUploadedFile(name, text.encode())
    answer = client.post(address("import", filiere), {"file": file})
    assert answer.status_code == 302
    return answer.url


def test_the_base_adds_up_as_the_rule_does(opened, site) -> None:
    moves = [("in", "drop_off"), ("in", "transfer"), ("out", "reuse"), ("out", "disposal")]
    for number in range(24):
        direction, channel = moves[number % 4]
        weigh(
            site,
            f"{number}.125",
            direction=direction,
            channel=channel,
            weighed_on=date(2026, number % 12 + 1, 3),
            category=f"Catégorie fictive {number % 3}",
        )
    weigh(site, "99", is_replaced=True)
    weigh(site, "5", direction="stock", channel="", weighed_on=date(2026, 1, 2))
    weigh(site, "40", direction="stock", channel="", weighed_on=date(2026, 12, 31))
    lines = [
        Line(
            weighed_on=kept.weighed_on,
            site=kept.site.name,
            direction=kept.direction,
            category=kept.category,
            kilograms=kept.kilograms,
            channel=kept.channel,
        )
        for kept in Weighing.objects.filter(is_replaced=False).select_related("site")
    ]
    start, end = YEAR
    pure = make_bilan(sum_weighings(lines, start=start, end=end), start=start, end=end)
    based = total_by(opened, start, end)
    assert {**based.to_document(), "stock_change_kg": None, "discrepancy_kg": None} == {
        **pure.to_document()
    }
    assert based.stock_change_kg == 35
    moved = sum(
        line.kilograms * (1 if line.direction == "in" else -1)
        for line in lines
        if line.direction != "stock"
    )
    assert based.discrepancy_kg == moved - 35


def test_the_next_weighing_keeps_the_day_and_the_site(writer, filiere, site, people) -> None:
    answer = writer.post(address("add", filiere), given(site, kilograms="1,2 t", category="velo"))
    kept = Weighing.objects.get()
    assert (kept.kilograms, kept.direction, kept.channel) == (1200, "out", "reuse")
    assert (kept.entered_by, kept.month) == (people.contributor, 2026 * 12 + 2)
    page = writer.get(answer.url).content.decode()
    assert 'value="2026-03-05"' in page
    assert "autofocus" in page
    assert ChangeSet.objects.get().kind == "weighing.add"
    wrong = given(site, kilograms="lourd", weighed_on=f"{timezone.localdate() + timedelta(1)}")
    refused = writer.post(address("add", filiere), wrong)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"kilograms", "weighed_on"}


def test_a_correction_replaces_a_line_that_stays_readable(writer, filiere, site, opened) -> None:
    first = weigh(site, "60")
    place = address("correct", filiere, first.pk)
    assert writer.post(place, given(site, kilograms="60")).status_code == 422  # corrects nothing
    answer = writer.post(place, given(site, kilograms="6", note="Virgule oubliée"))
    second = Weighing.objects.get(corrects=first)
    assert total_by(opened, *YEAR).outgoing_kg == 6
    page = plain(writer.get(answer.url).content.decode())
    assert "60 kg – Mobilier" in page
    assert "Virgule oubliée" in page
    # The first is corrected once; its correction may be corrected again, to nothing.
    assert writer.get(place).status_code == 302
    writer.post(address("correct", filiere, second.pk), given(site, kilograms="0"))
    assert total_by(opened, *YEAR).outgoing_kg == 0
    assert Weighing.objects.count() == 3
    # Undone from the latest: the first correction cannot be undone before the second.
    latest, earlier = ChangeSet.objects.filter(kind="weighing.correct").order_by("-pk")
    with pytest.raises(InconsistentData):
        undo_change(opened, earlier, author=latest.author)
    undo_change(opened, latest, author=latest.author)
    assert total_by(opened, *YEAR).outgoing_kg == 6


def test_a_closed_bilan_stays_as_published_and_late_lines_are_counted_apart(
    writer, filiere, site
) -> None:
    weigh(site, "100", entered_at=timezone.now() - timedelta(days=1))
    answer = writer.post(
        address("close", filiere),
        {
            "label": "Bilan fictif",
            "starts_on": "2026-01-01",
            "ends_on": "2026-06-30",
            "visibility": "members",
        },
    )
    closed = ClosedBilan.objects.get()
    assert Decimal(closed.totals["outgoing_kg"]) == 100
    said = writer.post(address("add", filiere), given(site, kilograms="7"), follow=True)
    assert "à part" in said.content.decode()
    weigh(site, "50", weighed_on=date(2026, 7, 1))  # not of the period
    page = plain(writer.get(answer.url).content.decode())
    assert "1 pesée saisie depuis" in page
    shown = writer.get(answer.url).context["differences"]
    assert [(row["published"], row["present"]) for row in shown[1:]] == [(0.1, 0.107)] * 2
    late = writer.get(address("list", filiere), {"late": closed.pk})
    assert [row["line"].kilograms for row in late.context["rows"]] == [7]
    closed.refresh_from_db()
    assert Decimal(closed.totals["outgoing_kg"]) == 100
    again = writer.post(
        address("close", filiere),
        {
            "label": "Encore",
            "starts_on": "2026-01-01",
            "ends_on": "2026-06-30",
            "visibility": "members",
        },
    )
    assert again.status_code == 422


def test_a_wide_sheet_comes_in_whole_and_goes_out_whole(writer, filiere, opened, people) -> None:
    text = "Date;Mobilier (kg);Textile\n05/03/2026;10;2,5\n06/03/2026;;4\n07/03/2026;x;\n"
    review = bring(writer, filiere, text)
    page = writer.get(review)
    assert len(page.context["plan"].new) == 0  # nothing says in or out, nor where
    writer.post(
        review,
        {
            "sheet": "fictif.csv",
            "unit": "kg",
            "direction": "in",
            "site": "Atelier fictif",
            "column-0": "date",
            "column-1": "of_category",
            "column-2": "of_category",
        },
    )
    page = writer.get(review)
    assert len(page.context["plan"].new) == 3
    assert "fictif.csv!B4" in page.content.decode()
    writer.post(f"{review}ecrire/")
    assert total_by(opened, *YEAR).incoming_kg == Decimal("16.5")
    assert not WeighingUpload.objects.exists()
    batch = WeighingImport.objects.get()
    assert (batch.line_count, batch.left_out_count) == (3, 1)
    change = ChangeSet.objects.get()
    assert (change.kind, change.changes.count()) == ("weighing.import", 2)
    # A correction since holds the import back; then it goes whole, with the site it brought.
    line = batch.lines.first()
    writer.post(address("correct", filiere, line.pk), given(line.site, kilograms="1"))
    with pytest.raises(InconsistentData, match="corrected"):
        undo_change(opened, change, author=people.contributor)
    undo_change(opened, ChangeSet.objects.first(), author=people.contributor)
    undoing = undo_change(opened, change, author=people.contributor)
    assert not Weighing.objects.exists()
    assert not WeighingSite.objects.exists()
    with pytest.raises(InconsistentData, match="come back"):
        undo_change(opened, undoing, author=people.contributor)


def test_a_file_brought_twice_adds_nothing_and_unknown_words_are_asked(
    writer, filiere, site
) -> None:
    text = CSV + CSV.splitlines()[1] + "\n"  # two same bicycles are two lines
    for expected in (2, 0):
        review = bring(writer, filiere, text)
        assert len(writer.get(review).context["plan"].new) == expected
        writer.post(f"{review}ecrire/")
    assert Weighing.objects.count() == 2
    review = bring(
        writer, filiere, CSV.replace("Vélo", "vélo").replace("Site fictif", "SITE Fictif")
    )
    assert not writer.get(review).context["plan"].new  # another spelling is no other thing
    page = writer.get(address("duplicates", filiere))
    assert [len(group["lines"]) for group in page.context["groups"]] == [2]
    words = "Date;Destination;Catégorie;Kg;Site\n05/03/2026;Benne Z;Bois;4;Site fictif\n"
    review = bring(writer, filiere, words)
    page = writer.get(review)
    (item,) = page.context["form"].list_words()
    writer.post(
        review,
        {"sheet": "fictif.csv", "unit": "kg", item["field"].html_name: "recycling"}
        | {
            f"column-{n}": key
            for n, key in enumerate(("date", "destination", "category", "weight", "site"))
        },
    )
    (line,) = writer.get(review).context["plan"].new
    assert (line.channel, line.note) == ("recycling", "Benne Z")


def test_the_bilan_answers_first_and_every_total_opens(writer, filiere, site, shared) -> None:
    page = writer.get(address("bilan", filiere))
    assert "Rien n’est encore pesé" in page.content.decode()
    WeighingTarget.objects.create(
        label="Objectif fictif",
        destinations=["reuse", "repair"],
        quantity_t=Decimal(10),
        starts_on=date(2025, 1, 1),
        due_on=date(2030, 12, 31),
        **shared,
    )
    for month in range(1, 11):
        weigh(
            site, "300", weighed_on=date(2026, month, 2), channel="repair" if month % 2 else "reuse"
        )
    weigh(site, "1000", channel="disposal")
    weigh(site, "5000", direction="in", channel="collection", is_replaced=False)
    page = writer.get(address("bilan", filiere))
    text = plain(page.content.decode())
    assert "3 t réemployées ou réparées sur 10 t visées d'ici le 31 décembre 2030 : 30 %." in text
    panel = plain(writer.get(address("overview_panel", filiere)).content.decode())
    assert "3 t réemployées ou réparées sur 10 t" in panel
    tiles = {tile.key: tile for tile in page.context["tiles"]}
    assert tiles["reuse"].value == pytest.approx(75)
    assert tiles["discrepancy"].value is None
    for tile in (tiles["incoming"], tiles["outgoing"]):
        for row in tile.rows:
            lines = writer.get(row.url).context["page"].paginator.object_list
            assert sum(kept.kilograms for kept in lines) == pytest.approx(row.value * 1000)
    for row in page.context["months"]:
        lines = writer.get(row.url).context["page"].paginator.object_list
        moved = sum(kept.kilograms for kept in lines)
        assert float(moved) == pytest.approx((row.incoming + row.outgoing) * 1000)
    assert page.context["path"].line
    (year,) = page.context["path_rows"]
    assert (year.label, year.value, year.share) == ("2026", 3, 0.3)
    assert "ligne droite" in text


def test_private_sites_stay_out_of_what_readers_and_bilans_say(
    as_user, people, filiere, shared, site, opened
) -> None:
    hidden = WeighingSite.objects.create(
        name="Site caché fictif", **shared | {"visibility": "private"}
    )
    kept = weigh(hidden, "500", category="Secret fictif")
    weigh(site, "10")
    reader = as_user(people.reader)
    text = reader.get(address("list", filiere)).content.decode()
    assert "Secret fictif" not in text
    assert "Site caché" not in text
    assert reader.get(address("line", filiere, kept.pk)).status_code == 404
    seen = open_filiere(reader=people.reader, filiere_id=filiere.pk)
    assert total_by(seen, *YEAR).outgoing_kg == 10
    assert total_by(opened, *YEAR).outgoing_kg == 510
    as_user(people.contributor).post(
        address("close", filiere),
        {"label": "B", "starts_on": "2026-01-01", "ends_on": "2026-06-30", "visibility": "members"},
    )
    assert Decimal(ClosedBilan.objects.get().totals["outgoing_kg"]) == 10


def test_what_is_of_another_filiere_is_not_found_nor_chosen(
    as_user, people, filiere, site, writer
) -> None:
    other = make_filiere(people, name="Autre filière fictive")
    other.members.exclude(user=people.lead).delete()
    there = WeighingSite.objects.create(name="Ailleurs", filiere=other, created_by=people.lead)
    line = weigh(there, "5")
    assert writer.get(address("list", other)).status_code == 404
    for name in ("line", "correct"):
        assert writer.get(address(name, filiere, line.pk)).status_code == 404
    refused = writer.post(address("add", filiere), given(there))
    assert "site" in refused.context["form"].errors
    review = bring(as_user(people.lead), other, CSV)
    upload = WeighingUpload.objects.get()
    assert writer.get(address("import_review", filiere, upload.pk)).status_code == 404
    assert writer.post(review + "ecrire/").status_code == 404
    assert not Weighing.objects.filter(filiere=filiere).exists()
    reader = as_user(people.reader)
    for name in ("add", "import", "close", "target_add", "site_add"):
        assert reader.get(address(name, filiere)).status_code == 404
    for name in ("list", "bilan", "targets", "sites", "imports", "duplicates", "export_csv"):
        assert reader.get(address(name, filiere)).status_code == 200
        assert as_user(people.stranger).get(address(name, filiere)).status_code == 404


def test_exports_hold_no_formula_and_come_in_again(writer, filiere, site) -> None:
    weigh(site, "1234.5", note="=cmd|' /C calc'!A0", ticket="@SUM(1)")
    answer = writer.get(address("export_csv", filiere))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(text), delimiter=";")
    assert row["Remarque"].startswith("'=")
    assert row["Ticket"].startswith("'@")
    assert row["Poids (kg)"] == "1234,5"
    assert writer.get(address("export_xlsx", filiere)).content[:2] == b"PK"
    weigh(site, "3", direction="in", channel="waste_site", category="Vélo")
    weigh(site, "77", is_replaced=True)
    exported = b"".join(writer.get(address("export_csv", filiere)).streaming_content).decode()
    Weighing.objects.all().delete()
    review = bring(writer, filiere, exported)
    plan = writer.get(review).context["plan"]
    assert [(line.kilograms, line.channel) for line in plan.new] == [
        (3, "waste_site"),
        (Decimal("1234.5"), "reuse"),
    ]


def test_a_page_asks_the_base_as_often_for_many_as_for_few(writer, filiere, shared) -> None:
    def count(name: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert writer.get(address(name, filiere)).status_code == 200
        return len(asked)

    def add(number: int) -> None:
        site = WeighingSite.objects.create(name=f"Site fictif n° {number}", **shared)
        batch = WeighingImport.objects.create(file_name=f"{number}.csv", **shared)
        weigh(site, "3", batch=batch)
        weigh(site, "3")
        weigh(site, "3", direction="stock", channel="", weighed_on=DAY - timedelta(days=100))
        weigh(site, "3", direction="stock", channel="", weighed_on=DAY + timedelta(days=1))
        WeighingTarget.objects.create(
            label=f"Objectif fictif {number}",
            destinations=["reuse"],
            quantity_t=Decimal(3),
            starts_on=DAY,
            due_on=date(2030, 1, 1),
            **shared,
        )
        ClosedBilan.objects.create(
            label=f"Bilan fictif {number}", starts_on=DAY, ends_on=DAY, **shared
        )

    names = ("list", "bilan", "targets", "sites", "imports", "duplicates")
    make_weighings(shared)
    add(0)
    count("list")
    few = {name: count(name) for name in names}
    for number in range(1, 5):
        add(number)
    assert {name: count(name) for name in names} == few


def test_targets_are_edited_and_sites_with_lines_stay(
    writer, filiere, shared, people, opened
) -> None:
    made = make_weighings(shared)
    place = address("target_edit", filiere, made["weighing_target"])
    form = {
        "label": "Objectif fictif",
        "quantity_t": "20",
        "starts_on": "2026-01-01",
        "due_on": "2030-12-31",
        "is_yearly": "on",
        "destinations": ["repair"],
        "visibility": "members",
        "version": "1",
    }
    assert writer.post(place, form).status_code == 302
    (standing,) = measure_targets(opened, find_span(opened))
    assert standing.target.destinations == ["repair"]
    assert standing.progress.reached_kg == 0
    assert writer.post(place, form | {"due_on": "2025-01-01", "version": "2"}).status_code == 422
    writer.post(address("site_remove", filiere, made["weighing_site"]))
    writer.post(address("site_remove", filiere, made["weighing_site_empty"]))
    assert WeighingSite.objects.get().pk == made["weighing_site"]
    same = writer.post(
        address("site_add", filiere), {"name": "SITE  fictif", "visibility": "members"}
    )
    assert "name" in same.context["form"].errors
    assert holdings.collect(people.lead)
    holdings.erase(people.lead)
    assert not holdings.collect(people.lead)
    assert Weighing.objects.count() == 2
