"""The French sentences of the pages are found where they are, and compiled for both languages."""

import gettext
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    for name in ("catalogue", "template_sentences", "build_catalogue"):
        monkeypatch.delitem(sys.modules, name, raising=False)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{% translate 'Bonjour' %}", [("Bonjour", None)]),
        ('{% trans "L’été d\'ici" as t %}{{ t }}', [("L’été d'ici", None)]),
        ('{% translate "Tri" context "étape" %}', [("Tri", "étape")]),
        ('{% include "x.html" with title=_("Un titre") %}', [("Un titre", None)]),
        ('{{ _("Direct") }}', [("Direct", None)]),
        (
            "{% blocktranslate trimmed with n=a.name %}\n  Bonjour {{ n }},\n  à « 100 % »\n"
            "{% endblocktranslate %}",
            [("Bonjour %(n)s, à « 100 %% »", None)],
        ),
        (
            "{% blocktranslate count n=x %}{{ n }} acteur{% plural %}{{ n }} acteurs"
            "{% endblocktranslate %}",
            [(("%(n)s acteur", "%(n)s acteurs"), None)],
        ),
        ("{% comment %}{% translate 'Non' %}{% endcomment %}<p>gettext('Non')</p>", []),
        ("{% translate variable %}", []),
    ],
)
def test_the_sentences_of_a_template_are_found(source: str, found: list) -> None:
    from template_sentences import iter_sentences

    assert list(iter_sentences("{% load i18n %}" + source)) == found


def test_every_module_that_marks_a_sentence_is_read_by_one_catalogue() -> None:
    import catalogue

    library = {found.sentence for found in catalogue.find_library_sentences()}
    workbench = {found.sentence for found in catalogue.find_workbench_sentences()}
    assert "Ouvrir Maillon dans les navigateurs." in library
    assert "Ouvrir Maillon dans les navigateurs." not in workbench
    assert "Ce lien ne sert plus" in workbench
    assert "Équipe d’animation seulement" in workbench


def test_a_field_that_the_french_does_not_have_is_a_defect() -> None:
    from babel.messages.catalog import Message

    import catalogue

    assert catalogue._defects(Message("Bonjour %(n)s", "Hello %(n)s")) == []
    assert catalogue._defects(Message("Bonjour %(n)s", "Hello %(m)s"))
    assert catalogue._defects(Message("Bonjour {n}", "Hello {m}"))
    assert catalogue._defects(Message(("un", "deux"), ("one", "")))


def test_french_sentences_have_their_apostrophe() -> None:
    import catalogue

    straight = [
        found
        for domain in catalogue.DOMAINS
        for found in domain.find()
        if catalogue.has_straight_apostrophe(found.sentence)
    ]
    assert straight == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("l'acteur", True),
        ("Aujourd'hui", True),
        ("d'{name}", True),
        ("qu'« elle »", True),
        (("{n} jour d'avance", "{n} jours d’avance"), True),
        ("l’acteur", False),
        ("les mots 'a' et 'b'", False),
        ("L'", False),
    ],
)
def test_a_straight_apostrophe_is_told_from_a_quote(sentence: object, expected: bool) -> None:  # noqa: FBT001 - a case of the test
    import catalogue

    assert catalogue.has_straight_apostrophe(sentence) is expected


def test_french_is_shown_with_spaces_that_no_line_breaks(tmp_path: Path) -> None:
    import build_catalogue

    english = Catalog(locale="en")
    english.add("« {name} » : prêt ?", "“{name}”: ready?")
    english.add("Chapitre :", "Chapter:", context="titre")
    english.add(("%(n)s fiche !", "%(n)s fiches !"), ("%(n)s sheet!", "%(n)s sheets!"))
    folder = tmp_path / "src" / "fictif" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.po").open("wb") as file:
        write_po(file, english)
    others = Catalog(locale="fr", fuzzy=False)
    others.add("Continue?", "Continuer ?")
    (folder.parents[1] / "fr" / "LC_MESSAGES").mkdir(parents=True)
    with (folder.parents[1] / "fr" / "LC_MESSAGES" / "django.po").open("wb") as file:
        write_po(file, others)
    build_catalogue.compile_catalogues(tmp_path)
    french = gettext.translation("django", folder.parents[1], ["fr"])
    assert french.gettext("« {name} » : prêt ?") == "«\u00a0{name}\u00a0»\u00a0: prêt\u202f?"
    assert french.pgettext("titre", "Chapitre :") == "Chapitre\u00a0:"
    assert french.ngettext("%(n)s fiche !", "%(n)s fiches !", 1) == "%(n)s fiche\u202f!"
    assert french.gettext("Continue?") == "Continuer\u202f?"


def test_in_french_none_is_singular(tmp_path: Path) -> None:
    import build_catalogue

    english = Catalog(locale="en")
    english.add(("{n} acteur", "{n} acteurs"), ("{n} actor", "{n} actors"))
    english.add("Bonjour", "Hello")
    folder = tmp_path / "src" / "fictif" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.po").open("wb") as file:
        write_po(file, english)
    build_catalogue.compile_catalogues(tmp_path)
    locale = tmp_path / "src" / "fictif" / "locale"
    french = gettext.translation("django", locale, ["fr"])
    assert [french.ngettext("{n} acteur", "{n} acteurs", n) for n in (0, 1, 2)] == [
        "{n} acteur", "{n} acteur", "{n} acteurs",
    ]  # fmt: skip
    assert french.gettext("Bonjour") == "Bonjour"
    assert gettext.translation("django", locale, ["en"]).gettext("Bonjour") == "Hello"
