"""Names that buyers wrote in contracts, linked to the inclusive structures that they name."""

import csv
import json
from pathlib import Path

import pytest
from tests.studies.made_up_lists import write_list

from maillon.identity import Outcome
from maillon.sources.identifiers import read_siret
from maillon.studies.linking.finding import link_list
from maillon.studies.linking.targets import open_list_target

DATA = Path(__file__).resolve().parents[2] / "../shared/data"
CONTRACTS, STRUCTURES = DATA / "decp_2019_format", DATA / "siae/siae.csv"


def list_suppliers() -> dict[str, str]:
    """Return the SIREN of each supplier by its name as written; names of two SIREN are left out."""
    found: dict[str, set[str]] = {}
    for path in sorted(CONTRACTS.glob("*.json")):
        for contract in json.loads(path.read_text("utf-8"))["marches"]:
            for supplier in contract.get("titulaires") or ():
                siren = read_siret(str(supplier.get("id") or "")).siren
                name = str(supplier.get("denominationSociale") or "").strip()
                if siren and name:
                    found.setdefault(name, set()).add(siren)
    return {name: min(sirens) for name, sirens in found.items() if len(sirens) == 1}


@pytest.mark.realdata
@pytest.mark.skipif(not (CONTRACTS.is_dir() and STRUCTURES.is_file()), reason="no real data")
def test_suppliers_are_recognised_among_inclusive_structures_and_others_left_out(
    tmp_path: Path,
) -> None:
    with STRUCTURES.open(encoding="utf-8", newline="") as file:
        known = {row["siret"][:9] for row in csv.DictReader(file)}
    suppliers = list_suppliers()
    there = [name for name, siren in suppliers.items() if siren in known]
    absent = [name for name, siren in suppliers.items() if siren not in known][: len(there)]
    assert len(there) > 40
    path = write_list(tmp_path / "marches.csv", [{"Nom": name} for name in [*there, *absent]])
    linked = link_list(path, open_list_target(STRUCTURES))
    sirens = [suppliers[name] for name in [*there, *absent]]
    assert {row.place for row in linked.rows} == set(range(len(sirens)))
    right = [
        row
        for row in linked.rows
        if sirens[row.place] in {one.found.identifier[:9] for one in row.candidates}
    ]
    shown = {row.place for row in right}
    assert len(shown) >= 0.75 * len(there)
    accepted = {row.place for row in linked.rows if row.outcome is Outcome.ACCEPTED}
    assert len(accepted & shown) >= 0.9 * len(accepted)
    silent = [row for row in linked.rows if row.place >= len(there) and not row.candidates]
    assert len(silent) >= 0.9 * len(absent)
    assert all(row.remarks for row in silent)
