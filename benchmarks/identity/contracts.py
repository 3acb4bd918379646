"""Suppliers as buyers wrote them, with the SIREN that they gave: what a linkage must find again."""

import csv
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from maillon.domain.territory import find_departement
from maillon.domain.text import fold
from maillon.identity import IdentityRecord
from maillon.reference.territories import find_commune, resolve_commune_code
from maillon.sources.identifiers import read_siret

SOURCES = "decp_2019_format"
_MEASURE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Mention:
    """One supplier in one contract."""

    name: str
    siren: str
    siret: str
    departement: str
    cpv: str


def read_mentions(folder: Path) -> Iterator[Mention]:
    """Read each supplier whose identifier is a valid SIRET."""
    for path in sorted((folder / SOURCES).glob("*.json")):
        for contract in json.loads(path.read_text("utf-8"))["marches"]:
            for supplier in contract.get("titulaires") or ():
                read = read_siret(str(supplier.get("id") or ""))
                name = str(supplier.get("denominationSociale") or "").strip()
                if read.siret and read.siren and name:
                    yield Mention(
                        name,
                        read.siren,
                        read.siret,
                        _find_departement(contract.get("lieuExecution") or {}),
                        str(contract.get("codeCPV") or "")[:2],
                    )


def read_inclusive(folder: Path) -> Iterator[dict[str, str]]:
    """Read the inclusive structures whose SIRET is valid."""
    with (folder / "siae" / "siae.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (read := read_siret(row["siret"])).siren:
                yield {**row, "siren": read.siren or ""}


def is_for_measure(siren: str) -> bool:
    """Say on which side of the split a unit falls: by its number alone, for ever."""
    return _draw(siren) < _MEASURE_SHARE


@dataclass(frozen=True, slots=True)
class Task:
    """Lines to link, the units to link them to, and which unit each line names."""

    lines: list[IdentityRecord]
    register: list[IdentityRecord]
    truth: list[int | None]
    is_measured: list[bool]

    def split(self, *, measured: bool) -> "Task":
        """Return the lines of one side; the register stays whole."""
        kept = [place for place, side in enumerate(self.is_measured) if side == measured]
        return Task(
            [self.lines[place] for place in kept],
            self.register,
            [self.truth[place] for place in kept],
            [measured] * len(kept),
        )


def make_task(folder: Path, *, absent_share: float = 0.0) -> Task:
    """
    Return each name that buyers gave to each unit, and all the units seen.

    A unit is known by the name it is given most often, here or in the list of inclusive
    structures; its place and activity come from that list and from SIRENE. A line has one written
    name and the départements where the contracts that bear it were carried out.

    Parameters
    ----------
    absent_share
        Share of the units that buyers name and that the register is made to ignore.
    """
    names: dict[str, Counter[str]] = defaultdict(Counter)
    written: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for mention in read_mentions(folder):
        names[mention.siren][mention.name] += 1
        line = written.setdefault((mention.siren, fold(mention.name)), (mention.name, set()))
        if mention.departement:
            line[1].add(mention.departement)
    places: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in read_inclusive(folder):
        names[row["siren"]][row["name"]] += 1
        places[row["siren"]]["departements"].add(row["department"])
        places[row["siren"]]["activities"].add(row["naf"])
    for row in read_establishments(folder):
        if row["siren"] in names:
            places[row["siren"]]["departements"].add(row["departement"])
            places[row["siren"]]["communes"].add(row["commune_code"])
            places[row["siren"]]["activities"].add(row["naf"])
    known = [siren for siren in sorted(names) if _draw(f"absent {siren}") >= absent_share]
    register = [
        IdentityRecord(
            key=siren,
            names=[names[siren].most_common(1)[0][0]],
            communes=sorted(places[siren]["communes"]),
            departements=sorted(places[siren]["departements"]),
            activities=sorted(places[siren]["activities"]),
        )
        for siren in known
    ]
    rank = {siren: place for place, siren in enumerate(known)}
    keys = sorted(written)
    return Task(
        [
            IdentityRecord(
                key=f"{siren} {folded}",
                names=[written[siren, folded][0]],
                work_departements=sorted(written[siren, folded][1]),
            )
            for siren, folded in keys
        ],
        register,
        [rank.get(siren) for siren, _folded in keys],
        [is_for_measure(siren) for siren, _folded in keys],
    )


def make_places(folder: Path) -> Task:
    """
    Return inclusive structures as lines, real establishments of SIRENE as records.

    The file of establishments holds no name: they teach place, street and activity alone.
    """
    establishments = list(read_establishments(folder))
    rank = {row["siret"]: place for place, row in enumerate(establishments)}
    first: dict[str, int] = {}
    for place, row in enumerate(establishments):
        first.setdefault(row["siren"], place)
    lines, truth = [], []
    for number, row in enumerate(read_inclusive(folder)):
        commune = find_commune(city=row["city"], post_code=row["post_code"])
        lines.append(
            IdentityRecord(
                key=str(number),
                names=[row["name"]],
                communes=[commune] if commune else [],
                departements=[row["department"]],
                address=row["address"],
                activities=[row["naf"]],
            )
        )
        truth.append(rank.get(row["siret"], first.get(row["siren"])))
    register = [
        IdentityRecord(
            key=row["siret"],
            names=[f"Etablissement {row['siret']}"],
            communes=[row["commune_code"]],
            departements=[row["departement"]],
            address=row["street"],
            activities=[row["naf"]],
        )
        for row in establishments
    ]
    return Task(lines, register, truth, [False] * len(lines))


def read_establishments(folder: Path) -> Iterator[dict[str, str]]:
    """Read real establishments of SIRENE; the file lost the leading zeros of their SIREN."""
    with (folder / "sirene" / "etablissements_titulaires_2022.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        for row in csv.DictReader(file):
            code = row["codeCommuneEtablissement"]
            yield {
                "siren": row["siren"].zfill(9),
                "siret": row["siret"].zfill(14),
                "commune_code": resolve_commune_code(code) or code,
                "departement": find_departement(code),
                "street": f"{row['typeVoieEtablissement']} {row['libelleVoieEtablissement']}",
                "naf": row["activitePrincipaleEtablissement"],
            }


def _draw(words: str) -> float:
    """Return a number between 0 and 1 that depends on the words alone."""
    return hashlib.sha256(f"maillon {words}".encode()).digest()[0] / 256


def _find_departement(place: dict[str, str]) -> str:
    code = str(place.get("code") or "").strip()
    if len(code) == 5 and (code[:2].isdigit() or code[:2] in {"2A", "2B"}):
        return code[:3] if code[:2] in {"97", "98"} else code[:2]
    return code if len(code) in {2, 3} and code[:2].isdigit() else ""
