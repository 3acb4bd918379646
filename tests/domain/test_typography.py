"""French is written with plain spaces and shown with those that no end of line breaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.domain.language import translate, translate_plural, use_language
from maillon.domain.typography import typeset_french

NARROW, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Est-ce juste ?", f"Est-ce juste{NARROW}?"),
        ("Oui ; non !", f"Oui{NARROW}; non{NARROW}!"),
        ("Votre rôle : lecture", f"Votre rôle{WIDE}: lecture"),
        ("« mot »", f"«{WIDE}mot{WIDE}»"),
        ("12 % des acteurs", f"12{WIDE}% des acteurs"),
        ("l'eau, qu'{name}", "l’eau, qu’{name}"),
        ("de %(count)s à %s", "de %(count)s à %s"),
        ("les mots 'a' et 'b'", "les mots 'a' et 'b'"),
        ("https://exemple.fr/?a=1&b:2", "https://exemple.fr/?a=1&b:2"),
        ("à 10:30", "à 10:30"),
    ],
)
def test_marks_stay_with_their_word(written: str, shown: str) -> None:
    assert typeset_french(written) == shown


@given(st.text(alphabet="aé1 '«»:;!?%{}’\u00a0\u202f", max_size=40))
def test_what_is_set_stays_set_and_loses_no_letter(text: str) -> None:
    shown = typeset_french(text)
    assert typeset_french(shown) == shown
    assert len(shown) == len(text)
    plain = shown.translate({ord(NARROW): " ", ord(WIDE): " ", ord("’"): "'"})
    assert plain == text.translate({ord(NARROW): " ", ord(WIDE): " ", ord("’"): "'"})


def test_only_french_sentences_are_set() -> None:
    try:
        assert translate("Phrase fictive : vraie ?") == f"Phrase fictive{WIDE}: vraie{NARROW}?"
        assert translate_plural("{n} mot :", "{n} mots :", 2) == f"{{n}} mots{WIDE}:"
        use_language("en")
        assert translate("Phrase fictive : vraie ?") == "Phrase fictive : vraie ?"
    finally:
        use_language("fr")
