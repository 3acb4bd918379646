"""The three forms of a document hold the same words, open, and stay accessible."""

import io
import re
import shutil
import subprocess
from io import BytesIO
from zipfile import ZipFile

import docx
import page
import pikepdf
import pptx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from pptx.enum.shapes import PP_PLACEHOLDER
from tests.reports.hostile import NASTY, SOLID
from tests.reports.papers.creuse import make_context
from tests.reports.sample import make_sample
from tests.reports.test_slides import measure

from maillon.domain.errors import InvalidInput
from maillon.domain.papers import (
    Blank,
    BulletList,
    Heading,
    KeyFigure,
    KeyFigures,
    Note,
    NoteKind,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Signatory,
    SignatureTable,
    Table,
    TableColumn,
    list_blanks,
)
from maillon.reference.papers import get_paper_template, list_paper_templates
from maillon.reports.figure_text import make_cell, show_figure
from maillon.reports.papers import (
    CONTENT_TYPES,
    describe_diagnosis,
    render_paper,
    render_paper_docx,
    render_paper_pdf,
    render_paper_pptx,
)
from maillon.studies.drafting import check_context, draft_paper

PT_PER_EMU = 72 / 914400
KEYS = [template.key for template in list_paper_templates()]


def make_paper(key, context=None):
    return draft_paper(
        get_paper_template(key),
        make_context() if context is None else context,
        written_on="2026-11-22",
    )


def make_small(*blocks, **changes):
    known = {"key": "essai", "title": "Essai", "subtitle": "", "language": "fr"}
    return Paper(**{**known, "written_on": "2026-11-22", "blocks": blocks, **changes})


def flatten(text):
    return " ".join(re.sub("[\u00a0\u202f]", " ", text).split())


def read_word(content):
    word = docx.Document(BytesIO(content))
    texts = (
        "".join(
            "\n" if part.tag == qn("w:br") else part.text or ""
            for part in paragraph.iter(qn("w:t"), qn("w:br"))
        )
        for paragraph in word.element.body.iter(qn("w:p"))
    )
    return flatten(" ".join(texts))


def read_pdf(content):
    with pypdfium2.PdfDocument(content) as document:
        pages = [document[rank].get_textpage().get_text_range() for rank in range(len(document))]
    return flatten(" ".join(pages).replace("\ufffe", "-"))


def read_deck(content):
    deck = pptx.Presentation(BytesIO(content))
    texts = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                texts.append(shape.text_frame.text)
            elif shape.has_table:
                texts += [cell.text for row in shape.table.rows for cell in row.cells]
        if slide.has_notes_slide:
            texts.append(slide.notes_slide.notes_text_frame.text)
    return flatten(" ".join(texts))


READERS = {"docx": read_word, "pdf": read_pdf, "pptx": read_deck}


@pytest.mark.parametrize("wanted", READERS)
@pytest.mark.parametrize("key", KEYS)
def test_every_form_shows_what_is_left_to_write_and_the_figures(key, wanted):
    paper = make_paper(key)
    text = READERS[wanted](render_paper(paper, wanted)).replace(" ", "")
    for blank in list_blanks(paper.blocks):
        assert flatten(blank).replace(" ", "") in text
    for block in paper.blocks:
        if isinstance(block, KeyFigures):
            for figure in block.figures:
                assert flatten(figure.value).replace(" ", "") in text
                assert flatten(figure.explanation).replace(" ", "") in text
        if isinstance(block, Note) and block.kind is NoteKind.LEGAL:
            assert flatten(block.text).replace(" ", "") in text
            assert "Étatdudroitau22novembre2026,àvaliderparvotreservicejuridique" in text


@pytest.mark.parametrize("wanted", READERS)
@pytest.mark.parametrize("key", KEYS)
def test_the_same_document_gives_the_same_bytes(key, wanted):
    paper = make_paper(key)
    assert render_paper(paper, wanted) == render_paper(paper, wanted)


