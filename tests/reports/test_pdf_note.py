import copy

import pikepdf
import pypdfium2
import pytest
from tests.reports.sample import make_sample, make_shapes

from maillon.reports import render_pdf


def read_text(content):
    with pypdfium2.PdfDocument(content) as document:
        pages = [
            document[number].get_textpage().get_text_range() for number in range(len(document))
        ]
    return " ".join("\n".join(pages).split())


def count_pages(content):
    with pypdfium2.PdfDocument(content) as document:
        return len(document)


def make_overfull():
    """Return six chains of 27 stages, 24 sources and forty times the usual text."""
    document = make_sample(actor_count=2000, verbosity=40, kind="ecosystem")
    copies = []
    for number in (1, 2):
        for stage in copy.deepcopy(document["stages"]):
            stage["key"] += str(number)
            stage["label"] += f" bis {number}"
            copies.append(stage)
    document["stages"] += copies
    keys = [stage["key"] for stage in document["stages"]]
    document["filiere"]["chains"] = [
        {"key": str(rank), "label": f"Chaîne {rank}", "stages": keys[rank * 4 : rank * 4 + 6]}
        for rank in range(6)
    ]
    document["vintages"] *= 12
    return document


def make_empty():
    document = make_sample(actor_count=0, audience="public")
    document.update(comparison=None, facts=[], opportunities=[], warnings=[], vintages=[])
    document["stages"] = document["stages"][:1]
    return document


@pytest.fixture(scope="module")
def note():
    return render_pdf(make_sample(), shapes=make_shapes())


@pytest.mark.parametrize(
    "document",
    [
        make_empty(),
        make_sample(actor_count=0),
        make_sample(actor_count=2000, verbosity=12),
        make_sample(kind="ecosystem"),
        make_overfull(),
    ],
    ids=["empty", "no actor", "huge", "ecosystem", "overfull"],
)
def test_the_note_has_two_to_six_pages_whatever_the_data(document):
    assert 2 <= count_pages(render_pdf(document, shapes=make_shapes())) <= 6


def test_the_note_is_tagged(note, tmp_path):
    path = tmp_path / "note.pdf"
    path.write_bytes(note)
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang).startswith("fr")
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        tags, alternatives = walk(pdf.Root.StructTreeRoot)
        metadata = pdf.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert "Exemple fictif" in metadata["dc:title"]
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/Figure", "/Link", "/Caption"} <= tags
    assert any("Élevage et tonte" in text for text in alternatives)
    assert any("Carte de Exemple fictif" in text for text in alternatives)


def walk(node):
    tags, alternatives = set(), []
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, pikepdf.Array):
            stack.extend(item)
        elif isinstance(item, pikepdf.Dictionary):
            if "/S" in item:
                tags.add(str(item.S))
            if "/Alt" in item:
                alternatives.append(str(item.Alt))
            if "/K" in item:
                stack.append(item.K)
    return tags, alternatives


def test_the_note_says_the_main_things(note):
    text = read_text(note)
    for sentence in (
        "Exemple fictif de filière laine",
        "Document de travail",
        "La filière compte 1 304 établissements",
        "Ce qui manque ou tient à peu",
        "non observé",
        "non publié (secret)",
        "15 autres acteurs ne sont pas montrés",
        "Ces trois nombres ne s’ajoutent pas.",
        "Chiffres expliqués",
        "Registre fictif",
    ):
        assert sentence in text.replace("\u202f", " ").replace("\u00a0", " ")


def test_numbers_lead_to_their_explanation_inside_the_note(note, tmp_path):
    path = tmp_path / "note.pdf"
    path.write_bytes(note)
    with pikepdf.open(path) as pdf:
        links = [
            annotation
            for page in pdf.pages
            for annotation in page.get("/Annots", [])
            if "/Dest" in annotation or annotation.get("/A", {}).get("/S") == "/GoTo"
        ]
    assert len(links) >= 10


def test_only_the_bundled_font_is_used(note, tmp_path):
    path = tmp_path / "note.pdf"
    path.write_bytes(note)
    with pikepdf.open(path) as pdf:
        fonts = {
            str(item.BaseFont)
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and "/BaseFont" in item
        }
    assert fonts
    assert all("SourceSansPro" in name for name in fonts)


def test_the_same_result_gives_the_same_bytes():
    document = make_sample(actor_count=3)
    assert render_pdf(document) == render_pdf(document)


def test_an_english_note_declares_its_language(tmp_path):
    path = tmp_path / "note.pdf"
    path.write_bytes(render_pdf(make_sample(language="en")))
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang).startswith("en")
