"""A template and a context make a document: nothing invented, nothing silently empty."""

import pytest
from tests.reports.papers.creuse import make_context

from maillon.domain.errors import InvalidInput
from maillon.domain.language import get_language, use_language
from maillon.domain.papers import (
    Blank,
    BulletList,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    SignatureTable,
    Table,
    list_blanks,
)
from maillon.reference.papers import get_paper_template, list_paper_templates
from maillon.reference.papers.model import PaperTemplate
from maillon.studies.drafting import check_context, draft_paper, reads_otherwise


def make_template(*blocks, **opening):
    return PaperTemplate(
        key="essai",
        title="Essai",
        purpose="",
        signed_by="",
        used_when="",
        formats=("docx",),
        version="2026-11-22",
        sources=(),
        opening={"title": "Titre", **opening},
        blocks=blocks,
    )


def draft(*blocks, context=None, **opening):
    return draft_paper(make_template(*blocks, **opening), context or {}, written_on="2026-11-22")


def say(runs):
    return "".join(run.text for run in runs).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("key", [template.key for template in list_paper_templates()])
def test_nothing_known_makes_a_document_of_blanks(key):
    paper = draft_paper(get_paper_template(key), {}, written_on="2026-11-22")
    assert len(list_blanks(paper.blocks)) >= 4
    for block in paper.blocks:
        if isinstance(block, Table):
            assert block.rows
            assert all(any(run.text for run in cell) for row in block.rows for cell in row)
        if isinstance(block, BulletList):
            assert block.items


@pytest.mark.parametrize("key", [template.key for template in list_paper_templates()])
def test_what_is_known_leaves_fewer_blanks(key):
    template = get_paper_template(key)
    bare = draft_paper(template, {}, written_on="2026-11-22")
    filled = draft_paper(template, make_context(), written_on="2026-11-22")
    known = set(list_blanks(filled.blocks))
    assert len(known) < len(set(list_blanks(bare.blocks)))


def test_an_unknown_field_becomes_a_blank_that_says_what_is_expected():
    (paragraph,) = draft({"text": "Filière {filiere.name}."}).blocks
    assert say(paragraph.runs) == "Filière à compléter : nom de la filière."
    assert [run.is_blank for run in paragraph.runs] == [False, True, False]


def test_a_blank_in_a_title_stands_between_brackets():
    paper = draft({"heading": "Un"}, title="{contract.title}")
    assert paper.title.replace("\u00a0", " ") == "[à compléter : titre du contrat]"


def test_zero_is_a_value_and_nothing_is_not():
    (known,) = draft({"text": "{plan.spent_eur}"}, context={"plan": {"spent_eur": 0}}).blocks
    assert say(known.runs) == "0 €"
    (unknown,) = draft({"text": "{plan.spent_eur}"}, context={"plan": {"spent_eur": None}}).blocks
    assert unknown.runs[0].is_blank


def test_values_are_written_as_people_read_them():
    context = {
        "plan": {"planned_eur": 1234567.5, "starts": "2027-03-01"},
        "territory": {"population": 11000},
        "means": {"years": [{"fte": 0.3}]},
    }
    line = "{plan.planned_eur} ; {plan.starts} ; {territory.population}"
    (paragraph,) = draft({"text": line}, context=context).blocks
    assert say(paragraph.runs) == "1 234 568 € ; 1er mars 2027 ; 11 000"
    lines = {"lines": {"each": "means.years", "as": "y", "text": "{y.fte}"}}
    (listed,) = draft(lines, context=context).blocks
    assert say(listed.items[0]) == "0,3"


def test_a_list_that_nobody_filled_is_a_blank_and_an_empty_one_is_a_sentence():
    lines = {"lines": {"each": "funding", "as": "aid", "text": "{aid.name}", "empty": "Aucun."}}
    assert draft(lines).blocks == (Blank(text="à compléter\u00a0: financements"),)
    (sentence,) = draft(lines, context={"funding": []}).blocks
    assert isinstance(sentence, Paragraph)
    assert say(sentence.runs) == "Aucun."


def test_a_long_list_is_cut_and_the_cut_is_said():
    lines = {"lines": {"each": "meeting.agenda", "as": "p", "text": "{p}", "most": 2}}
    (listed,) = draft(lines, context={"meeting": {"agenda": ["a", "b", "c", "d"]}}).blocks
    assert [say(item) for item in listed.items] == ["a", "b", "et 2 autres"]


def test_repetitions_nest_and_names_reach_their_list():
    context = {
        "plan": {
            "objectives": [
                {"title": "Un", "actions": [{"title": "A"}, {"title": "B"}]},
                {"title": "Deux", "actions": []},
            ]
        }
    }
    blocks = draft(
        {
            "repeat": {
                "each": "plan.objectives",
                "as": "o",
                "blocks": [
                    {"heading": "{o.title}", "level": 2},
                    {
                        "lines": {
                            "each": "o.actions",
                            "as": "a",
                            "text": "{o.title} {a.title}",
                            "empty": "{o.title} : rien.",
                        }
                    },
                ],
            }
        },
        context=context,
    ).blocks
    assert [block.text for block in blocks if isinstance(block, Heading)] == ["Un", "Deux"]
    assert [say(item) for item in blocks[1].items] == ["Un A", "Un B"]
    assert say(blocks[3].runs) == "Deux : rien."


