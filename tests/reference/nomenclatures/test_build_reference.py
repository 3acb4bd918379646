"""The script that rebuilds the lists taken from packages."""

import csv
import json
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "scripts/build_reference.py"
TABLES = ROOT / "src/maillon/reference/nomenclatures"


def run(*arguments: object) -> None:
    subprocess.run([sys.executable, SCRIPT, *map(str, arguments)], check=True, capture_output=True)


def test_labels_are_cleaned_and_headings_left_out(tmp_path: Path) -> None:
    archive = tmp_path / "naf.zip"
    lines = "ligne;Code;x\n1;01.1;Groupe\n2;01.11Z;Exemple d’une  ligne (400 m2et plus)\n"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("naf2008/int_courts_naf_rev_2.csv", lines.encode("cp1252"))
    run("--naf", archive, "--out", tmp_path)
    with (tmp_path / "naf_rev2.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == [
            {"naf_code": "01.11Z", "label": "Exemple d'une ligne (400 m² et plus)"}
        ]


def test_only_the_french_label_of_a_purchase_is_kept(tmp_path: Path) -> None:
    document = tmp_path / "cpv.json"
    entries = [{"code": "03000000", "labels": {"fr": "Exemple", "de": "Beispiel"}}]
    document.write_text(json.dumps(entries), encoding="utf-8")
    run("--cpv", document, "--out", tmp_path)
    written = (tmp_path / "cpv.csv").read_text(encoding="utf-8")
    assert written == "cpv_code,label\n03000000,Exemple\n"


def test_the_committed_list_is_what_the_package_gives(tmp_path: Path) -> None:
    spec = find_spec("pynsee")
    if spec is None or spec.origin is None:
        pytest.skip("pynsee is not installed")
    run("--naf", Path(spec.origin).parent / "metadata/data/naf.zip", "--out", tmp_path)
    rebuilt = (tmp_path / "naf_rev2.csv").read_bytes()
    assert rebuilt == (TABLES / "naf_rev2.csv").read_bytes()
