from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.people import add_actor, make_filiere
from tests.web.plan.conftest import address, open_as, plain

from maillon.domain.errors import InvalidInput
from maillon.reference.method import get_method
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import undo
from maillon_web.plan.models import (
    Action,
    ActionBudget,
    Dependency,
    Funding,
    Indicator,
    IndicatorValue,
    Objective,
)
from maillon_web.plan.services.dependencies import add_dependency
from maillon_web.plan.services.workbook import (
    ImportPlan,
    ReadBook,
    plan_import,
    read_upload,
    write_plan,
    write_template,
    write_workbook,
)
from maillon_web.plan.services.workbook.cells import read_day, read_number
from maillon_web.plan.services.workbook.columns import SHEETS, find_year_column
from maillon_web.signals.models import Obstacle, Project

LEVERS = get_method().levers
NASTY = "=1+1 ; « Œuvre », \"guillemets\" & <b>balise</b> + @SOMME('A1')\nDeuxième ligne, élu·e"


def upload(content: bytes, name: str = "plan.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def book(sheets: dict[str, list[list[Any]]]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as made:
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        page.write_datetime(number, place, cell, day)
                    elif cell is not None:
                        page.write(number, place, cell)
    return buffer.getvalue()


def read_back(content: bytes) -> dict[str, list[list[Any]]]:
    opened = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: opened.get_sheet_by_name(name).to_python() for name in opened.sheet_names}


def look(opened, content: bytes, **options: bool) -> ImportPlan:
    return plan_import(opened, read_upload(upload(content)), **options)


def take(opened, people, content: bytes, **options: bool) -> ImportPlan:
    plan = look(opened, content, **options)
    write_plan(opened.filiere, plan, author=people.lead)
    return plan


@pytest.fixture
def furnished(filiere, people, make_action) -> Action:
    """A plan with one of everything, and texts that spreadsheets like to change."""
    shared = {"filiere": filiere, "created_by": people.lead}
    title = NASTY.partition("\n")[0]
    objective = Objective.objects.create(title=title, description=NASTY, **shared)
    actor = add_actor(filiere, "Couture ; fictive", stage="tri")
    obstacle = Obstacle.objects.create(title="Bail = refusé", family="land", **shared)
    project = Project.objects.create(title="Halle", **shared)
    before = make_action("007", objective=objective, owner=people.reader, fte=Decimal("0.20"))
    action = make_action(
        "-Ouvrir",
        objective=objective,
        description=NASTY,
        partners="  bords  ",
        owner_name="Mission 12",
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 6, 30),
        stage_key="tri",
        lever_keys=[LEVERS[3].key, LEVERS[0].key],
        project=project,
        actors=[actor],
        obstacles=[obstacle],
        visibility="private",
        status="blocked",
        priority=1,
    )
    make_action("Partie", parent=action)
    add_dependency(before, action, author=people.lead)
    ActionBudget.objects.create(action=action, year=2026, planned_eur=Decimal("1234.56"))
    ActionBudget.objects.create(action=action, year=2027, spent_eur=0)
    Funding.objects.create(action=action, funder="Fonds ; fictif", state="asked", asked_eur=10)
    indicator = Indicator.objects.create(
        label="Tonnes", unit="t", baseline=Decimal("0.125"), target=3, objective=objective, **shared
    )
    indicator.actions.add(action, before)
    IndicatorValue.objects.create(
        indicator=indicator, measured_on=date(2026, 1, 1), value=2, source="+33 fictif"
    )
    return action


@pytest.mark.usefixtures("furnished")
def test_the_export_imported_again_changes_nothing(opened, people):
    plan = look(opened, write_workbook(opened))
    assert [(d.kind, d.name, d.changes) for d in (*plan.created, *plan.changed)] == []
    assert (plan.problems, plan.unknown_columns, plan.skipped_sheets) == ([], [], [])
    assert plan.same == 10
    count = ChangeSet.objects.count()
    write_plan(opened.filiere, plan, author=people.lead)
    assert ChangeSet.objects.get(kind="plan.import").changes.count() == 0
    assert ChangeSet.objects.count() == count + 1


