"""A Word file of one's own, used for its styles and its letterhead."""

import copy
from io import BytesIO
from typing import TYPE_CHECKING, Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.reports.office_package import REGIONS
from maillon.reports.papers.own_checks import check_package
from maillon.reports.word_styles import set_language, start_word
from maillon.reports.word_xml import make_element, qualify

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["drop_attached_template", "open_own_word", "open_word"]

_STYLES = (
    "Title",
    "Subtitle",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "Caption",
    "List Bullet",
    "Table Grid",
)
_PT_PER_CM = 72 / 2.54


def open_own_word(content: bytes, language: str) -> tuple["Document", float]:
    """
    Return the document of a Word file, ready to be continued, and the width of its text in cm.

    The styles that the file lacks are brought from ours, so that headings stay real headings.

    Raises
    ------
    InvalidInput
        If the file is no Word file that can be used.
    """
    check_package(content, kind="docx")
    word = open_word(content)
    drop_attached_template(word)
    ours = start_word(language, header="", footer="")
    _bring_styles(word, ours)
    _say_language(word, language)
    _drop_empty_end(word)
    section = word.sections[-1]
    margins = (section.left_margin or 0) + (section.right_margin or 0)
    width = ((section.page_width or 0) - margins) / 12700 / _PT_PER_CM
    return word, max(round(width, 2), 5.0)


def open_word(content: bytes) -> "Document":
    """
    Return the document of a file that passed the checks.

    Raises
    ------
    InvalidInput
        If it is damaged all the same.
    """
    import docx
    from lxml import etree

    try:
        return docx.Document(BytesIO(content))
    except (etree.XMLSyntaxError, KeyError, ValueError, AttributeError) as error:
        raise InvalidInput(
            f"own template: {error!r}",
            user=_(
                "Ce modèle est abîmé : ouvrez-le dans votre traitement de texte, enregistrez-le à "
                "nouveau en .docx, puis recommencez."
            ),
        ) from error


def drop_attached_template(word: "Document") -> None:
    """Forget the template that the file was made from: readers would look for it elsewhere."""
    settings = word.settings.element
    for element in settings.findall(qualify("w:attachedTemplate")):
        settings.remove(element)
    for part in (word.part, *(relation.target_part for relation in _list_inside(word))):
        kept = part.rels
        for key in [key for key, rel in kept.items() if rel.reltype.endswith("/attachedTemplate")]:
            del kept[key]


def _list_inside(word: "Document") -> list[Any]:
    return [relation for relation in word.part.rels.values() if not relation.is_external]


def _bring_styles(word: "Document", ours: "Document") -> None:
    known = {style.name for style in word.styles}
    held = word.styles.element
    for name in _STYLES:
        if name in known:
            continue
        brought = copy.deepcopy(ours.styles[name].element)
        for tag in ("w:basedOn", "w:link", "w:next"):
            for reference in brought.findall(qualify(tag)):
                brought.remove(reference)
        if name == "List Bullet":
            _bring_bullets(word, ours, brought)
        held.append(brought)


def _bring_bullets(word: "Document", ours: "Document", style: Any) -> None:  # noqa: ANN401 -- lxml
    """Give the style of lists a numbering of its own in that file."""
    numbering = _open_numbering(word, ours)
    abstracts = [
        item.get(qualify("w:abstractNumId")) for item in numbering.findall(qualify("w:abstractNum"))
    ]
    numbers = [item.get(qualify("w:numId")) for item in numbering.findall(qualify("w:num"))]
    abstract_id = str(max((int(key) for key in abstracts), default=0) + 1)
    number_id = str(max((int(key) for key in numbers), default=0) + 1)
    abstract = make_element("w:abstractNum", abstractNumId=abstract_id)
    level = make_element("w:lvl", ilvl="0")
    level.append(make_element("w:start", val="1"))
    level.append(make_element("w:numFmt", val="bullet"))
    level.append(make_element("w:lvlText", val="•"))
    level.append(make_element("w:lvlJc", val="left"))
    properties = make_element("w:pPr")
    properties.append(make_element("w:ind", left="360", hanging="360"))
    level.append(properties)
    abstract.append(level)
    first_number = numbering.find(qualify("w:num"))
    if first_number is None:
        numbering.append(abstract)
    else:
        first_number.addprevious(abstract)
    number = make_element("w:num", numId=number_id)
    number.append(make_element("w:abstractNumId", val=abstract_id))
    numbering.append(number)
    for reference in style.iter(qualify("w:numId")):
        reference.set(qualify("w:val"), number_id)


def _open_numbering(word: "Document", ours: "Document") -> Any:  # noqa: ANN401 -- lxml
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.numbering import NumberingPart

    held = [
        rel.target_part
        for rel in word.part.rels.values()
        if rel.reltype == RELATIONSHIP_TYPE.NUMBERING
    ]
    if held:
        return held[0].element
    empty = copy.deepcopy(ours.part.numbering_part.element)
    for child in list(empty):
        empty.remove(child)
    part = NumberingPart(
        PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, empty, word.part.package
    )
    word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return part.element


def _say_language(word: "Document", language: str) -> None:
    region = REGIONS[language]
    set_language(word, region)
    defaults = word.styles.element.find(qualify("w:docDefaults"))
    run = (
        None if defaults is None else defaults.find(f"{qualify('w:rPrDefault')}/{qualify('w:rPr')}")
    )
    if run is not None and run.find(qualify("w:lang")) is None:
        run.append(make_element("w:lang", val=region))


def _drop_empty_end(word: "Document") -> None:
    """Remove the empty paragraphs that end the file: the document follows its letterhead."""
    while word.paragraphs:
        last = word.paragraphs[-1]
        element = last._p  # noqa: SLF001 -- no public way to remove a paragraph
        following = element.getnext()
        is_last = following is None or following.tag == qualify("w:sectPr")
        has_content = last.text.strip() or element.findall(f".//{qualify('w:drawing')}")
        has_section = element.findall(f".//{qualify('w:sectPr')}")
        if not is_last or has_content or has_section or element.findall(f".//{qualify('w:pict')}"):
            return
        element.getparent().remove(element)