def test_conditions_keep_or_leave_a_block():
    context = {"scenario": {"name": "initiatrice"}, "charter": {"sections": []}}
    blocks = draft(
        {"text": "un", "if": "scenario.name"},
        {"text": "deux", "unless": "scenario.name"},
        {"text": "trois", "if": "scenario.reason"},
        {"text": "quatre", "unless": "charter.sections"},
        context=context,
    ).blocks
    assert [say(block.runs) for block in blocks] == ["un", "quatre"]


def test_a_blank_in_a_table_stays_short():
    context = {"priorities": [{"title": "Laver"}]}
    table = {
        "caption": "Priorités",
        "each": "priorities",
        "as": "p",
        "columns": [
            {"label": "Quoi", "value": "{p.title}"},
            {"label": "Pourquoi", "value": "{p.reason}"},
        ],
    }
    (made,) = draft({"table": table}, context=context).blocks
    assert [say(cell) for cell in made.rows[0]] == ["Laver", "à compléter"]
    assert made.rows[0][1][0].is_blank


def test_totals_are_those_of_the_context_and_never_computed():
    context = make_context()
    context["plan"]["planned_eur"] = 999
    paper = draft_paper(get_paper_template("feuille-de-route"), context, written_on="2026-11-22")
    values = {
        figure.label: figure.value
        for block in paper.blocks
        if isinstance(block, KeyFigures)
        for figure in block.figures
    }
    assert values["Budget prévu"] == "999\u00a0€"


def test_figures_carry_their_identifier_and_their_explanation():
    paper = draft_paper(
        get_paper_template("synthese-elus"), make_context(), written_on="2026-11-22"
    )
    figures = next(block for block in paper.blocks if isinstance(block, KeyFigures)).figures
    assert figures[0].figure == "total.establishments"
    assert "1123" in figures[0].explanation


def test_what_was_not_read_in_the_law_says_so():
    paper = draft_paper(get_paper_template("convention-sieg"), {}, written_on="2026-11-22")
    notes = {block.title: block for block in paper.blocks if isinstance(block, Note)}
    assert notes["Durée"].text.startswith("À vérifier dans le texte")
    assert "À vérifier" not in notes["Plafond de minimis SIEG"].text
    assert all(note.as_of == "2026-11-22" for note in notes.values() if note.kind == "legal")


def test_signatories_are_the_parties_and_their_unknown_functions_stay_free():
    paper = draft_paper(
        get_paper_template("contrat-de-filiere"), make_context(), written_on="2026-11-22"
    )
    (table,) = (block for block in paper.blocks if isinstance(block, SignatureTable))
    assert [one.party for one in table.signatories] == [
        "Lainamac",
        "Communauté de communes Creuse Grand Sud",
    ]
    assert table.signatories[0].signed_on == ""
    assert table.signatories[1].signed_on == "15\u00a0janvier 2027"


def test_a_value_of_several_lines_makes_several_paragraphs():
    context = {"charter": {"sections": [{"title": "T", "text": "Un.\n\nDeux {filiere.name}."}]}}
    repeat = {"each": "charter.sections", "as": "s", "blocks": [{"text": "{s.text}"}]}
    blocks = draft({"repeat": repeat}, context=context).blocks
    assert [say(block.runs) for block in blocks] == ["Un.", "Deux {filiere.name}."]


def test_a_full_stop_typed_by_a_person_does_not_cut_the_sentence():
    context = {"priorities": [{"title": "Laver ici.", "reason": "rien n’existe"}]}
    lines = {"lines": {"each": "priorities", "as": "p", "text": "{p.title} : {p.reason}."}}
    (listed,) = draft(lines, context=context).blocks
    assert say(listed.items[0]) == "Laver ici : rien n’existe."


def test_a_document_is_french_whoever_reads_the_screen():
    use_language("en")
    try:
        (paragraph,) = draft({"text": "{date} {filiere.name}"}).blocks
        assert get_language() == "en"
    finally:
        use_language("fr")
    assert say(paragraph.runs) == "22 novembre 2026 à compléter : nom de la filière"


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({"filiere": {"nom": "x"}}, "filiere.nom"),
        ({"filiere": {"stages": 3}}, "filiere.stages"),
        ({"meeting": {"agenda": [1]}}, "meeting.agenda"),
        ({"plan": {"planned_eur": "12"}}, "plan.planned_eur"),
        ({"plan": {"objectives": [{"actions": [{"owners": "x"}]}]}}, "actions.owners"),
        ({"filiere": {"name": ["x"]}}, "filiere.name"),
    ],
)
def test_a_context_of_another_shape_is_refused(context, expected):
    assert expected in check_context(context)[0]
    with pytest.raises(InvalidInput) as caught:
        draft({"heading": "Un"}, context=context)
    assert expected in caught.value.details[0]


def test_the_published_case_makes_a_right_context():
    assert check_context(make_context()) == []


def test_a_document_of_other_facts_reads_otherwise_and_of_the_same_facts_does_not():
    template = get_paper_template("feuille-de-route")
    facts = {"filiere": {"name": "Filière fictive"}}
    paper = draft_paper(template, facts, written_on="2026-01-01")
    assert not reads_otherwise(paper, template, dict(facts))
    for others in ({}, {"filiere": {"name": "Autre filière fictive"}}):
        assert reads_otherwise(paper, template, others) == (
            draft_paper(template, others, written_on="2026-01-01") != paper
        )
        assert reads_otherwise(paper, template, others)
