"""In which encoding a text file was saved."""

import codecs
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from maillon.domain.language import translate as _

__all__ = ["TextEncoding", "detect_encoding"]

# Accents saved by Windows almost never form valid UTF-8: when half of them do, it is UTF-8.
_STRAY_SHARE = 0.5
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TextEncoding:
    """
    How to decode a file.

    Attributes
    ----------
    encoding, errors
        Arguments of `open`; a damaged byte becomes a visible mark, never a failure.
    note
        French sentence on what was unusual; empty otherwise.
    """

    encoding: str
    errors: str = "replace"
    note: str = ""


def detect_encoding(start: bytes, list_chunks: Callable[[], Iterable[bytes]]) -> TextEncoding:
    """
    Tell the encoding of a file.

    Parameters
    ----------
    start
        First bytes, some thousands.
    list_chunks
        Gives the bytes to judge, from the start; called once, only when the start does not tell.
    """
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return TextEncoding(encoding=encoding)
    if guess := _detect_bare_utf16(start):
        return TextEncoding(encoding=guess)
    stray, total = _count_stray_characters(list_chunks())
    if stray == 0:
        return TextEncoding(encoding="utf-8")
    if stray <= _STRAY_SHARE * total:
        note = _("Fichier en UTF-8 avec {count} caractères abîmés, remplacés par « � ».")
        return TextEncoding(encoding="utf-8", note=note.format(count=stray))
    return TextEncoding(
        encoding="cp1252", note=_("Fichier lu avec l’encodage de Windows (cp1252).")
    )


def _detect_bare_utf16(start: bytes) -> str | None:
    even, odd = start[0::2], start[1::2]
    if odd and odd.count(0) > len(odd) * 0.6 and even.count(0) < len(even) * 0.1:
        return "utf-16-le"
    if even and even.count(0) > len(even) * 0.6 and odd.count(0) < len(odd) * 0.1:
        return "utf-16-be"
    return None


def _count_stray_characters(chunks: Iterable[bytes]) -> tuple[int, int]:
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    stray = total = 0
    for chunk in chunks:
        text = decoder.decode(chunk)
        stray += text.count("\ufffd")
        if not text.isascii():
            total += len(text) - len(text.encode("ascii", "ignore"))
    return stray, total
