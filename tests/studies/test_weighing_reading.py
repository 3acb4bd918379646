"""The spreadsheets of people who weigh, as they keep them."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter

from maillon.domain.errors import InvalidInput
from maillon.studies.weighing.bilans import (
    ReadingChoices,
    WeighingReading,
    open_tables,
    read_weighings,
    read_weight,
    recognise,
)

TODAY = date(2026, 11, 22)


def make_book(rows: list[list[object]]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Pesées")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def read(content: bytes, name: str, **choices: object) -> WeighingReading:
    ((sheet, rows),) = open_tables(content, name).items()
    return read_weighings(
        rows, recognise(rows), ReadingChoices(**choices), today=TODAY, sheet=sheet
    )


def test_a_log_is_read_under_its_title_whatever_its_words() -> None:
    book = make_book(
        [
            ["Ressourcerie fictive – journal de pesée", None, None],
            [],
            ["N° de bon", "Date de pesée", "Entrée / Sortie", "Flux", "Poids net (t)", "Provenance",
             "Exutoire", "Lieu de pesée", "Tare"],
            ["B1", date(2026, 3, 5), "Entrée", "Mobilier", 0.12, "Déchèterie de Testville", "",
             "Site fictif", 1],
            ["B2", "06/03/26", "S", "Mobilier", "0,1", "", "Vente en boutique", "Site fictif", 1],
            ["", "7 mars 2026", "sortie", "Textile", "80 kg", "", "Réparation", "Site fictif", ""],
            ["Total", "", "", "Total", 0.3, "", "", "", ""],
        ]
    )  # fmt: skip
    reading = read(book, "journal.xlsx")
    assert reading.problems == ()
    assert [line.kilograms for line in reading.weighings] == [120, 100, 80]
    assert [line.channel for line in reading.weighings] == ["waste_site", "reuse", "repair"]
    assert [line.weighed_on.day for line in reading.weighings] == [5, 6, 7]
    first = reading.weighings[0]
    assert (first.direction, first.ticket, first.site) == ("in", "B1", "Site fictif")
    assert first.note == "Déchèterie de Testville"  # the words are more precise than the key
    assert first.cell == "Pesées!E4"
    assert reading.total_count == 1
    assert not reading.assumed_unit


def test_a_column_for_each_category_gives_a_line_for_each_weight() -> None:
    text = (
        "Date;Mobilier (kg);DEEE;Textile;Total;Observations\r\n"
        "05/03/2026;12,5;;3;15,5;pluie\r\n"
        "06/03/2026;-;1 234,5;0;1234,5;\r\n"
    )
    reading = read(text.encode("cp1252"), "mois.csv", direction="in", site="Site fictif")
    assert [(line.category, line.kilograms) for line in reading.weighings] == [
        ("Mobilier", Decimal("12.5")),
        ("Textile", 3),
        ("DEEE", Decimal("1234.5")),
    ]
    assert {line.direction for line in reading.weighings} == {"in"}
    assert reading.assumed_unit  # « DEEE » and « Textile » do not say kg


def test_ways_in_and_out_may_each_have_their_column() -> None:
    text = "Jour\tCatégorie\tEntrées (kg)\tSorties (kg)\n2026-03-05\tVélo\t15\t9\n"
    reading = read(text.encode(), "deux.csv", site="Site fictif")
    assert [(line.direction, line.kilograms) for line in reading.weighings] == [
        ("in", 15),
        ("out", 9),
    ]


def test_each_problem_is_told_with_its_cell_and_the_other_lines_are_read() -> None:
    text = (
        "Date;Sens;Catégorie;Poids (kg);Site;Unité\n"
        "31/02/2026;Entrée;Vélo;10;S;kg\n"
        "05/03/2026;peut-être;Vélo;10;S;kg\n"
        "05/03/2026;Entrée;;10;S;kg\n"
        "05/03/2026;Entrée;Vélo;dix;S;kg\n"
        "05/03/2026;Entrée;Vélo;-4;S;kg\n"
        "05/03/2027;Entrée;Vélo;4;S;kg\n"
        "05/03/2026;Entrée;Vélo;4;;kg\n"
        "05/03/2026;Entrée;Vélo;4;S;m3\n"
        ";Entrée;Vélo;4;S;kg\n"
        "05/03/2026;Entrée;Vélo;;S;kg\n"
        "05/03/2026;Entrée;Vélo;4;S;kg\n"
    )
    reading = read(text.encode(), "fautes.csv")
    found = {problem.cell.split("!")[1]: problem.sentence for problem in reading.problems}
    assert list(found) == ["A2", "B3", "C4", "D5", "D6", "A7", "E8", "F9", "A10", "D11"]
    assert "12/03/2026" in found["A2"]
    assert "à venir" in found["A7"]
    assert len(reading.weighings) == 1


def test_unknown_words_are_asked_for_and_their_meaning_is_taken() -> None:
    text = "Date;Destination;Catégorie;Poids kg\n05/03/2026;Benne Dupond;Bois;4\n"
    asked = read(text.encode(), "mots.csv", site="S")
    (word,) = asked.unknown_words
    assert (word.direction, word.text, asked.weighings[0].channel) == (
        "out",
        "Benne Dupond",
        "other",
    )
    told = read(text.encode(), "mots.csv", site="S", channels={word.key: "recycling"})
    assert told.unknown_words == ()
    assert told.weighings[0].channel == "recycling"
    assert told.weighings[0].note == "Benne Dupond"


def test_an_empty_date_is_that_of_the_line_above_only_when_asked() -> None:
    text = "Date;Sens;Catégorie;Kg\n05/03/2026;E;Vélo;1\n;E;Jouet;2\n"
    assert len(read(text.encode(), "d.csv", site="S").weighings) == 1
    filled = read(text.encode(), "d.csv", site="S", fills_dates=True)
    assert [line.weighed_on.day for line in filled.weighings] == [5, 5]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [(b"", "vide.csv", "vide"), (b"rien", "faux.xlsx", "ne s’ouvre pas")],
)
def test_a_file_that_cannot_be_read_is_refused_kindly(content, name, words) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_tables(content, name)
    assert words in refused.value.for_user()


@pytest.mark.parametrize(
    ("cell", "kilograms"),
    [
        ("1 234,5", "1234.5"),
        ("1.234,5 kg", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("0,5t", "0.5"),
        (12, "12"),
        ("12.03.2026", None),
        ("douze", None),
        (float("nan"), None),
        (True, None),
        ("", None),
    ],
)
def test_a_weight_is_read_as_it_is_written(cell, kilograms) -> None:
    weight = read_weight(cell)
    assert (weight and weight[0]) == (kilograms and Decimal(kilograms))


def test_a_weight_beyond_all_scales_asks_for_its_unit() -> None:
    text = f"Date;Sens;Catégorie;Tonnes;Site\n05/03/2026;E;Vélo;{'9' * 40};S\n"
    (problem,) = read(text.encode(), "x.csv").problems
    assert "unité" in problem.sentence
