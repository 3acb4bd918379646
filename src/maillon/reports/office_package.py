"""What a Word document and a slide deck share: their properties, and bytes that never change."""

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from maillon.reports.clean_text import cut

if TYPE_CHECKING:
    from docx.opc.coreprops import CoreProperties
    from pptx.parts.coreprops import CorePropertiesPart

__all__ = ["FONT", "REGIONS", "fill_properties", "freeze", "write_properties"]

# On every office machine, or replaced there by a font of the same widths.
FONT = "Arial"
REGIONS = {"fr": "fr-FR", "en": "en-GB"}
_LONGEST_PROPERTY = 250
_START_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def fill_properties(
    properties: "CoreProperties | CorePropertiesPart",
    document: dict[str, Any],
    view: dict[str, Any],
) -> None:
    """Write the title, the language and the date of a result in the properties of its file."""
    write_properties(
        properties,
        title=view["title"],
        subject=view["description"],
        comments=view["band"],
        language=document["language"],
        written_on=document["generated_on"],
    )


def write_properties(
    properties: "CoreProperties | CorePropertiesPart",
    *,
    title: str,
    subject: str,
    comments: str,
    language: str,
    written_on: str,
) -> None:
    """Write what a file says of itself; the only date that it knows is that of its content."""
    properties.title = cut(title, _LONGEST_PROPERTY)
    properties.subject = cut(subject, _LONGEST_PROPERTY)
    properties.language = REGIONS[language]
    properties.author = "Maillon"
    properties.last_modified_by = ""
    properties.keywords = ""
    properties.comments = cut(comments, _LONGEST_PROPERTY)
    properties.created = properties.modified = datetime.fromisoformat(written_on)
    properties.revision = 1


def freeze(package: bytes) -> bytes:
    """Return the file without the hour it was made at: the same result gives the same bytes."""
    frozen = BytesIO()
    with ZipFile(BytesIO(package)) as origin, ZipFile(frozen, "w", ZIP_DEFLATED) as target:
        for entry in origin.infolist():
            still = ZipInfo(entry.filename, _START_OF_ZIP)
            still.compress_type = ZIP_DEFLATED
            target.writestr(still, origin.read(entry))
    return frozen.getvalue()