def test_a_diagnosis_gives_the_figures_of_its_pages():
    document = make_sample()
    context = describe_diagnosis(document)
    assert check_context(context) == []
    for figure in context["diagnosis"]["figures"]:
        assert figure["value"] == show_figure(document["figures"][figure["id"]])
    for stage, told in zip(document["stages"], context["diagnosis"]["stages"], strict=True):
        assert told["actors"] == make_cell(document, stage["figures"]["establishments"])["text"]
    missing = [stage["label"] for stage in document["stages"] if stage["state"] == "missing"]
    assert [gap["label"] for gap in context["diagnosis"]["missing"]] == missing
    total = document["figures"][document["totals"]["establishments"]]
    assert context["diagnosis"]["actor_count"] == total["value"]


@pytest.mark.parametrize("key", ["synthese-elus", "diaporama", "lettre-d-intention"])
def test_what_was_not_observed_is_not_told_as_an_absence(key):
    document = make_sample()
    for stage in document["stages"]:
        stage["state"] = "unobservable"
    text = read_pdf(render_paper_pdf(make_paper(key, describe_diagnosis(document))))
    assert "Aucun maillon observé n’apparaît manquant" in text
    assert "non observé : on n’en sait rien" in text
    assert "et 4 autres" in text


def test_a_withheld_total_is_not_told():
    document = make_sample()
    key = document["totals"]["ess_published"]
    document["figures"][key].update(value=None, is_protected=True)
    context = describe_diagnosis(document)
    assert context["diagnosis"]["ess_count"] is None
    shown = {figure["id"]: figure["value"] for figure in context["diagnosis"]["figures"]}
    assert flatten(shown[key]) == "non publié (secret)"


@pytest.mark.parametrize("wanted", READERS)
def test_the_documents_hold_the_figures_of_the_diagnosis(wanted):
    document = make_sample()
    paper = make_paper("synthese-elus", describe_diagnosis(document))
    text = READERS[wanted](render_paper(paper, wanted))
    for figure in paper.blocks[2].figures:
        assert flatten(figure.value) in text


# Word


@pytest.mark.parametrize("key", KEYS)
def test_word_has_a_real_outline_named_tables_and_a_language(key):
    paper = make_paper(key)
    word = docx.Document(BytesIO(render_paper_docx(paper)))
    expected = [block.text for block in paper.blocks if isinstance(block, Heading)]
    headings = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert headings[: len(expected)] == expected
    assert [p.text for p in word.paragraphs if p.style.name == "Title"] == [paper.title]
    assert {lang.get(qn("w:val")) for lang in word.styles.element.iter(qn("w:lang"))} == {"fr-FR"}
    assert word.core_properties.title == paper.title
    for table in word.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_a_legal_draft_says_so_on_every_page():
    word = docx.Document(BytesIO(render_paper_docx(make_paper("convention-sieg"))))
    assert "service juridique" in word.paragraphs[0].text
    assert "service juridique" in word.sections[0].header.paragraphs[0].text


def test_numbers_lead_to_their_explanation():
    word = docx.Document(BytesIO(render_paper_docx(make_paper("synthese-elus"))))
    body = word.element.body
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    links = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    assert links
    assert links <= set(marks)


def test_places_to_sign_are_tall_enough():
    blocks = SignatureTable(caption="Signatures", signatories=(Signatory(party="Exemple fictif"),))
    word = docx.Document(BytesIO(render_paper_docx(make_small(blocks))))
    assert word.tables[0].rows[1].height.cm >= 1.5


def test_a_page_break_begins_a_page():
    blocks = (Heading(text="Un"), PageBreak(), Heading(text="Deux"))
    word = docx.Document(BytesIO(render_paper_docx(make_small(*blocks))))
    assert word.paragraphs[-1].paragraph_format.page_break_before
    assert len(pypdfium2.PdfDocument(render_paper_pdf(make_small(*blocks)))) == 2


# Slides


@pytest.fixture(scope="module", params=[*KEYS, "overfull"])
def deck(request):
    paper = make_overfull() if request.param == "overfull" else make_paper(request.param)
    return pptx.Presentation(BytesIO(render_paper_pptx(paper)))


