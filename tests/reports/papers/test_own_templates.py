"""A file of one's own is filled, continued or refused; it never runs nor fetches anything."""

import time
import zipfile
from io import BytesIO

import docx
import pptx
import pytest
from docx.oxml.ns import qn
from tests.reports.papers.creuse import make_context
from tests.reports.papers.own_files import change, make_deck, make_word, save

from maillon.domain.errors import InvalidInput
from maillon.reference.papers import get_paper_template, list_paper_fields
from maillon.reports.papers import (
    MOST_BYTES,
    check_own_template,
    fill_own_template,
    render_paper,
    render_paper_docx,
    render_paper_pptx,
)
from maillon.studies.drafting import draft_paper

DAY = "2026-11-22"
TYPES = "[Content_Types].xml"


def fill(*paragraphs, context=None, **parts):
    content = fill_own_template(
        make_word(*paragraphs, **parts),
        make_context() if context is None else context,
        written_on=DAY,
    )
    return docx.Document(BytesIO(content))


def say(word):
    return [flatten(paragraph.text) for paragraph in word.paragraphs]


def flatten(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def make_paper(key="note-de-cadrage"):
    return draft_paper(get_paper_template(key), make_context(), written_on=DAY)


# Filling


def test_fields_loops_and_conditions_are_filled_in_the_body_tables_and_header():
    word = fill(
        "{{ filiere.name }}, le {{ date }}",
        "{% if plan.planned_eur %}Prévu : {{ plan.planned_eur }}{% else %}Rien{% endif %}",
        "{%p for objective in plan.objectives %}",
        "{{ loop.index }}. {{ objective.title | upper }}",
        "{%p endfor %}",
        header="{{ authority.name }} & fils",
        rows=[
            ("{%tr for p in priorities %}", ""),
            ("{{ p.title }}", "{{ p.reason }}"),
            ("{%tr endfor %}", ""),
        ],
    )
    assert say(word) == [
        "Laine, le 22 novembre 2026",
        "Prévu : 22 500 €",
        "1. CONFORTER L’ATELIER PARTAGÉ",
        "2. FAIRE CONNAÎTRE LA FILIÈRE",
        "3. MESURER L’EFFET",
    ]
    assert len(word.tables[0].rows) == 2
    assert word.tables[0].cell(0, 0).text.startswith("Financer le démarrage")
    assert word.sections[0].header.paragraphs[0].text.endswith("Grand Sud & fils")


def test_what_is_unknown_is_shown_and_false():
    word = fill(
        "{{ filiere.name }}",
        "{% if filiere.name %}connue{% else %}inconnue{% endif %}",
        "{% for step in method.next %}{{ step.label }}{% endfor %}",
        "{% if method.next %}oui{% else %}non{% endif %}",
        "{% for text in meeting.agenda %}{{ text }}{% endfor %}",
        "{{ plan.spent_eur }}",
        context={"plan": {"spent_eur": 0}},
    )
    assert say(word) == [
        "[à compléter : nom de la filière]",
        "inconnue",
        "[à compléter : chose à faire]",
        "non",
        "[à compléter : ordre du jour]",
        "0 €",
    ]


def test_a_list_known_to_be_empty_shows_nothing():
    assert say(fill("{% for a in funding %}{{ a.name }}{% endfor %}fin")) == ["fin"]


def test_a_list_shown_whole_is_a_sentence():
    context = {"meeting": {"agenda": ["un", "deux"]}, "priorities": [{"title": "Laver"}]}
    assert say(fill("{{ meeting.agenda }} ; {{ priorities }}", context=context)) == [
        "un, deux ; Laver"
    ]


def test_a_value_is_never_read_as_a_field_nor_as_markup():
    trap = "<w:p/> & {{ plan.title }} {% if %} \x00\u202e</w:t>"
    word = fill(
        "{{ filiere.name }}|", header="{{ filiere.name }}", context={"filiere": {"name": trap}}
    )
    assert say(word) == ["<w:p/> & {{ plan.title }} {% if %} </w:t>|"]


def write_use(field):
    """Return a field as a file quotes it: inside the loops over the lists that hold it."""
    lists = [
        owner.path
        for owner in list_paper_fields()
        if owner.kind == "list" and field.path.startswith(f"{owner.path}.")
    ]
    name, opening = field.path, ""
    for rank, path in enumerate(lists):
        outer = path.replace(lists[rank - 1], f"x{rank - 1}", 1) if rank else path
        opening += f"{{% for x{rank} in {outer} %}}"
        name = field.path.replace(path, f"x{rank}", 1)
    return f"{opening}{{{{ {name} }}}}{'{% endfor %}' * len(lists)}"


def test_every_field_of_the_help_can_be_used():
    lines = [write_use(field) for field in list_paper_fields()]
    checked = check_own_template(make_word(*lines))
    assert checked.problems == ()
    assert set(checked.fields) == {field.path for field in list_paper_fields()}
    assert all(text.startswith("[à compléter") for text in say(fill(*lines[1:], context={})))


def test_the_same_file_and_facts_give_the_same_bytes():
    content = make_word("{{ filiere.name }}")
    first = fill_own_template(content, make_context(), written_on=DAY)
    assert first == fill_own_template(content, make_context(), written_on=DAY)


def test_the_fields_used_are_listed():
    checked = check_own_template(
        make_word("{{ filiere.name }} {% for a in funding %}{{ a.amount_eur }}{% endfor %}")
    )
    assert checked.fields == ("filiere.name", "funding", "funding.amount_eur")
    assert checked.has_fields
    assert not check_own_template(make_word("Sans champ")).has_fields


# Problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ filiere.nam }}", "Vouliez-vous écrire « filiere.name » ?"),
        ("{{ config }}", "« config » n’existe pas"),
        ("{{ filiere }}", "« filiere » réunit plusieurs champs"),
        ("{% for o in plan.objectives %}{{ o }}{% endfor %}", "réunit plusieurs champs"),
        ("{% for o in plan.objectives %}{{ o.owner }}{% endfor %}", "plan.objectives.owner"),
        ("{% for o in plan.objectives %}{{ loop.cycle }}{% endfor %}", "loop.cycle"),
        ("{% for x in filiere.name %}{% endfor %}", "n’est pas une liste"),
        ("{% for x in range(9) %}{% endfor %}", "Une boucle parcourt une liste"),
        ("{{ filiere.name", "mal écrit près de"),
        ("{{ filiere.name {{ date }}", "mal écrit près de"),
        ("{{ filiere.name %}", "mal écrit près de"),
        ("{{ date }}" * 5001, "plus de 5 000 champs"),
        ("{% if filiere.name %}", "mal écrit près de"),
        ("{{ filiere.name | center(99999999) }}", "Le filtre « center »"),
        ("{{ filiere.name is callable }}", "Le test « callable »"),
        ("{{ ''.__class__.__mro__ }}", "sans calcul"),
        ("{{ filiere.name.__class__ }}", "filiere.name.__class__"),
        ("{{ lipsum(99) }}", "« Call »"),
        ("{{ filiere.name.format(1) }}", "« Call »"),
        ("{{ 'a' * 999999999 }}", "« Mul »"),
        ("{% set x = 1 %}", "« Assign »"),
        ("{% macro m() %}{% endmacro %}", "« Macro »"),
        ("{% include '/etc/passwd' %}", "« Include »"),
        ("{% import 'os' as os %}", "« Import »"),
    ],
)
def test_what_is_not_admitted_is_said_and_not_filled(text, expected):
    content = make_word(text)
    problems = [flatten(problem) for problem in check_own_template(content).problems]
    assert any(expected in problem for problem in problems), problems
    with pytest.raises(InvalidInput) as caught:
        fill_own_template(content, make_context(), written_on=DAY)
    assert caught.value.details


