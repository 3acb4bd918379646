import re
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from tests.reports.hostile import CROWDED, ENDLESS, NASTY, SOLID, make_hostile
from tests.reports.sample import make_sample, make_shapes

from maillon.domain.errors import InvalidInput
from maillon.reports import render_docx
from maillon.reports.figure_text import make_cell, show_figure
from maillon.reports.wording import typeset


def open_word(content):
    return docx.Document(BytesIO(content))


def read_all(word):
    """Return every text of the body, the links included."""
    return " ".join(
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in word.element.body.iter(qn("w:p"))
    )


def read_cell(cell):
    return "".join(text.text or "" for text in cell._tc.iter(qn("w:t")))


def find_table(word, caption):
    for table in word.tables:
        if table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == caption:
            return table
    raise AssertionError(caption)


@pytest.fixture(scope="module")
def document():
    return make_sample()


@pytest.fixture(scope="module")
def word(document):
    return open_word(render_docx(document, shapes=make_shapes()))


def test_every_figure_is_in_the_annex_as_the_page_shows_it(document, word):
    annex = {}
    for table in word.tables:
        heads = [read_cell(cell) for cell in table.rows[0].cells]
        if heads == ["Chiffre", "Valeur", "À partir de"]:
            for row in table.rows[1:]:
                label, value, _made = (read_cell(cell) for cell in row.cells)
                annex[label] = value
    expected = {
        typeset(figure["label"]): typeset(show_figure(figure))
        for figure in document["figures"].values()
    }
    assert annex == expected
    assert any("secret" in value for value in annex.values())


def test_every_formula_stands_before_its_figures(document, word):
    text = read_all(word)
    for formula in {figure["formula"] for figure in document["figures"].values()}:
        assert typeset(formula) in text


def test_the_stage_table_shows_the_cells_of_the_page(document, word):
    table = find_table(word, "Établissements de chaque maillon")
    names = ("establishments", "ess_published", "ess_deduced", "ess_declared", "workforce")
    assert len(table.rows) == 1 + len(document["stages"])
    for stage, row in zip(document["stages"], table.rows[1:], strict=True):
        shown = [read_cell(cell) for cell in row.cells]
        assert shown[0] == stage["label"]
        cells = [make_cell(document, stage["figures"][name]) for name in names]
        assert shown[2:] == [
            cell["text"] + (f" ({cell['note']})" if cell["note"] else "") for cell in cells
        ]


def test_numbers_lead_to_a_place_that_exists_once(word):
    body = word.element.body
    places = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    targets = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} - {None}
    assert len(places) == len(set(places))
    assert all(re.fullmatch(r"\w{1,40}", name) for name in places)
    assert len(targets) > 40
    assert targets <= set(places)
    numbers = [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(numbers) == len(set(numbers))


def test_headings_make_the_outline(word):
    headings = [
        (paragraph.style.name, paragraph.text)
        for paragraph in word.paragraphs
        if paragraph.style.name.startswith(("Title", "Heading"))
    ]
    assert headings[0] == ("Title", "Exemple fictif de filière laine")
    first_level = [text for style, text in headings if style == "Heading 1"]
    assert first_level == [
        "L’essentiel",
        "La filière, maillon par maillon",
        "Ce qui manque ou tient à peu",
        "Pistes d’activité",
        "Comparaison avec des territoires semblables",
        "Les acteurs",
        "Ce que disent les documents publiés",
        "Méthode, limites et sources",
        "Chiffres expliqués",
    ]
    assert "Lavage – manquant" in [text for style, text in headings if style == "Heading 2"]


def test_every_table_repeats_its_heading_row_and_has_a_name(word):
    assert len(word.tables) >= 6
    for table in word.tables:
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val"))
        assert properties.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"
        heading, *others = table.rows
        assert heading._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in others)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_pictures_say_what_they_show(word):
    described = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert len(described) == 2
    assert "Élevage et tonte\u00a0: 1\u202f234 établissements" in described[0]
    assert described[1].startswith("Carte de Exemple fictif")
    assert all(shape.width <= word.sections[0].page_width for shape in word.inline_shapes)
    assert all(shape.height < word.sections[0].page_height for shape in word.inline_shapes)


