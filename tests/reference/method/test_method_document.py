"""Every passage of the method is in its document, and our sentences are not."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

import pytest

from maillon.domain.text import split_words
from maillon.reference.method import MethodPassage, get_method, list_means_cases

pytestmark = pytest.mark.realdata

SOURCES = Path(__file__).resolve().parents[3] / "../shared/sources"
METHOD = get_method()
FILES = {document.key: document.file for document in METHOD.documents}
# Shorter runs are names, and headings that have only one wording.
SHORTEST_COPY = 9


@cache
def _lines(document: str) -> list[str]:
    path = SOURCES / FILES[document]
    if not path.exists():
        pytest.skip("the documents do not lie beside the project")
    return path.read_text(encoding="utf-8").split("\n")


def _flatten(text: str) -> str:
    return " ".join(
        re.sub(r"[\u00a0\u202f]", " ", text.replace("’", "'").replace("‘", "'")).split()
    )


def _walk(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from _walk(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _walk(getattr(value, field.name))


def _passages() -> list[MethodPassage]:
    found = list(_walk((METHOD, list_means_cases())))
    return [item for item in found if isinstance(item, MethodPassage)]


def test_each_quote_stands_in_the_lines_that_the_method_gives() -> None:
    passages = _passages()
    assert len(passages) > 100
    missing = [
        (passage.document, passage.lines, passage.quote)
        for passage in passages
        if _flatten(passage.quote)
        not in _flatten(
            " ".join(_lines(passage.document)[passage.first_line - 1 : passage.last_line])
        )
    ]
    assert missing == []


def test_each_lever_in_brief_of_the_guide_has_its_key() -> None:
    """Between the first and the last lever of a step, no line of the list is left out."""
    for step in METHOD.steps:
        covered = {
            number
            for lever in step.levers
            for number in range(lever.passage.first_line, lever.passage.last_line + 1)
        }
        span = range(min(covered), max(covered) + 1)
        left = [n for n in span if n not in covered and _lines("guide")[n - 1].strip()]
        assert left == [], step.key


def test_each_number_of_the_means_is_written_in_a_passage() -> None:
    for case in list_means_cases():
        for result in case.results:
            if result.value is not None:
                text = " ".join(
                    _lines("guide")[result.passage.first_line - 1 : result.passage.last_line]
                )
                digits = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", text)
                assert re.search(rf"(?<!\d){result.value}(?!\d)", digits), result.label


def test_our_sentences_are_not_copied_from_the_documents() -> None:
    runs = {
        tuple(words[i : i + SHORTEST_COPY])
        for document in FILES
        for words in [split_words(_flatten(" ".join(_lines(document))))]
        for i in range(len(words) - SHORTEST_COPY + 1)
    }
    quotes = {passage.quote for passage in _passages()}
    copied = [
        text
        for text in _walk((METHOD, list_means_cases()))
        if isinstance(text, str) and text not in quotes
        for mine in [split_words(text)]
        for i in range(len(mine) - SHORTEST_COPY + 1)
        if tuple(mine[i : i + SHORTEST_COPY]) in runs
    ]
    titles = {document.title for document in METHOD.documents}
    places = {passage.where for passage in _passages()}
    assert set(copied) - titles - places == set()
