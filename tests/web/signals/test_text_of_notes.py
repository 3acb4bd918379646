from hypothesis import given
from hypothesis import strategies as st

from maillon_web.signals.text import cut_into_pieces, find_quote


def test_a_text_is_cut_at_the_end_of_its_sentences_and_lines():
    text = "Il manque un local. Qui paie ?\n- L. Berger (réseau) dit non…\n\nFin"
    assert [piece.text for piece in cut_into_pieces(text)] == [
        "Il manque un local.",
        "Qui paie ?",
        "- L. Berger (réseau) dit non…",
        "Fin",
    ]


@given(st.text(max_size=400))
def test_no_word_is_lost_and_every_piece_is_where_it_says(text):
    pieces = cut_into_pieces(text)
    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(text.split())
    ends = [0, *(piece.end for piece in pieces)]
    assert all(piece.start >= end for piece, end in zip(pieces, ends, strict=False))


def test_a_quote_is_found_again_nearest_to_its_place():
    text = "Un local. Autre chose. Un local."
    assert find_quote(text, "Un local.", near=20) == (23, 32)
    assert find_quote(text, "Un local.", near=3) == (0, 9)
    assert find_quote(text, "Deux locaux", near=0) is None
