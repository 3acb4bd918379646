import copy

import pytest
from tests.reports.hostile import ENDLESS, NASTY
from tests.reports.sample import make_sample

from maillon.domain.errors import InvalidInput
from maillon.reports.clean_text import clean_diagnosis, clean_texts, cut


def test_what_xml_forbids_goes_and_the_rest_stays():
    cleaned = clean_texts({"text": NASTY})["text"]
    assert cleaned == "Exemple fictif <w:p>&amp; ]]> \"'=1+1 fin"


def test_texts_are_cleaned_however_deep():
    assert clean_texts({"a": [{"name": "b\x00"}, 3, None]}) == {"a": [{"name": "b"}, 3, None]}


def test_a_name_is_cut_sooner_than_a_text():
    cleaned = clean_texts({"name": ENDLESS, "text": ENDLESS})
    assert len(cleaned["name"]) <= 200 < len(ENDLESS)
    assert len(cleaned["text"]) <= 1500


def test_a_cut_falls_between_words():
    assert cut("un deux trois", 10) == "un deux…"
    assert cut("un deux", 10) == "un deux"


def test_the_result_given_is_left_as_it_was():
    document = make_sample(actor_count=2)
    before = copy.deepcopy(document)
    clean_diagnosis(document)
    assert document == before


def test_an_incomplete_result_is_refused_and_what_is_missing_is_named():
    document = make_sample()
    del document["figures"], document["stages"]
    with pytest.raises(InvalidInput) as refused:
        clean_diagnosis(document)
    assert list(refused.value.details) == ["stages", "figures"]
    assert "incomplet" in refused.value.for_user()