@pytest.mark.usefixtures("furnished")
def test_the_export_imported_in_another_filiere_makes_the_same_plan(opened, people):
    content = write_workbook(opened)
    other = make_filiere(people, name="Autre")
    there = open_as(people.lead, other)
    plan = take(there, people, content)
    assert {plain(problem.sentence).split(" »")[-1] for problem in plan.problems} == {
        " n’est pas dans cette filière."
    }
    assert {a.title for a in Action.objects.filter(filiere=other)} == {"007", "-Ouvrir", "Partie"}
    made = Action.objects.get(filiere=other, title="-Ouvrir")
    assert made.description == NASTY
    assert made.parts.get().title == "Partie"
    assert made.needs.get().before.title == "007"
    assert made.objective.filiere == other
    assert made.budgets.get(year=2026).planned_eur == Decimal("1234.56")
    assert made.fundings.get().asked_eur == 10
    assert made.indicators.get().values.get().value == 2
    assert look(there, content).created == []
    undo(ChangeSet.objects.get(kind="plan.import"), author=people.lead)
    assert not Action.objects.filter(filiere=other).exists()
    assert not Objective.objects.filter(filiere=other).exists()


@pytest.mark.usefixtures("furnished")
def test_no_cell_of_the_export_is_a_formula(opened):
    content = write_workbook(opened)
    with ZipFile(BytesIO(content)) as archive:
        pages = [archive.read(n) for n in archive.namelist() if "worksheets/sheet" in n]
    assert not any(b"<f>" in page for page in pages)
    titles = [row[1] for row in read_back(content)["Actions"][1:]]
    assert {"007", "-Ouvrir"} <= set(titles)


@pytest.mark.usefixtures("furnished")
def test_the_export_has_only_what_its_reader_sees(filiere, people):
    told = str(read_back(write_workbook(open_as(people.reader, filiere))))
    assert "007" in told
    assert "-Ouvrir" not in told
    assert "1234.56" not in told


def test_export_and_template_have_the_same_columns(opened):
    given, empty = read_back(write_workbook(opened)), read_back(write_template())
    assert list(given) == [*(sheet.name for sheet in SHEETS), "Lisez-moi"]
    assert {name: rows[0] for name, rows in given.items()} == {
        name: rows[0] for name, rows in empty.items()
    }


@pytest.mark.usefixtures("furnished")
def test_a_changed_cell_is_the_only_change(opened, people):
    sheets = read_back(write_workbook(opened))
    header = sheets["Actions"][0]
    row = next(row for row in sheets["Actions"] if row[1] == "007")
    row[header.index("État")] = "En cours"
    row[header.index("Fin")] = "31/12/2027"
    row[header.index("ETP")] = ""
    plan = look(opened, book(sheets))
    (draft,) = plan.changed
    assert {change.label for change in draft.changes} == {"État", "Fin", "ETP"}
    assert plan.created == []
    write_plan(opened.filiere, plan, author=people.lead)
    action = Action.objects.get(title="007")
    assert (action.status, action.ends_on, action.fte) == ("running", date(2027, 12, 31), None)


PLAIN = [
    ["Plan d’action 2026", None, None, None, None, None, None],
    [],
    ["Axe", "Action", "Pilote", "Échéance", "Statut", "Budget 2025", "Dépensé 2025", "Remarque"],
    [
        "Collecter",
        "Ouvrir un point",
        "Mission fictive",
        "T2 2027",
        "à faire",
        "12 000 €",
        150.5,
        "Urgent",
    ],
    ["Collecter", "Former", "reader", date(2027, 3, 1), "Terminé", None, None, None],
    ["", "", "Personne", None, None, None, None, None],
    ["Trier", "Équiper", None, "bientôt", "en route", "cher", None, None],
]


