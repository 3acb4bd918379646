"""Files of the tests of imports: made-up rows, named as such."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from maillon.domain.jobs import SilentProgress
from maillon_web.directory.models import ListImport
from maillon_web.directory.services import lists
from maillon_web.directory.services.list_preparing import prepare

SIRETS = ("80746931700018", "75187049400026", "80746931700026")
HEADERS = ("Nom", "SIRET", "Commune", "Code postal", "Adresse", "Maillon", "ESS")
DESCRIPTION = lists.Description(
    label="Carnet fictif", dated=date(2026, 1, 31), licence="", visibility="members"
)


def write_csv(rows: Iterable[Sequence[str]], headers: Sequence[str] = HEADERS) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headers)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def write_xlsx(sheets: dict[str, Iterable[Sequence[object]]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def write_bomb(size: int) -> bytes:
    """A workbook of a few kilobytes whose sheet unpacks to `size` bytes of zeros."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            chunk = b"0" * (1024 * 1024)
            for _step in range(size // len(chunk)):
                part.write(chunk)
    return file.getvalue()


def make_upload(content: bytes, name: str = "carnet.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def make_import(filiere, author, content: bytes, name: str = "carnet.csv", **fields) -> ListImport:
    """An import whose columns are as proposed, not yet prepared."""
    description = lists.Description(
        **{
            "label": DESCRIPTION.label,
            "dated": DESCRIPTION.dated,
            "licence": "",
            "visibility": "members",
        }
        | fields
    )
    made = lists.keep_upload(filiere, make_upload(content, name), description, author=author)
    lists.map_columns(made, made.inspection["mapping"])
    return made


def make_ready(filiere, author, rows, headers=HEADERS, **fields) -> ListImport:
    """An import whose rows are compared, ready to be applied."""
    made = make_import(filiere, author, write_csv(rows, headers), **fields)
    prepare(made, author=author, progress=SilentProgress())
    made.refresh_from_db()
    return made