def test_the_document_says_its_language_and_its_title(word):
    languages = {lang.get(qn("w:val")) for lang in word.styles.element.iter(qn("w:lang"))}
    assert languages == {"fr-FR"}
    properties = word.core_properties
    assert properties.language == "fr-FR"
    assert properties.title.startswith("Exemple fictif de filière laine")
    assert properties.author == "Maillon"
    assert properties.created.isoformat().startswith("2026-11-22")
    assert "python" not in properties.comments


def test_the_page_is_an_a4(word):
    section = word.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


def test_a_working_document_says_so_on_every_page(word):
    assert "Ne pas diffuser" in word.sections[0].header.paragraphs[0].text
    assert "Ne pas diffuser" in word.paragraphs[0].text
    public = open_word(render_docx(make_sample(audience="public")))
    assert "Ne pas diffuser" not in read_all(public)
    assert public.sections[0].header.paragraphs[0].text == ""


def test_only_addresses_of_the_web_are_links(word):
    outside = [relation for relation in word.part.rels.values() if relation.is_external]
    assert [relation.target_ref for relation in outside] == ["https://example.org/registre"]


@pytest.mark.parametrize("shapes", [None, {}, {"outline": []}])
def test_without_contours_there_is_no_map(shapes):
    word = open_word(render_docx(make_sample(), shapes=shapes))
    assert len(word.inline_shapes) == 1
    assert "Les acteurs" in read_all(word)


def test_an_english_document_is_english():
    word = open_word(render_docx(make_sample(language="en"), shapes=make_shapes()))
    assert {lang.get(qn("w:val")) for lang in word.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    text = read_all(word)
    assert "What is missing or fragile" in text
    assert "1,234" in text
    for french in ("Chiffres", "Calcul :", "À partir de", "Établi le", "Chaque nombre"):
        assert french not in text


def test_a_result_with_almost_nothing_still_makes_a_document():
    document = make_sample(actor_count=0, audience="public")
    document.update(
        stages=[],
        summary=[],
        totals={},
        figures={},
        comparison=None,
        opportunities=[],
        warnings=[],
        vintages=[],
    )
    del document["facts"]
    text = read_all(open_word(render_docx(document, shapes=make_shapes())))
    assert "Aucun acteur à montrer" in text
    assert "Chiffres expliqués" not in text


@pytest.mark.parametrize("content", [{}, {"language": "fr"}])
def test_what_is_no_result_is_refused(content):
    with pytest.raises(InvalidInput):
        render_docx(content)


@pytest.mark.parametrize(
    "name", [NASTY, ENDLESS, SOLID, CROWDED], ids=["nasty", "endless", "solid", "crowded"]
)
def test_hostile_names_stay_text(name):
    word = open_word(render_docx(make_hostile(name), shapes=make_shapes()))
    text = read_all(word)
    assert name[:12] in text
    assert "\x00" not in text
    if name == NASTY:
        assert "Exemple fictif <w:p>&amp; ]]> \"'=1+1 fin" in text
    assert len(word.core_properties.title) <= 255


def test_no_field_but_the_page_numbers(word):
    fields = {
        field.get(qn("w:instr"))
        for footer in (word.sections[0].footer, word.sections[0].first_page_footer)
        for field in footer._element.iter(qn("w:fldSimple"))
    }
    assert fields == {"PAGE", "NUMPAGES"}
    assert list(word.element.body.iter(qn("w:fldSimple"), qn("w:instrText"))) == []


def test_the_same_result_gives_the_same_bytes(document):
    first = render_docx(document)
    assert first == render_docx(document)
    with ZipFile(BytesIO(first)) as package:
        assert package.testzip() is None


def test_a_long_list_of_actors_is_cut_and_the_cut_is_said():
    text = read_all(open_word(render_docx(make_sample(actor_count=130))))
    assert "30 autres acteurs ne sont pas montrés" in text