def make_overfull():
    sentence = "Exemple fictif de phrase qui dure et qui dure. "
    columns = (TableColumn(label="Quoi", share=2), TableColumn(label="Combien", is_number=True))
    long = (Run(text="Exemple fictif " + "très long " * 90),)
    rows = tuple(((Run(text=f"Ligne {rank}"),), (Run(text=str(rank)),)) for rank in range(40))
    figures = tuple(KeyFigure(label=f"Chiffre {rank}", value=str(rank)) for rank in range(19))
    return make_small(
        Heading(text="Une partie"),
        Paragraph(runs=(Run(text=sentence * 80),)),
        BulletList(items=tuple((Run(text=f"{sentence}{rank}"),) for rank in range(30))),
        Heading(text="Un tableau au titre qui tient sur deux lignes, " * 2),
        Table(caption="Longue", columns=columns, rows=(*rows, (long, (Run(text="1"),)))),
        Heading(text="Des chiffres"),
        KeyFigures(caption="Chiffres", figures=figures),
        Heading(text="Solide"),
        Paragraph(runs=(Run(text="x" * 3000),)),
    )


def test_each_slide_has_its_title_in_place_first_and_its_own(deck):
    titles = []
    for slide in deck.slides:
        title = slide.shapes.title
        kinds = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}
        assert title.placeholder_format.type in kinds
        assert slide.shapes[0].shape_id == title.shape_id
        titles.append(title.text_frame.text)
    assert len(titles) == len(set(titles))


def test_no_slide_is_empty_and_no_placeholder_either(deck):
    for slide in deck.slides:
        for shape in slide.placeholders:
            if shape.placeholder_format.type != PP_PLACEHOLDER.SLIDE_NUMBER:
                assert shape.text_frame.text.strip()


def test_nothing_leaves_a_slide_and_no_shape_covers_another(deck):
    for slide in deck.slides:
        shapes = list(slide.shapes)
        for rank, one in enumerate(shapes):
            assert one.left >= 0
            assert one.top + one.height <= deck.slide_height
            assert one.left + one.width <= deck.slide_width
            for other in shapes[rank + 1 :]:
                across = min(one.left + one.width, other.left + other.width)
                down = min(one.top + one.height, other.top + other.height)
                overlap = min(across - max(one.left, other.left), down - max(one.top, other.top))
                assert overlap <= 0, (one.name, other.name)


