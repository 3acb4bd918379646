"""
French typography, set where a sentence is shown: people write sentences with plain spaces.

`scripts/build_catalogue.py` reads this module by its path: it imports nothing of ours.
"""

import re

__all__ = ["typeset_french"]

_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[\w«<{%(])")
_BEFORE_HIGH_SIGN = re.compile(r" (?=[;!?])")
# A field of a format (`%(name)s`, `%s`) begins as a percentage does.
_BEFORE_WIDE_SIGN = re.compile(r" (?=[:»]|%(?![(a-zA-Z]))")
_AFTER_OPENING = re.compile(r"(?<=«) ")


def typeset_french(text: str) -> str:
    """
    Return a French text with its apostrophes, and spaces that no end of line can break.

    A narrow no-break space stands before `;`, `!` and `?`, a no-break space before `:` and `%`
    and inside quotation marks.
    """
    text = _APOSTROPHE.sub("’", text)
    text = _BEFORE_HIGH_SIGN.sub("\u202f", text)
    text = _BEFORE_WIDE_SIGN.sub("\u00a0", text)
    return _AFTER_OPENING.sub("\u00a0", text)
