"""Long text of the web, HTML or Markdown, as plain text without anyone's contact."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

__all__ = ["read_address", "remove_contacts", "to_plain_lines", "to_plain_text"]

_LONGEST = 100_000
_SILENT = frozenset(("script", "style", "template", "noscript", "iframe", "svg", "head"))
_BLOCKS = frozenset(
    (
        *("p", "div", "br", "ul", "ol", "li", "table", "tr", "section", "article", "blockquote"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "figure", "dl", "dt", "dd"),
    )
)
_MARKDOWN = (
    (re.compile(r"!?\[([^\[\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)"), r"\1"),
    (re.compile(r"(?m)^[ \t]{0,8}#{1,6}[ \t]+"), ""),
    (re.compile(r"(?m)^[ \t]{0,8}>[ \t]?"), ""),
    (re.compile(r"(?m)^[ \t]{0,16}[-*+•·▪][ \t]+"), "– "),
    (re.compile(r"\\$", re.MULTILINE), ""),
    (re.compile(r"\*\*([^*]{1,2000})\*\*"), r"\1"),
    (re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)__([^_\n]+)__(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]*)`"), r"\1"),
)
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
# The parser of the standard library reads the rest of the text again for each tag left open.
_NO_TAG = re.compile(r"<(?![/!?]?[a-zA-Z][^<>]*>)")
_SPACES = re.compile(r"[ \t]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_LIST_GAP = re.compile(r"\n\n(?=– )")

_GAP = "[…]"
_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|[\[(]\s?(?:at|arobase)\s?[\])])\s?[\w-]{1,63}(?:\.[\w-]{1,63})+",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\d,.])(?:(?:\+|00)33[ .\-\u00a0\u202f]?(?:\(0\)[ .\-]?)?|0)[1-9]"
    r"(?:[ .\-\u00a0\u202f]?\d{2}){4}(?!\d)"
)
_PERSON = re.compile(
    r"\b(?:M\.|MM\.|Mr|Mme|Mmes|Mlle|Monsieur|Madame)[ \u00a0\u202f](?:[A-ZÀ-Ý][\w’'-]+[ ]?){1,3}"
)
# A short line that holds the contact of someone usually holds the name too.
_SHORT_LINE = 160


class _Reader(HTMLParser):
    """Keeps the text of a page, one line a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self.parts.append("\n– " if tag == "li" else "\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif tag in _BLOCKS:
            self.parts.append("\n\n" if tag in {"p", "ul", "ol", "table"} else "\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def to_plain_text(text: str) -> str:
    """
    Return HTML or Markdown as plain text: no tag, no link, no contact; blank lines part blocks.

    Notes
    -----
    The result is text, to be escaped like any other when it is shown: what was written `&lt;b&gt;`
    reads `<b>`. Beyond 100 000 characters the rest is left out.
    """
    reader = _Reader()
    page = _drop_comments(_CONTROLS.sub(" ", text[:_LONGEST].replace("\r\n", "\n")))
    reader.feed(_NO_TAG.sub("&lt;", page))
    reader.close()
    plain = "".join(reader.parts).replace("\u00a0", " ").replace("\u202f", " ")
    for pattern, kept in _MARKDOWN:
        plain = pattern.sub(kept, plain)
    lines = (_SPACES.sub(" ", line).strip() for line in plain.split("\n"))
    joined = _BLANK_LINES.sub("\n\n", "\n".join(line for line in lines if line != "–"))
    return remove_contacts(_LIST_GAP.sub("\n", joined).strip())


def _drop_comments(page: str) -> str:
    kept, done = [], 0
    while (start := page.find("<!--", done)) >= 0:
        kept.append(page[done:start])
        end = page.find("-->", start)
        done = len(page) if end < 0 else end + 3
    return "".join([*kept, page[done:]])


def to_plain_lines(text: str) -> list[str]:
    """Return the lines of `to_plain_text`, without blank ones and without list marks."""
    lines = (line.removeprefix("– ").strip() for line in to_plain_text(text).split("\n"))
    return [line for line in lines if line]


def remove_contacts(text: str) -> str:
    """
    Return the text without e-mail addresses, French telephone numbers or titled names.

    Notes
    -----
    A short line that holds an address or a number leaves whole, because it names someone. A name
    without title cannot be told from other words: it stays.
    """
    kept = []
    for line in text.split("\n"):
        bare = _PHONE.sub(_GAP, _MAIL.sub(_GAP, line))
        if bare != line and len(line) <= _SHORT_LINE:
            continue
        kept.append(_PERSON.sub(_GAP + " ", bare).rstrip())
    return "\n".join(kept).strip()


def read_address(text: str) -> str | None:
    """Return a public address of the web, `None` for anything else (`mailto:`, `javascript:`…)."""
    bare = text.strip()
    if not bare or re.search(r"[\s<>\"\\]", bare) or _CONTROLS.search(bare):
        return None
    try:
        parts = urlsplit(bare)
    except ValueError:
        return None
    has_person = "@" in parts.netloc
    return bare if parts.scheme in {"http", "https"} and parts.netloc and not has_person else None