def test_text_fits_its_frame_with_a_real_font(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                assert measure(shape) <= shape.height * PT_PER_EMU, shape.text_frame.text[:60]


def test_every_text_of_a_slide_says_its_language(deck):
    for slide in deck.slides:
        for run in slide.element.iter("{*}r"):
            assert run.find("{*}rPr").get("lang") == "fr-FR"


def test_overflow_goes_to_more_slides_and_nothing_is_lost():
    paper = make_overfull()
    text = read_deck(render_paper_pptx(paper))
    assert text.count("Exemple fictif de phrase qui dure") == 80 + 30
    for rank in range(40):
        assert f"Ligne {rank}" in text
    assert flatten("très long " * 90) in text
    assert all(f"Chiffre {rank}" in text for rank in range(19))
    assert "Une partie (2/" in text


def test_the_detail_is_said_and_not_shown():
    paper = make_paper("feuille-de-route")
    deck = pptx.Presentation(BytesIO(render_paper_pptx(paper)))
    slide = next(s for s in deck.slides if s.shapes.title.text_frame.text == "Qui porte quoi")
    shown = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "directions" not in shown
    assert "directions" in slide.notes_slide.notes_text_frame.text


# PDF


def validate(content, hidden):
    """Validate a PDF, one of its two declarations hidden: the validator reads one at a time."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        said = pdf.Root.Metadata.read_bytes().decode()
        said = re.sub(rf"<{hidden}:(\w+)>[^<]*</{hidden}:\1>", "", said)
        kind = {"/Type": pikepdf.Name.Metadata, "/Subtype": pikepdf.Name.XML}
        pdf.Root.Metadata = pdf.make_stream(said.encode(), kind)
        written = io.BytesIO()
        pdf.save(written)
    return page.validate_pdf_bytes(written.getvalue())


@pytest.mark.parametrize("key", KEYS)
def test_the_pdf_keeps_both_standards_that_it_declares(key):
    content = render_paper_pdf(make_paper(key))
    for hidden, profile in (("pdfaid", "PDF_UA_1"), ("pdfuaid", "PDF_A_2A")):
        report = validate(content, hidden)
        assert profile in str(report.profile)
        assert report.is_compliant, [failure.message for failure in report.failures]


def test_the_validator_sees_a_pdf_that_lost_its_tags():
    with pikepdf.open(io.BytesIO(render_paper_pdf(make_paper("charte")))) as pdf:
        del pdf.Root.StructTreeRoot
        del pdf.Root.MarkInfo
        written = io.BytesIO()
        pdf.save(written)
    assert not validate(written.getvalue(), "pdfaid").is_compliant


def test_the_pdf_is_tagged_and_says_its_title_and_language():
    paper = make_paper("note-de-cadrage")
    with pikepdf.open(io.BytesIO(render_paper_pdf(paper))) as pdf:
        assert str(pdf.Root.Lang) == "fr-FR"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        tags, nodes = set(), [pdf.Root.StructTreeRoot.K]
        while nodes:
            node = nodes.pop()
            if isinstance(node, pikepdf.Array):
                nodes.extend(node)
            elif isinstance(node, pikepdf.Dictionary):
                tags.add(str(node.get("/S", "")))
                nodes += [node.K] if "/K" in node else []
        assert pdf.open_metadata()["dc:title"] == paper.title
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/Link", "/Caption"} <= tags


def test_a_heading_that_skips_a_level_is_brought_up():
    paper = make_small(Heading(text="Un"), Heading(text="Trois", level=3))
    assert validate(render_paper_pdf(paper), "pdfaid").is_compliant


# All three


@pytest.mark.parametrize("wanted", READERS)
@pytest.mark.parametrize("name", [NASTY, SOLID], ids=["nasty", "solid"])
def test_hostile_words_stay_words(wanted, name):
    column = TableColumn(label=name)
    paper = make_small(
        Heading(text=name),
        Paragraph(runs=(Run(text=name), Run(text=name, is_blank=True))),
        Blank(text=name),
        Table(caption=name, columns=(column, column), rows=(((Run(text=name),),) * 2,)),
        KeyFigures(caption=name, figures=(KeyFigure(label=name, value=name, explanation=name),)),
        Note(kind=NoteKind.DOUBT, text=name, title=name),
        SignatureTable(caption=name, signatories=(Signatory(party=name),)),
        title=name,
        band=name,
    )
    content = render_paper(paper, wanted)
    assert name[:12].replace(" ", "") in READERS[wanted](content).replace(" ", "")
    if wanted != "pdf":
        with ZipFile(BytesIO(content)) as package:
            assert package.testzip() is None


@pytest.mark.parametrize("wanted", ["odt", "PDF", ""])
def test_another_format_is_refused(wanted):
    with pytest.raises(InvalidInput) as caught:
        render_paper(make_small(), wanted)
    assert "docx, pptx, pdf" in caught.value.for_user()


def test_each_format_has_a_content_type():
    assert set(CONTENT_TYPES) == set(READERS)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("wanted", ["docx", "pptx"])
def test_libreoffice_opens_every_document(wanted, tmp_path):
    paths = []
    for key in KEYS:
        paths.append(tmp_path / f"{key}.{wanted}")
        paths[-1].write_bytes(render_paper(make_paper(key), wanted))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            *map(str, paths),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    for key in KEYS:
        paper = make_paper(key)
        text = read_pdf((tmp_path / f"{key}.pdf").read_bytes()).replace(" ", "")
        for block in paper.blocks:
            if isinstance(block, Heading) and (wanted == "docx" or block.level == 1):
                assert flatten(block.text).replace(" ", "") in text
            if isinstance(block, Blank):
                assert flatten(block.text).replace(" ", "") in text
            if isinstance(block, Table):
                for row in block.rows:
                    assert flatten("".join(run.text for run in row[0])).replace(" ", "") in text
