import re

import pytest
from tests.reports.sample import LONG_NAME, make_sample, make_shapes

from maillon.domain.language import get_language
from maillon.reports import render_html


@pytest.fixture(scope="module")
def page():
    return render_html(make_sample(), shapes=make_shapes())


def test_every_link_to_a_figure_leads_somewhere(page):
    targets = set(re.findall(r'id="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert len(links) > 50
    assert links <= targets


def test_every_figure_of_the_result_is_explained_once(page):
    for key in make_sample()["figures"]:
        assert page.count(f'id="fig-{key}"') == 1


def test_the_page_needs_no_network_and_no_script(page):
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="http:', page)
    assert not re.search(r"<(?:link|img|iframe)[^>]+(?:src|href)=\"https", page)
    assert "@import" not in page
    assert "url(http" not in page


def test_names_stay_text(page):
    assert "Exemple fictif &lt;b&gt;&amp; fils&lt;/b&gt;" in page
    assert "<b>&" not in page


def test_a_result_with_internal_data_says_so():
    band = "contient des données internes"
    assert band in render_html(make_sample(audience="members"))
    public = make_sample(audience="public")
    public["actors"] = [actor for actor in public["actors"] if actor["visibility"] == "public"]
    assert band not in render_html(public)
    assert band not in render_html({**public, "audience": "members"})


def test_a_page_shows_300_actors_and_says_how_many_follow():
    page = render_html(make_sample(actor_count=2000))
    assert page.count('role="rowheader"') == 300
    assert "1\u202f700 autres acteurs ne sont pas montrés" in page
    assert "--format csv" in page


def test_a_result_without_actor_does_not_claim_an_absence():
    page = render_html(make_sample(actor_count=0), shapes=make_shapes())
    assert "Cela ne prouve pas une absence" in page
    assert 'role="rowheader"' not in page


def test_a_result_without_comparison_facts_gaps_or_tracks_has_no_empty_section():
    document = make_sample()
    document.update(comparison=None, facts=[], opportunities=[], warnings=[])
    for stage in document["stages"]:
        stage["state"] = "present"
    page = render_html(document)
    for name in ("comparaison", "documents", "pistes", "manques"):
        assert f'id="{name}"' not in page
        assert f'href="#{name}"' not in page


def test_a_page_without_contours_has_no_map():
    assert "Carte des acteurs" not in render_html(make_sample(), shapes=None)


def test_withheld_and_unknown_numbers_are_said(page):
    assert "non publié (secret)" in page
    assert "retenu pour ne pas désigner un acteur" in page
    assert "non connu" in page


def test_long_names_and_documents_are_there(page):
    assert LONG_NAME.split("&", maxsplit=1)[0].strip() in page
    assert "p. 12" in page
    assert "Licence Ouverte 2.0" in page


def test_french_punctuation_stays_with_its_word(page):
    body = page.split("<body>")[1]
    assert " ;" not in re.sub(r"<[^>]+>", "", body)
    assert "10\u202f000 habitants" in page


def test_the_page_speaks_the_language_of_the_result_and_gives_ours_back():
    page = render_html(make_sample(language="en"))
    assert '<html lang="en">' in page
    assert "1,304" in page
    assert get_language() == "fr"
