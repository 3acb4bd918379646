"""The French sentences of a Django template, as Django itself would look them up."""

import ast
import re
from collections.abc import Iterator

from django.utils.translation.template import templatize

__all__ = ["iter_sentences"]

_LITERAL = r"""u?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
# `templatize` writes one call for each sentence, and blanks out everything else.
_CALL = re.compile(
    rf"(?<!\w)(?P<name>_|gettext|ngettext|pgettext|npgettext)\(\s*"
    rf"(?P<words>{_LITERAL}(?:\s*,\s*{_LITERAL})*)\s*(?:,\s*count\s*)?\)"
)
_WORD = re.compile(_LITERAL)


def iter_sentences(source: str) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Yield each sentence (or its singular and plural) with its context, if it has one."""
    for call in _CALL.finditer(templatize(source)):
        words = [ast.literal_eval(word) for word in _WORD.findall(call["words"])]
        context = words.pop(0) if "pgettext" in call["name"] else None
        yield (words[0] if len(words) == 1 else (words[0], words[1])), context
