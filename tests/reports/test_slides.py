from io import BytesIO
from pathlib import Path

import font_source_sans_pro
import pptx
import pytest
from PIL import ImageFont
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from tests.reports.hostile import CROWDED, ENDLESS, NASTY, SOLID, make_hostile
from tests.reports.sample import make_sample, make_shapes

from maillon.domain.errors import InvalidInput
from maillon.reports import render_pptx
from maillon.reports.figure_text import show_figure
from maillon.reports.wording import typeset

PT_PER_EMU = 72 / 914400
# The bundled font is about a tenth narrower than the one that the slides name.
FONT = Path(font_source_sans_pro.font_directory) / "SourceSansPro-Regular.ttf"
WIDER = 1.12


def open_deck(content):
    return pptx.Presentation(BytesIO(content))


def read_slide(slide):
    texts = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            texts.append(shape.text_frame.text)
        elif shape.has_table:
            texts += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(texts)


def read_notes(slide):
    return slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""


@pytest.fixture(scope="module")
def document():
    return make_sample()


@pytest.fixture(scope="module")
def deck(document):
    return open_deck(render_pptx(document, shapes=make_shapes()))


def make_overfull():
    document = make_sample(actor_count=500, verbosity=30, kind="ecosystem")
    for stage in document["stages"]:
        stage["state"] = "fragile"
        stage["state_reasons"] = [{"code": "x", "text": f"{stage['label']} : " + "texte " * 60}]
    document["vintages"] *= 12
    for sentence in document["summary"]:
        sentence["text"] = "Exemple fictif de phrase longue. " * 20
    return document


DECKS = {
    "usual": make_sample,
    "overfull": make_overfull,
    "nasty": lambda: make_hostile(NASTY),
    "endless": lambda: make_hostile(ENDLESS),
    "solid": lambda: make_hostile(SOLID),
    "crowded": lambda: make_hostile(CROWDED),
    "english": lambda: make_sample(language="en", kind="ecosystem"),
}


@pytest.fixture(scope="module", params=DECKS)
def any_deck(request):
    return open_deck(render_pptx(DECKS[request.param](), shapes=make_shapes()))


def test_the_deck_has_five_to_eight_slides_with_a_title_in_its_place(any_deck):
    assert 5 <= len(any_deck.slides) <= 8
    for slide in any_deck.slides:
        assert slide.shapes.title.placeholder_format.type in {
            PP_PLACEHOLDER.TITLE,
            PP_PLACEHOLDER.CENTER_TITLE,
        }
        assert slide.shapes.title.text_frame.text.strip()


def test_nothing_leaves_the_slide(any_deck):
    for slide in any_deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= any_deck.slide_width
            assert shape.top + shape.height <= any_deck.slide_height


def test_shapes_have_numbers_of_their_own_and_the_foot_is_read_last(any_deck):
    for slide in any_deck.slides:
        numbers = [shape.shape_id for shape in slide.shapes]
        assert len(numbers) == len(set(numbers))
        *others, footer, number = slide.shapes
        assert number.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER
        assert footer.placeholder_format.type == PP_PLACEHOLDER.FOOTER
        assert others[0].shape_id == slide.shapes.title.shape_id


def test_no_shape_covers_another(any_deck):
    for slide in any_deck.slides:
        shapes = list(slide.shapes)
        for rank, one in enumerate(shapes):
            for other in shapes[rank + 1 :]:
                across = min(one.left + one.width, other.left + other.width)
                down = min(one.top + one.height, other.top + other.height)
                overlap_x = across - max(one.left, other.left)
                overlap_y = down - max(one.top, other.top)
                assert min(overlap_x, overlap_y) <= 0, (one.name, other.name)


def test_text_fits_its_frame_when_measured_with_a_real_font(any_deck):
    for slide in any_deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                assert measure(shape) <= shape.height * PT_PER_EMU, shape.text_frame.text[:60]


