"""The templates say who uses them, quote known fields only, and date their law."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from maillon.domain.errors import InvalidInput
from maillon.reference.papers import (
    FieldKind,
    get_paper_template,
    list_paper_fields,
    list_paper_templates,
    load_template_file,
    split_text,
)

FOLDER = Path(__file__).resolve().parents[3] / "src/maillon/reference"
KEYS = [
    "note-de-cadrage",
    "lettre-d-intention",
    "feuille-de-route",
    "charte",
    "contrat-de-filiere",
    "convention-sieg",
    "compte-rendu",
    "synthese-elus",
    "diaporama",
]
SMALL = {
    "key": "essai",
    "title": "Essai",
    "purpose": "Un modèle pour essayer, long de vingt signes.",
    "signed_by": "personne",
    "used_when": "pendant les essais",
    "formats": ["docx"],
    "version": "2026-11-22",
    "sources": [{"document": "Essai", "about": "rien de réel"}],
    "paper": {"title": "{filiere.name}"},
    "blocks": [{"heading": "Titre"}],
}


def write(folder, **changes):
    path = folder / "essai.yaml"
    path.write_text(yaml.safe_dump({**SMALL, **changes}, allow_unicode=True), encoding="utf-8")
    return path


def iter_notes(blocks):
    for block in blocks:
        if "note" in block:
            yield block["note"]
        if "repeat" in block:
            yield from iter_notes(block["repeat"]["blocks"])


def test_each_kind_of_document_has_its_template():
    assert [template.key for template in list_paper_templates()] == KEYS
    for template in list_paper_templates():
        assert template.purpose
        assert template.signed_by
        assert template.used_when
        assert set(template.formats) <= {"docx", "pptx", "pdf"}
        assert template.sources


@pytest.mark.parametrize("key", KEYS)
def test_a_template_follows_the_schema(key):
    schema = json.loads((FOLDER / "schemas/paper.schema.json").read_text(encoding="utf-8"))
    content = yaml.safe_load((FOLDER / f"papers/{key}.yaml").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(content)


def test_every_legal_note_has_a_text_a_date_and_says_whether_it_was_read():
    notes = [
        note
        for template in list_paper_templates()
        for note in iter_notes(template.blocks)
        if note["kind"] == "legal"
    ]
    assert len(notes) >= 8
    for note in notes:
        assert note["as_of"] == "2026-11-22"
        assert note["basis"]
        assert isinstance(note["verified"], bool)


def test_what_binds_says_that_a_lawyer_must_validate_it():
    for key in ("contrat-de-filiere", "convention-sieg"):
        assert "à valider par votre service juridique" in get_paper_template(key).opening["band"]


def test_a_convention_holds_what_a_service_of_general_interest_needs():
    template = get_paper_template("convention-sieg")
    written = json.dumps(list(template.blocks), ensure_ascii=False)
    for needed in (
        "obligations de service public",
        "Durée du mandat",
        "paramètres fixés d’avance",
        "bénéfice raisonnable",
        "Contrôle de l’absence de surcompensation",
        "remboursée",
        "valeur locative",
        "de minimis",
        "750 000",
    ):
        assert needed in written


def test_thresholds_told_from_memory_stay_out_of_the_convention():
    written = json.dumps(list(get_paper_template("convention-sieg").blocks), ensure_ascii=False)
    for remembered in (
        "15 M€",
        "dix ans",
        "10 ans",
        "10 %",
        "points de base",
        "trois ans et en fin",
    ):
        assert remembered not in written


def test_sources_in_the_guide_name_lines_that_exist():
    for template in list_paper_templates():
        for source in template.sources:
            if source.lines:
                first, last = map(int, source.lines.split("-"))
                assert 1 <= first < last <= 2031


def test_fields_are_described_and_groups_hold_fields():
    fields = {field.path: field for field in list_paper_fields()}
    assert len(fields) > 100
    for path, field in fields.items():
        assert field.label
        assert field.origin
        if field.kind is FieldKind.LIST:
            assert any(other.startswith(f"{path}.") for other in fields)
        elif field.kind is not FieldKind.TEXTS:
            assert field.example


def test_an_unknown_template_names_its_neighbours():
    with pytest.raises(InvalidInput) as caught:
        get_paper_template("note-cadrage")
    assert "note-de-cadrage" in caught.value.for_user()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"key": "autre"}, "Donnez-leur le même nom"),
        ({"paper": {"title": "{filiere.nom}"}}, "« filiere.nom » est inconnu"),
        ({"paper": {"title": "{filiere.name"}}, "accolade"),
        ({"blocks": [{"text": "{1 + 1}"}]}, "accolade"),
        ({"blocks": [{"heading": "Un", "text": "deux"}]}, "un seul contenu"),
        ({"blocks": [{"level": 2}]}, "un seul contenu"),
        ({"blocks": [{"text": "oui", "if": "plan.nothing"}]}, "« plan.nothing » est inconnu"),
        (
            {"blocks": [{"lines": {"each": "filiere.name", "as": "x", "text": "{x}"}}]},
            "n’est pas une liste",
        ),
        (
            {"blocks": [{"lines": {"each": "priorities", "as": "x", "text": "{x.owner}"}}]},
            "« x.owner » est inconnu",
        ),
        ({"blocks": [{"note": {"kind": "legal", "text": "Texte."}}]}, "as_of, basis, verified"),
        ({"formats": ["odt"]}, "n’est pas admis"),
        ({"titre": "x"}, "est inconnu ici"),
    ],
)
def test_a_wrong_template_says_what_to_mend(tmp_path, changes, expected):
    with pytest.raises(InvalidInput) as caught:
        load_template_file(write(tmp_path, **changes))
    told = " ".join(caught.value.details).replace("\u00a0", " ").replace("\u202f", " ")
    assert expected in told


def test_a_right_template_is_read(tmp_path):
    assert load_template_file(write(tmp_path)).title == "Essai"


def test_a_text_is_words_and_fields_and_never_a_program():
    pieces = split_text("De {plan.starts} à {x}.")
    assert [piece.field for piece in pieces if piece.field] == ["plan.starts", "x"]
    assert "".join(piece.text for piece in pieces) == "De  à ."
    for trap in ("{x!r}", "{x:>9}", "{x[0]}", "{x.__class__}", "{{x}}", "{}", "}"):
        with pytest.raises(ValueError, match="not a field"):
            split_text(trap)