@pytest.mark.parametrize("text", ["{% {{ { ", "{% hm ", "{{ x ", "{% colspan ", "}} %} { "])
def test_marks_without_end_are_answered_at_once(text):
    content = make_word(*[text * 20] * 1000)
    started = time.monotonic()
    check_own_template(content)
    assert time.monotonic() - started < 5


def test_a_field_in_the_settings_of_a_style_is_told():
    marked = {"word/document.xml": lambda part: part.replace(b"<w:p>", b'<w:p w:rsidR="{{ x">', 1)}
    (problem,) = check_own_template(change(make_word("x"), edit=marked)).problems
    assert "hors du texte" in problem


def test_a_problem_in_a_header_is_found():
    assert check_own_template(make_word("x", header="{{ nothing }}")).problems


def test_a_rank_beyond_a_list_is_told():
    content = make_word("{{ funding[0].name }}")
    assert check_own_template(content).problems == ()
    with pytest.raises(InvalidInput, match="own template"):
        fill_own_template(content, {"funding": []}, written_on=DAY)


def test_loops_inside_loops_are_bounded():
    nested = "{% for a in priorities %}" * 4 + "x" + "{% endfor %}" * 4
    context = {"priorities": [{"title": str(rank)} for rank in range(40)]}
    with pytest.raises(InvalidInput) as caught:
        fill_own_template(make_word(nested), context, written_on=DAY)
    assert "trop de lignes" in flatten(caught.value.for_user())


