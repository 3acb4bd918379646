"""Every passage of a bundled case is in the document, and our sentences are not."""

import csv
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from maillon.domain.text import fold, split_words
from maillon.reference.cases import Case, CaseFact, Passage, get_case

pytestmark = pytest.mark.realdata

SHARED = Path(__file__).resolve().parents[3] / "../shared"
DOCUMENT = SHARED / "sources" / "reperess_filieres_ess.txt"
STAGES = SHARED / "tables" / "filiere_maillon_naf.csv"
CASES_FOLDER = Path(__file__).resolve().parents[3] / "src" / "maillon" / "reference" / "cases"
# First words of the organisation that follows the names in the acknowledgements.
ORGANISATIONS = {
    "Parc",
    "Grenoble",
    "Métropole",
    "Communauté",
    "Région",
    "Recycl’Occ",
    "Nantes",
    "EPT",
    "Département",
    "Les",
    "Lainamac",
    "Plaine",
    "Redon",
    "Rebooteille",
    "PTCE",
}
# Shorter runs are names (comité de bassin d’emploi du Seignanx).
SHORTEST_COPY = 9
KEYS = sorted(path.stem for path in CASES_FOLDER.glob("*.yaml"))


@pytest.fixture(params=KEYS)
def case(request: pytest.FixtureRequest) -> Case:
    return get_case(request.param)


@pytest.fixture(scope="module")
def lines() -> list[str]:
    if not DOCUMENT.exists():
        pytest.skip("the guide does not lie beside the project")
    return DOCUMENT.read_text(encoding="utf-8").split("\n")


def _flatten(text: str) -> str:
    plain = text.replace("’", "'").replace("‘", "'").replace("\u00a0", " ").replace("\u202f", " ")
    return " ".join(plain.split())


def _passage_text(lines: list[str], passage: Passage) -> str:
    return _flatten(" ".join(lines[passage.first_line - 1 : passage.last_line]))


def _iter_passages(value: object) -> Iterator[Passage]:
    if isinstance(value, Passage):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _iter_passages(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _iter_passages(getattr(value, field.name))


def _list_names(lines: list[str]) -> set[str]:
    """Return the folded names of persons in the contacts and the acknowledgements."""
    names = {
        fold(line)
        for line in lines
        if re.fullmatch(r" ?[A-ZÉ][a-zéèëï-]+ [A-ZÉÈ][A-ZÉÈ-]{2,} ?", line)
    }
    start = lines.index("Remerciements") + 1
    end = next(i for i in range(start, len(lines)) if lines[i].startswith("https://"))
    for group in "\n".join(lines[start:end]).split("\n\n"):
        words = group.replace("- ", "-").replace("-\n", "-").split()
        stop = next((i for i, word in enumerate(words) if word in ORGANISATIONS), len(words))
        names |= {fold(name) for name in " ".join(words[:stop]).split("&") if name.strip()}
    return names


def test_each_quote_stands_in_the_lines_that_the_case_gives(case: Case, lines: list[str]) -> None:
    missing = [
        (passage.lines, passage.quote)
        for passage in _iter_passages(case)
        if passage.last_line > len(lines)
        or _flatten(passage.quote) not in _passage_text(lines, passage)
    ]
    assert missing == []


def test_each_number_is_written_in_its_passage(case: Case, lines: list[str]) -> None:
    for fact in case.facts:
        text = _passage_text(lines, fact.passage)
        assert _is_written(fact, text), (fact.text, text)
        assert fact.year is None or str(fact.year) in text, (fact.text, fact.year)


def _is_written(fact: CaseFact, text: str) -> bool:
    if fact.value is None:
        return True
    if fact.written:
        return _flatten(fact.written) in text
    digits = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", text)
    return re.search(rf"(?<!\d){fact.value}(?!\d)", digits) is not None


def test_a_page_is_given_only_where_its_number_is_printed(case: Case, lines: list[str]) -> None:
    printed = {
        int(found[1].replace(" ", ""))
        for line in lines
        if (found := re.search(r"R T E S  \|  (\d(?: \d)*)$", line))
    }
    assert set(case.source.pages) <= printed
    assert {p.page for p in _iter_passages(case) if p.page is not None} <= set(case.source.pages)


def test_no_person_of_the_document_is_named_in_a_case(lines: list[str]) -> None:
    names = _list_names(lines)
    assert {"GERALDINE CAUCHY", "PHILIPPE MIGNARD", "STEPHANE ROBERT"} <= names
    assert len(names) > 20
    for path in CASES_FOLDER.glob("*.yaml"):
        text = f" {fold(path.read_text(encoding='utf-8'))} "
        assert [name for name in names if f" {name} " in text] == [], path.name
        surnames = {name.split()[-1] for name in names}
        assert [name for name in surnames if f" {name} " in text] == [], path.name


def test_our_sentences_are_not_copied_from_the_document(case: Case, lines: list[str]) -> None:
    words = split_words(_flatten(" ".join(lines)))
    runs = {tuple(words[i : i + SHORTEST_COPY]) for i in range(len(words) - SHORTEST_COPY + 1)}
    copied = [
        " ".join(mine[i : i + SHORTEST_COPY])
        for text in _list_sentences(case)
        for mine in [split_words(text)]
        for i in range(len(mine) - SHORTEST_COPY + 1)
        if tuple(mine[i : i + SHORTEST_COPY]) in runs
    ]
    assert copied == []


def _list_sentences(case: Case) -> list[str]:
    statements = [*case.needs, *case.resources, *case.know_how, *case.levers, *case.facts]
    return [
        case.title,
        case.summary,
        case.territory.note,
        *case.filiere_notes.values(),
        *(statement.text for statement in statements),
        *(need.answer for need in case.needs),
        *(fact.note for fact in case.facts),
        *(actor.role for actor in case.actors),
        *(actor.place_reason for actor in case.actors),
        *(stage.reason for actor in case.actors for stage in actor.stages),
    ]


def test_each_stage_exists_in_the_filiere_it_is_given_for(case: Case) -> None:
    if not STAGES.exists():
        pytest.skip("the table of stages does not lie beside the project")
    with STAGES.open(encoding="utf-8", newline="") as stream:
        known = {(row["filiere"], row["maillon"]) for row in csv.DictReader(stream)}
    statements = [*case.needs, *case.resources, *case.know_how, *case.facts]
    pairs = {
        (stage.filiere_key, stage.stage_key) for actor in case.actors for stage in actor.stages
    } | {(s.filiere_key, s.stage_key) for s in statements if s.filiere_key and s.stage_key}
    assert pairs <= known