def measure(shape):
    frame = shape.text_frame
    room = (shape.width - frame.margin_left - frame.margin_right) * PT_PER_EMU
    total = 0.0
    for paragraph in frame.paragraphs:
        sizes = [run.font.size.pt for run in paragraph.runs if run.font.size]
        if not sizes:
            continue
        size = max(sizes)
        is_bulleted = shape.is_placeholder and shape.placeholder_format.type in {
            PP_PLACEHOLDER.OBJECT,
            PP_PLACEHOLDER.BODY,
        }
        indent = 27 * (1 + paragraph.level) if is_bulleted else 0
        font = ImageFont.truetype(str(FONT), 100)
        lines, filled = 1, 0.0
        for word in paragraph.text.split(" "):
            width = font.getlength(f"{word} ") * size / 100 * WIDER
            if filled and filled + width > room - indent:
                lines, filled = lines + 1, 0.0
            filled += width
            while filled > room - indent:
                lines, filled = lines + 1, filled - (room - indent)
        after = paragraph.space_after.pt if paragraph.space_after is not None else 0
        total += lines * size * 1.2 + after
    return total


def test_letters_can_be_read_from_the_back_of_a_room(any_deck):
    for slide in any_deck.slides:
        for run in slide.element.iter(qn("a:r")):
            assert int(run.find(qn("a:rPr")).get("sz", "1200")) >= 1200
        body = [shape for shape in slide.placeholders if shape.placeholder_format.idx == 1]
        for shape in body:
            sizes = [run.font.size.pt for p in shape.text_frame.paragraphs for run in p.runs]
            assert min(sizes) >= 14


def test_table_rows_are_tall_enough_for_their_text(deck):
    (table,) = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            (run,) = cell.text_frame.paragraphs[0].runs
            font = ImageFont.truetype(str(FONT), 100)
            width = font.getlength(run.text) * run.font.size.pt / 100 * WIDER
            assert width <= column.width * PT_PER_EMU - 14
            assert row.height * PT_PER_EMU >= run.font.size.pt * 1.2 + 4


def test_pictures_and_tables_say_what_they_show(deck):
    described = [
        shape._element._nvXxPr.cNvPr.get("descr")
        for slide in deck.slides
        for shape in slide.shapes
        if shape.shape_type is not None and not shape.has_text_frame
    ]
    assert len(described) == 3
    assert "Élevage et tonte" in described[0]
    assert described[1].startswith("Carte de Exemple fictif")
    assert "tableau" not in described[1]  # no table of actors stands beside it
    assert described[2]


def test_every_text_says_its_language(deck):
    for slide in deck.slides:
        for root in (slide.element, slide.notes_slide.element):
            for run in root.iter(qn("a:r")):
                assert run.find(qn("a:rPr")).get("lang") == "fr-FR"
    assert deck.core_properties.language == "fr-FR"


def test_the_deck_says_its_title_and_not_its_maker(deck):
    properties = deck.core_properties
    assert properties.title.startswith("Exemple fictif de filière laine")
    assert (properties.author, properties.last_modified_by) == ("Maillon", "")


def test_the_summary_has_at_most_five_sentences():
    deck = open_deck(render_pptx(make_sample(verbosity=8)))
    assert len(deck.slides[1].placeholders[1].text_frame.paragraphs) <= 5


def test_the_notes_say_how_the_figures_quoted_were_made(document, deck):
    notes = read_notes(deck.slides[1])
    for key in ("total.establishments", "total.ess_published", "total.workforce"):
        figure = document["figures"][key]
        assert typeset(f"{figure['label']} : {show_figure(figure)}") in notes
        assert typeset(figure["formula"]) in notes
    chain = read_notes(deck.slides[2])
    for stage in document["stages"]:
        figure = document["figures"][stage["figures"]["establishments"]]
        assert typeset(f"{figure['label']} : {show_figure(figure)}") in chain