def test_a_context_of_another_shape_is_refused():
    with pytest.raises(InvalidInput) as caught:
        fill_own_template(make_word("x"), {"filiere": {"nom": "x"}}, written_on=DAY)
    assert "filiere.nom" in caught.value.details[0]


# Files that are refused


def make_bomb():
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(TYPES, "x")
        package.writestr("word/document.xml", b"0" * 80_000_000)
    return packed.getvalue()


def retype(old, new):
    return {TYPES: lambda part: part.replace(old, new)}


def inject(text):
    return {"word/document.xml": lambda part: part.replace(b"<w:body>", b"<w:body>" + text)}


MAIN = b"wordprocessingml.document.main+xml"
OUTSIDE = (
    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/%s" Target="https://example.org/x" TargetMode="External"/></Relationships>'
)
RELATIONS = "word/_rels/document.xml.rels"


def relate(kind):
    return {RELATIONS: lambda part: part.replace(b"</Relationships>", OUTSIDE % kind)}


REFUSED = {
    "not a zip": (lambda: b"bonjour", "n’est pas un .docx"),
    "empty": (lambda: b"", "n’est pas un .docx"),
    "cut": (lambda: make_word("x")[:2000], "n’est pas un .docx"),
    "another zip": (lambda: change(make_word("x"), drop={"word/document.xml"}), "ni un .docx"),
    "too large": (lambda: b"x" * (MOST_BYTES + 1), "dépasse 5 Mo"),
    "bomb": (make_bomb, "trop de choses"),
    "macro part": (lambda: change(make_word("x"), add={"word/vbaProject.bin": b"x"}), "macros"),
    "macro type": (
        lambda: change(make_word("x"), edit=retype(MAIN, b"document.macroEnabled.main+xml")),
        "macros",
    ),
    "active x": (lambda: change(make_word("x"), add={"word/activeX/a.xml": b"<a/>"}), "macros"),
    "word template": (
        lambda: change(make_word("x"), edit=retype(MAIN, b"wordprocessingml.template.main+xml")),
        "ni un .docx",
    ),
    "entities": (
        lambda: change(make_word("x"), add={"word/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}),
        "définition XML",
    ),
    "entities on two bytes": (
        lambda: change(make_word("x"), add={"word/a.xml": "<!DOCTYPE a><a/>".encode("utf-16")}),
        "définition XML",
    ),
    "picture elsewhere": (lambda: change(make_word("x"), edit=relate(b"image")), "ailleurs"),
    "exchange of data": (
        lambda: change(
            make_word("x"),
            edit=inject(b"<w:p><w:r><w:instrText>DDEAUTO x</w:instrText></w:r></w:p>"),
        ),
        "ailleurs",
    ),
    "broken xml": (
        lambda: change(make_word("x"), edit={"word/document.xml": lambda part: part[:-20]}),
        "abîmé",
    ),
    "broken deck": (
        lambda: change(make_deck("x"), edit={"ppt/presentation.xml": lambda part: part[:-20]}),
        "abîmé",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_unsafe_or_broken_is_refused(name):
    make, expected = REFUSED[name]
    with pytest.raises(InvalidInput) as caught:
        check_own_template(make())
    assert expected in flatten(caught.value.for_user())


def test_a_link_to_the_web_is_no_danger():
    assert check_own_template(change(make_word("x"), edit=relate(b"hyperlink"))).problems == ()


def test_the_template_that_a_file_was_made_from_is_forgotten():
    relation = OUTSIDE % b"attachedTemplate"
    rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    linked = change(
        make_word("{{ filiere.name }}"), add={"word/_rels/settings.xml.rels": rels + relation}
    )
    for made in (
        fill_own_template(linked, {}, written_on=DAY),
        render_paper_docx(make_paper(), own_template=change(linked)),
    ):
        with zipfile.ZipFile(BytesIO(made)) as package:
            for name in package.namelist():
                assert b"attachedTemplate" not in package.read(name)


# Styles and masters


def test_a_letterhead_lends_its_styles_header_and_first_words():
    own = docx.Document()
    own.add_paragraph("Exemple fictif d’en-tête")
    own.add_paragraph("")
    own.sections[0].header.paragraphs[0].text = "Collectivité fictive"
    own.styles["Heading 1"].font.name = "Georgia"
    paper = make_paper()
    word = docx.Document(BytesIO(render_paper(paper, "docx", own_template=save(own))))
    assert word.paragraphs[0].text == "Exemple fictif d’en-tête"
    assert word.paragraphs[1].text == paper.band
    assert word.sections[0].header.paragraphs[0].text == "Collectivité fictive"
    assert word.styles["Heading 1"].font.name == "Georgia"
    assert "Ce qui est demandé" in [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert {lang.get(qn("w:val")) for lang in word.styles.element.iter(qn("w:lang"))} == {"fr-FR"}


def test_a_letterhead_without_our_styles_receives_them():
    own = docx.Document()
    for name in (
        "Title",
        "Subtitle",
        "Heading 1",
        "Heading 2",
        "Caption",
        "List Bullet",
        "Table Grid",
    ):
        style = own.styles[name].element
        style.getparent().remove(style)
    for rel in list(own.part.rels.values()):
        if rel.reltype.endswith("/numbering"):
            del own.part.rels[rel.rId]
    content = render_paper_docx(make_paper("feuille-de-route"), own_template=save(own))
    word = docx.Document(BytesIO(content))
    assert [p for p in word.paragraphs if p.style.name == "Heading 1"]
    bullets = word.styles["List Bullet"].element
    number = next(bullets.iter(qn("w:numId"))).get(qn("w:val"))
    numbers = [
        item.get(qn("w:numId")) for item in word.part.numbering_part.element.iter(qn("w:num"))
    ]
    assert number in numbers


def test_tables_keep_to_the_width_of_the_letterhead():
    own = docx.Document()
    own.sections[0].page_width, own.sections[0].page_height = (
        docx.shared.Cm(14.8),
        docx.shared.Cm(21),
    )
    word = docx.Document(BytesIO(render_paper_docx(make_paper(), own_template=save(own))))
    section = word.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for table in word.tables:
        assert sum(cell.width for cell in table.rows[0].cells) <= room * 1.01


def test_a_master_of_ones_own_is_kept_and_its_slides_are_not():
    own = make_deck("Ancienne diapositive fictive")
    assert check_own_template(own).kind == "pptx"
    content = render_paper(make_paper("diaporama"), "pptx", own_template=own)
    deck = pptx.Presentation(BytesIO(content))
    source = pptx.Presentation(BytesIO(own))
    assert (deck.slide_width, deck.slide_height) == (source.slide_width, source.slide_height)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[0] == "Laine"
    assert "Ancienne diapositive fictive" not in titles
    assert len(deck.slide_layouts) == len(source.slide_layouts)
    with zipfile.ZipFile(BytesIO(content)) as package:
        slides = [name for name in package.namelist() if name.startswith("ppt/slides/slide")]
    assert len(slides) == len(deck.slides)
    for slide in deck.slides:
        for shape in slide.placeholders:
            assert shape.text_frame.text.strip() or shape.placeholder_format.type == 13
    assert content == render_paper_pptx(make_paper("diaporama"), own_template=own)


def test_a_master_without_place_for_a_content_is_refused():
    deck = pptx.Presentation()
    for layout in list(deck.slide_layouts):
        if layout.name not in {"Title Only", "Blank"}:
            deck.slide_layouts.remove(layout)
    with pytest.raises(InvalidInput) as caught:
        check_own_template(save(deck))
    assert "un titre et un contenu" in flatten(caught.value.for_user())


def test_fields_in_a_presentation_are_told():
    (problem,) = check_own_template(make_deck("{{ filiere.name }}")).problems
    assert "fichier Word" in flatten(problem)
    with pytest.raises(InvalidInput):
        fill_own_template(make_deck("x"), {}, written_on=DAY)


@pytest.mark.parametrize(("wanted", "own"), [("docx", make_deck("x")), ("pptx", make_word("x"))])
def test_a_template_of_the_other_kind_is_refused(wanted, own):
    with pytest.raises(InvalidInput) as caught:
        render_paper(make_paper(), wanted, own_template=own)
    assert "choisissez un" in flatten(caught.value.for_user())


def test_a_pdf_takes_no_template():
    with pytest.raises(InvalidInput):
        render_paper(make_paper(), "pdf", own_template=make_word("x"))