def test_a_plain_table_is_recognised_by_its_headers(opened, people):
    plan = take(opened, people, book({"Feuil1": PLAIN, "Notes": [["rien"]]}), keeps_unknown=True)
    assert plan.skipped_sheets == ["Notes"]
    assert [objective.title for objective in Objective.objects.all()] == ["Collecter", "Trier"]
    first = Action.objects.get(title="Ouvrir un point")
    assert (first.ends_on, first.status) == (date(2027, 6, 30), "planned")
    assert (first.owner_name, first.objective.title) == ("Mission fictive", "Collecter")
    budget = first.budgets.get()
    assert (budget.year, budget.planned_eur, budget.spent_eur) == (2025, 12000, Decimal("150.5"))
    second = Action.objects.get(title="Former")
    assert (second.owner, second.ends_on, second.status) == (
        people.reader,
        date(2027, 3, 1),
        "done",
    )


def test_what_a_plain_table_says_otherwise_is_told_with_its_cell_and_kept(opened, people):
    plan = take(opened, people, book({"Feuil1": PLAIN}), keeps_unknown=True)
    told = {plain(problem.where): problem for problem in plan.problems}
    assert told["B6 de « Feuil1 »"].is_row
    assert "bientôt" in told["D7 de « Feuil1 »"].sentence
    assert "en route" in told["E7 de « Feuil1 »"].sentence
    assert "cher" in told["F7 de « Feuil1 »"].sentence
    assert "colonne H" in plan.unknown_columns[0]
    kept = Action.objects.get(title="Équiper")
    assert kept.description == "Fin : bientôt\nÉtat : en route"
    assert Action.objects.get(title="Ouvrir un point").description == "Remarque : Urgent"


def test_a_plain_table_imported_again_changes_nothing(opened, people):
    content = book({"Feuil1": PLAIN})
    take(opened, people, content, keeps_unknown=True)
    assert look(opened, content, keeps_unknown=True).is_nothing


def test_a_title_that_comes_twice_is_two_actions_and_stays_two(opened, people):
    content = book({"P": [["Action", "Pilote"], ["Suivre", "Un"], ["Suivre", "Deux"]]})
    take(opened, people, content)
    assert Action.objects.count() == 2
    assert look(opened, content).is_nothing


def test_without_being_asked_the_description_is_left_alone(opened, people):
    take(opened, people, book({"Feuil1": PLAIN}))
    assert not Action.objects.exclude(description="").exists()


def test_an_empty_cell_of_a_plain_table_erases_nothing(opened, people, make_action):
    make_action("Former", owner_name="Mission fictive", ends_on=date(2027, 1, 1))
    take(opened, people, book({"P": [["Action", "Pilote", "Fin"], ["Former", "", ""]]}))
    assert Action.objects.get().owner_name == "Mission fictive"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["A", "x" * 201, None, None]], "la limite est 200"),
        ([["A", "Finit avant", "2027-02-01", "2027-01-01"]], "avant de commencer"),
        ([["A", "", "2027-02-01", None]], "pas d’intitulé"),
    ],
)
def test_a_row_that_makes_no_sense_is_left_out_with_its_sentence(rows, sentence, opened):
    header = ["Axe", "Action", "Début", "Fin"]
    plan = look(opened, book({"P": [header, *rows]}))
    (problem,) = plan.problems
    assert sentence in plain(problem.sentence)
    assert problem.is_row
    assert not [draft for draft in plan.created if draft.kind == "actions"]


def ours(**rows: list[list[Any]]) -> bytes:
    """Our workbook, with a few columns and these rows."""
    headers = {
        "Actions": ["Réf.", "Action", "Fait partie de"],
        "Budgets": ["Action", "Année", "Prévu (€)"],
        "Financements": ["Action", "Financeur", "État", "Obtenu (€)"],
        "Dépendances": ["Action qui attend", "Attend la fin de"],
        "Indicateurs": ["Réf.", "Indicateur", "Unité"],
        "Valeurs": ["Indicateur", "Date", "Valeur", "Source"],
    }
    return book({name: [header, *rows.get(name, [])] for name, header in headers.items()})