def test_the_comparison_shows_the_figures_of_the_page(document, deck):
    (table,) = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    shown = [[cell.text for cell in row.cells] for row in table.rows]
    assert shown[0] == ["Maillon", "Ici", "Médiane"]
    for row, cells in zip(document["comparison"]["rows"], shown[1:], strict=True):
        for key, text in ((row["figure"], cells[1]), (row["median_figure"], cells[2])):
            assert text == show_figure(document["figures"][key], with_unit=False)


def test_a_protected_figure_is_nowhere():
    document = make_sample(audience="public")
    figure = document["figures"]["total.establishments"]
    figure.update(is_protected=True, value=98765)
    deck = open_deck(render_pptx(document))
    written = "".join(read_slide(slide) + read_notes(slide) for slide in deck.slides)
    assert "non publié (secret)" in written
    assert "98\u202f765" not in written


def test_gaps_of_the_same_cause_are_told_together(deck):
    text = read_slide(deck.slides[4])
    assert "Manquant : Lavage, Recyclage." in text.replace("\u00a0", " ")


def test_what_a_slide_cannot_hold_is_said():
    deck = open_deck(render_pptx(make_overfull()))
    for slide in deck.slides:
        if slide.shapes.title.text_frame.text in {"L’essentiel", "Ce qui pourrait être fait"}:
            assert "dans le fichier complet" in read_slide(slide)


def test_a_working_deck_says_so_on_every_slide(deck):
    assert all("Ne pas diffuser" in read_slide(slide) for slide in deck.slides)
    public = open_deck(render_pptx(make_sample(audience="public")))
    assert all("Ne pas diffuser" not in read_slide(slide) for slide in public.slides)


def test_without_candidate_activity_the_deck_says_so_and_has_no_slide_for_it():
    document = make_sample()
    document["opportunities"] = []
    deck = open_deck(render_pptx(document, shapes=make_shapes()))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert "Ce qui pourrait être fait" not in titles
    assert "à chercher avec les acteurs" in read_slide(deck.slides[4])


@pytest.mark.parametrize("shapes", [None, {}, {"outline": []}])
def test_without_contours_there_is_no_map(shapes):
    deck = open_deck(render_pptx(make_sample(), shapes=shapes))
    assert "Les acteurs sur la carte" not in [s.shapes.title.text_frame.text for s in deck.slides]


def test_without_any_known_place_there_is_no_empty_map():
    document = make_sample(actor_count=4)
    for actor in document["actors"]:
        actor.update(lat=None, lon=None, position_quality=None)
    deck = open_deck(render_pptx(document, shapes=make_shapes()))
    assert "Les acteurs sur la carte" not in [s.shapes.title.text_frame.text for s in deck.slides]


def test_an_english_deck_is_english():
    deck = open_deck(render_pptx(make_sample(language="en"), shapes=make_shapes()))
    titles = " ".join(slide.shapes.title.text_frame.text for slide in deck.slides)
    assert "What is missing or fragile" in titles
    for french in ("Sources et limites", "Ce qui", "Les acteurs"):
        assert french not in titles
    assert {
        run.find(qn("a:rPr")).get("lang") for run in deck.slides[1].element.iter(qn("a:r"))
    } == {"en-GB"}


def test_a_result_with_almost_nothing_still_makes_a_deck():
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
    deck = open_deck(render_pptx(document, shapes=make_shapes()))
    text = " ".join(read_slide(slide) for slide in deck.slides)
    assert "Aucun maillon n’apparaît manquant ou fragile" in text


def test_what_is_no_result_is_refused():
    with pytest.raises(InvalidInput):
        render_pptx({})


def test_the_same_result_gives_the_same_bytes(document):
    assert render_pptx(document) == render_pptx(document)


def test_only_the_layouts_in_use_are_kept(deck):
    used = {slide.slide_layout.name for slide in deck.slides}
    assert {layout.name for layout in deck.slide_layouts} == used
