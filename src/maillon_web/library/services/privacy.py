"""Refuse what would tell how to reach a person: a sheet is read by everyone, for years."""

import re

__all__ = ["find_contacts"]

_MAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
# Ten digits that begin as a French number, or an international prefix; the digits around would make
# it a SIRET, a sum or a code.
_FRENCH = re.compile(r"(?<![\d.,])0\s?[1-9](?:[\s.\-\u00a0\u202f/]?\d{2}){4}(?!\d)")
_ABROAD = re.compile(r"(?<![\w.,])(?:\+|00)\s?[1-9]\d{0,2}(?:[\s.\-\u00a0\u202f()]*\d){7,12}(?!\d)")


def find_contacts(text: str) -> list[str]:
    """Return the e-mail addresses and the telephone numbers that a text holds, in order."""
    found = [
        (match.start(), match.group().strip())
        for pattern in (_MAIL, _FRENCH, _ABROAD)
        for match in pattern.finditer(text)
    ]
    return [piece for _start, piece in sorted(found)]