@pytest.mark.parametrize(
    ("sheet", "row", "sentence"),
    [
        ("Budgets", ["Inconnue", 2026, 5], "ni dans ce classeur ni dans le plan"),
        ("Budgets", ["Une", None, 5], "De quelle année"),
        ("Budgets", ["Une", "26", 5], "n’est pas une année"),
        ("Budgets", ["Une", 2026, "beaucoup"], "n’est pas un nombre"),
        ("Budgets", ["Une", 2026, -5], "hors de ce qui est possible"),
        ("Financements", ["Une", None, "Obtenu", 5], "Le financeur manque"),
        ("Financements", ["Une", "Fonds fictif", "Demandé", 5], "va avec l’état"),
        ("Financements", ["Une", "Fonds fictif", "Rêvé", None], "n’est pas reconnu"),
        ("Dépendances", ["Une", "Une"], "s’attendre elle-même"),
        ("Dépendances", ["Deux", "Une"], "tourneraient en rond"),
        ("Dépendances", ["Une", "Partie"], "l’une dans l’autre"),
        ("Dépendances", ["Une", None], "Il manque « Attend la fin de »"),
        ("Indicateurs", [None, "Sans unité", None], "pas d’unité"),
        ("Valeurs", ["Tonnes", "2026-01-01", 5, None], "Il manque « Source »"),
        ("Valeurs", ["Tonnes", "hier", 5, "Fictif"], "n’est pas une date"),
        ("Actions", [None, "Une", None], "revient deux fois"),
        ("Actions", [None, "Petite", "Partie"], "n’en contient pas d’autre"),
        ("Actions", [None, "Petite", "Personne"], "ni dans ce classeur"),
    ],
)
def test_each_wrong_row_is_told_by_one_sentence_and_nothing_else_is_lost(
    sheet, row, sentence, opened, people, make_action
):
    right = {
        "Actions": [
            ["A99-abcdef", "Une", None],
            [None, "Deux", None],
            [None, "Partie", "Une"],
        ],
        "Dépendances": [["Une", "Deux"]],
        "Indicateurs": [[None, "Tonnes", "t"]],
        "Valeurs": [["Tonnes", "2026-05-01", 1, "Fictif"]],
    }
    if sentence == "revient deux fois":
        row = ["A99-abcdef", "Une encore", None]
    plan = take(opened, people, ours(**right | {sheet: [*right.get(sheet, []), row]}))
    assert [sentence in plain(problem.sentence) for problem in plan.problems] == [True]
    assert sheet in plan.problems[0].where
    assert {"Une", "Deux", "Partie"} <= set(Action.objects.values_list("title", flat=True))
    assert (Dependency.objects.count(), IndicatorValue.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"PK\x03\x04 pas un classeur", "abîmé"),
        (b"Action;Pilote\nA;B\n", ".xlsx"),
        (b"%PDF-1.7 fictif", ".xlsx"),
        (b"\xd0\xcf\x11\xe0 ancien", ".xls"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(content, sentence):
    with pytest.raises(InvalidInput) as caught:
        read_upload(upload(content))
    assert sentence in plain(caught.value.for_user())


def test_a_workbook_without_actions_is_refused():
    with pytest.raises(InvalidInput) as caught:
        read_upload(upload(book({"Feuil1": [["Nom", "Ville"], ["a", "b"]]})))
    assert "colonne « Action »" in plain(caught.value.for_user())


def test_sizes_are_bounded(monkeypatch):
    from maillon_web.plan.services.workbook import reading

    long = book({"P": [["Action", "Pilote"], *([["x", "y"]] * 3001)]})
    with pytest.raises(InvalidInput) as caught:
        read_upload(upload(long))
    assert "3" in plain(caught.value.for_user())
    monkeypatch.setattr(reading, "_MOST_BYTES", 100)
    with pytest.raises(InvalidInput) as caught:
        read_upload(upload(long))
    assert "Mo" in plain(caught.value.for_user())


def test_nothing_of_the_file_stays_on_the_server(settings, tmp_path):
    settings.UPLOADS_FOLDER = tmp_path
    read_upload(upload(book({"Feuil1": PLAIN})))
    with pytest.raises(InvalidInput):
        read_upload(upload(book({"Feuil1": [["rien"]]})))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_is_read_is_carried_without_loss():
    read = read_upload(upload(book({"Feuil1": PLAIN})))
    assert ReadBook.from_plain(read.to_plain()) == read


def test_the_person_looks_before_anything_is_written(filiere, people, as_user):
    client = as_user(people.contributor)
    given = {"file": upload(book({"Feuil1": PLAIN})), "keeps_unknown": "on"}
    page = client.post(address("import", filiere), given)
    assert "Rien n’est encore écrit" in plain(page.content.decode())
    assert not Action.objects.exists()
    sent = {"token": page.context["token"], "digest": page.context["digest"]}
    written = client.post(address("import_write", filiere), sent, follow=True)
    assert "Classeur importé" in written.content.decode()
    assert Action.objects.count() == 3
    again = client.post(address("import_write", filiere), sent)
    assert again.status_code == 409


def test_a_reading_is_of_its_person_and_of_its_filiere(filiere, people, as_user):
    given = {"file": upload(book({"Feuil1": PLAIN}))}
    page = as_user(people.contributor).post(address("import", filiere), given)
    sent = {"token": page.context["token"], "digest": page.context["digest"]}
    other = make_filiere(people, name="Autre")
    as_user(people.lead).post(address("import_write", filiere), sent)
    as_user(people.contributor).post(address("import_write", other), sent)
    as_user(people.contributor).post(
        address("import_write", filiere), sent | {"token": sent["token"][:-2] + "xx"}
    )
    assert as_user(people.reader).post(address("import_write", filiere), sent).status_code == 404
    assert not Action.objects.exists()


def test_a_wrong_file_gets_its_sentence_on_the_page(filiere, people, as_user):
    answer = as_user(people.lead).post(address("import", filiere), {"file": upload(b"rien")})
    assert answer.status_code == 422
    assert ".xlsx" in plain(answer.content.decode())


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("31/12/2026", date(2026, 12, 31), date(2026, 12, 31)),
        ("1.3.27", date(2027, 3, 1), date(2027, 3, 1)),
        ("Mars 2027", date(2027, 3, 1), date(2027, 3, 31)),
        ("fin février 2028", date(2028, 2, 1), date(2028, 2, 29)),
        ("juil. 2027", date(2027, 7, 1), date(2027, 7, 31)),
        ("1er avril 2027", date(2027, 4, 1), date(2027, 4, 1)),
        ("T4 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("2e semestre 2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
        (2027, date(2027, 1, 1), date(2027, 12, 31)),
        ("", None, None),
    ],
)
def test_days_are_read_as_french_tables_write_them(text, start, end):
    assert read_day(text, is_end=False) == start
    assert read_day(text, is_end=True) == end


@pytest.mark.parametrize("text", ["hier", "30/02/2027", "ju 2027", "T5 2027", "1/1/0001", "mars"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(InvalidInput):
        read_day(text, is_end=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12 000 €", 12000),
        ("12\u202f000,50", Decimal("12000.50")),
        ("12,5 k€", 12500),
        (1.25, Decimal("1.25")),
        ("", None),
    ],
)
def test_sums_are_read_as_people_write_them(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["cher", "NaN", "inf", "1 2 3 x", "9" * 30, "-1"])
def test_what_is_no_sum_is_refused(text):
    with pytest.raises(InvalidInput):
        read_number(text)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Budget 2025", ("planned_eur", 2025)),
        ("Coût prévisionnel 2026 (€)", ("planned_eur", 2026)),
        ("Budget réalisé 2024", ("spent_eur", 2024)),
        ("Dépensé 2025", ("spent_eur", 2025)),
        ("Budget", None),
        ("Bilan 2025", None),
        ("Budget 25", None),
    ],
)
def test_sums_by_year_are_told_by_their_header(header, found):
    assert find_year_column(header) == found
