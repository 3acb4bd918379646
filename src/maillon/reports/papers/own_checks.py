"""An office file that somebody brings: is it safe and whole?"""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 -- its own name says nothing

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["MOST_BYTES", "check_package", "find_kind"]

MOST_BYTES = 5_000_000
_MOST_UNPACKED, _MOST_XML, _MOST_PARTS = 60_000_000, 12_000_000, 3_000
_KINDS = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx"}
_MAIN_TYPES = {
    "docx": b"wordprocessingml.document.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
}
_ACTIVE = re.compile(r"vbaproject|vbadata|activex|oleobject", re.IGNORECASE)
_MACROS = re.compile(r"macroenabled", re.IGNORECASE)
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_RELATION = re.compile(r"<[^<>]*Relationship\s[^<>]*>")
_INSTRUCTION = re.compile(r"<w:instrText[^>]*>(.*?)</w:instrText>|w:instr=\"([^\"]*)\"", re.DOTALL)
_FETCHING = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b")


def find_kind(content: bytes) -> str:
    """
    Return `docx` or `pptx`.

    Raises
    ------
    InvalidInput
        If the file is neither, is too large, damaged, or holds what could run or fetch something.
    """
    if len(content) > MOST_BYTES:
        raise _refuse(
            f"{len(content)} bytes",
            _("Ce modèle dépasse {size} Mo : allégez ses images, puis recommencez.").format(
                size=MOST_BYTES // 1_000_000
            ),
        )
    try:
        with ZipFile(BytesIO(content)) as package:
            return _check(package)
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _refuse(
            repr(error),
            _(
                "Ce fichier n’est pas un .docx ou un .pptx lisible : enregistrez-le à nouveau, "
                "sans mot de passe, puis recommencez."
            ),
        ) from error


def check_package(content: bytes, *, kind: str) -> None:
    """
    Refuse what is not an office file of that kind.

    Raises
    ------
    InvalidInput
        As `find_kind`, or if the file is of the other kind.
    """
    found = find_kind(content)
    if found != kind:
        raise _refuse(
            f"{found} instead of {kind}",
            _("Ce modèle est un .{found} : pour ce format, choisissez un .{wanted}.").format(
                found=found, wanted=kind
            ),
        )


def _check(package: ZipFile) -> str:
    entries = package.infolist()
    # zipfile never unpacks more than an entry announces: the sum is a bound.
    is_large = sum(entry.file_size for entry in entries) > _MOST_UNPACKED or any(
        entry.file_size > _MOST_XML
        for entry in entries
        if entry.filename.endswith((".xml", ".rels"))
    )
    if is_large or len(entries) > _MOST_PARTS:
        raise _refuse(
            "unpacks to too much",
            _("Ce modèle contient trop de choses une fois ouvert : allégez-le, puis recommencez."),
        )
    names = {entry.filename for entry in entries}
    kind = next((kind for name, kind in _KINDS.items() if name in names), "")
    types = package.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if _MACROS.search(types.decode("utf-8", "replace")) or any(map(_ACTIVE.search, names)):
        raise _refuse(
            "active content",
            _(
                "Ce modèle contient des macros ou des objets actifs : enregistrez-le en .docx ou "
                ".pptx sans eux, puis recommencez."
            ),
        )
    if not kind or _MAIN_TYPES[kind] not in types:
        raise _refuse(
            "no main part",
            _(
                "Ce fichier n’est ni un .docx ni un .pptx : enregistrez-le dans un de ces formats, "
                "puis recommencez."
            ),
        )
    for name, xml in _iter_xml(package, names):
        _check_part(name, xml)
    return kind


def _iter_xml(package: ZipFile, names: set[str]) -> Iterator[tuple[str, bytes]]:
    for name in sorted(names):
        if name.endswith((".xml", ".rels")):
            # A part may be written on two bytes a letter.
            yield name, package.read(name).replace(b"\x00", b"")


def _check_part(name: str, xml: bytes) -> None:
    if _ENTITIES.search(xml):
        raise _refuse(
            f"{name}: document type",
            _(
                "Ce modèle contient une définition XML qui n’est pas admise : enregistrez-le à "
                "nouveau."
            ),
        )
    text = xml.decode("utf-8", "replace")
    is_fetched = any(
        'TargetMode="External"' in relation
        and not _relation_is(relation, "hyperlink")
        and not _relation_is(relation, "attachedTemplate")
        for relation in (_RELATION.findall(text) if name.endswith(".rels") else ())
    )
    instructions = "".join(first or second for first, second in _INSTRUCTION.findall(text))
    if is_fetched or _FETCHING.search(instructions):
        raise _refuse(
            f"{name}: outside content",
            _(
                "Ce modèle va chercher une image ou un fichier ailleurs : incorporez-le au "
                "document, puis recommencez."
            ),
        )


def _relation_is(relation: str, kind: str) -> bool:
    return f'/{kind}"' in relation


def _refuse(message: str, user: str) -> InvalidInput:
    return InvalidInput(f"own template: {message}", user=user)
