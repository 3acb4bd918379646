"""Compare three definitions of the ESS perimeter on the legal units of the digital sector."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pyarrow as pa

from maillon.diagnosis.qualification import qualify
from maillon.domain.formatting import format_date, format_number, format_percent
from maillon.studies.knowledge import load_knowledge

LABELS = ("Indicateur de l'Insee", "Liste d'ESS France", "Forme juridique")
_ABSENT = ("ess_flag", "other_names", "inclusive_kinds", "declared_ess")
_FALSE = ("in_ess_list", "in_annuaire_ess", "in_foundations")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One legal unit, what each definition answers, and what explains the answer."""

    answers: tuple[bool, bool, bool]  # flag, list, form
    is_active: bool
    is_esus: bool
    legal_category: str
    created: str
    rule: str
    family_level: tuple[str, str]
    origins: frozenset[str]


def read_units(folder: Path) -> list[Unit]:
    """Read the units; the form is asked of our rules, with every published fact hidden."""
    with (folder / "x_enriched.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    levels = load_knowledge().legal_levels
    units = []
    for row, rule in zip(rows, _deduce(rows), strict=True):
        category = row["categorie_juridique"].partition(".")[0]
        sources = row["sources"].split("|")
        is_flagged = row["flag_ess_sirene"] == "True"
        units.append(
            Unit(
                answers=(is_flagged, "ess_france" in sources, rule.startswith("form_")),
                is_active=row["est_active"] == "True",
                is_esus="esus" in sources,
                legal_category=category,
                created=row["date_creation"],
                rule=rule,
                family_level=levels.get(category, ("", "")),
                origins=frozenset(row["origines"].split("|")),
            )
        )
    return units


def _deduce(rows: Sequence[dict[str, str]]) -> list[str]:
    knowledge = load_knowledge()
    table = pa.table(
        {
            "actor_id": [row["siren"] for row in rows],
            "name": [row["denomination"] for row in rows],
            "legal_category_code": [
                row["categorie_juridique"].partition(".")[0] or None for row in rows
            ],
            "naf_code": [row["naf"] or None for row in rows],
            "rna_id": [row["rna"] or None for row in rows],
            "source_keys": ["ess_numerique"] * len(rows),
            **{name: pa.nulls(len(rows), pa.string()) for name in _ABSENT},
            **{name: [False] * len(rows) for name in _FALSE},
        }
    )
    found = qualify(
        table,
        legal_levels=knowledge.legal_levels,
        excluded_naf=knowledge.excluded_naf,
        reserved_articles=knowledge.reserved_articles,
    )
    rules: list[str] = found["ess_rule"].to_pylist()
    return rules


def measure_agreement(yes: Sequence[bool], other: Sequence[bool]) -> tuple[float, float, float]:
    """
    Return the share of agreement, Cohen's kappa, and the agreement on the yes.

    The last one (Dice) counts no common no: it is the limit of kappa when units that both leave
    out are added without end, so it does not depend on how many of them the file left out.
    """
    count = len(yes)
    both = sum(a and b for a, b in zip(yes, other, strict=True))
    agreed = sum(a == b for a, b in zip(yes, other, strict=True)) / count
    first, second = sum(yes) / count, sum(other) / count
    by_chance = first * second + (1 - first) * (1 - second)
    return agreed, (agreed - by_chance) / (1 - by_chance), 2 * both / (sum(yes) + sum(other))


# Each kind of disagreement and its rule; the first that holds is the kind of the unit.
KINDS: dict[str, Callable[[Unit], bool]] = {
    "Forme de l'ESS, signalée par l'Insee, absente de la liste": (
        lambda unit: unit.answers == (True, False, True)
    ),
    "Forme de l'ESS, dans la liste, sans indicateur de l'Insee": (
        lambda unit: unit.answers == (False, True, True)
    ),
    "Forme de l'ESS seule, personne ne le publie": (
        lambda unit: unit.answers == (False, False, True)
    ),
    "SAS publiée de l'ESS (5710)": lambda unit: unit.legal_category == "5710",
    "SARL publiée de l'ESS (5499)": lambda unit: unit.legal_category == "5499",
    "Autre forme conditionnelle (SA, commandite, 6901)": (
        lambda unit: unit.family_level[1] == "conditionnel"
    ),
    "Société d'intérêt collectif agricole, à confirmer (5432, 5532)": (
        lambda unit: unit.family_level[1] == "a_confirmer"
    ),
    "Forme que nos règles ne connaissent pas (3120, 6585)": (
        lambda unit: unit.family_level == ("", "")
    ),
}


def explain(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    """Return the units on which the definitions disagree, by kind of disagreement."""
    found: dict[str, list[Unit]] = {kind: [] for kind in KINDS}
    for unit in units:
        if len(set(unit.answers)) == 2:
            kind = next(name for name, holds in KINDS.items() if holds(unit))
            found[kind].append(unit)
    return found


def write_tables(units: Sequence[Unit]) -> dict[str, str]:
    """Return the tables of the page, as Markdown."""
    return {
        "cells": _write_cells(units),
        "pairs": _write_pairs(units),
        "kinds": _write_kinds(units),
    }


def write_sentences(units: Sequence[Unit]) -> list[str]:
    """Return the sentences of the page that hold a number."""
    listed = [unit for unit in units if unit.answers[1]]
    last = max(unit.created for unit in listed)
    missing = [unit for unit in units if unit.answers == (True, False, True) and unit.is_active]
    later = [unit for unit in missing if unit.created > last]
    esus = [unit for unit in units if unit.is_esus]
    unseen = [unit for unit in esus if not any(unit.answers)]
    places = [unit for unit in units if unit.origins == {"tiers_lieux"}]
    outside = [unit for unit in units if not any(unit.answers)]
    by_category = [unit for unit in outside if unit.legal_category in {"9210", "9900"}]
    deduced = [unit for unit in units if unit.answers == (False, False, True)]
    odd = [
        unit
        for unit in units
        if unit.answers[2]
        and unit.family_level[1] != "de_droit"
        and unit.rule == "form_association"
    ]
    active = [unit for unit in units if unit.is_active]
    return [
        f"{_n(len(units))} unités légales, dont {_n(len(active))} actives",
        f"{_n(len(places))} viennent d'un recensement de tiers-lieux",
        f"Aucune unité de la liste n'a été créée après le {format_date(last)}",
        f"le fichier va jusqu'au {format_date(max(unit.created for unit in units))}",
        f"{_n(len(later))} des {_n(len(missing))} unités actives signalées et absentes de la liste",
        f"Les {_n(len(deduced))} unités que seule la forme retient sont toutes fermées",
        f"{_n(len(outside))} unités qu'aucune définition ne retient",
        f"{_n(sum(unit in places for unit in outside))} tiers-lieux",
        f"{_n(len(by_category))} unités des catégories 9210 et 9900",
        f"{_n(len(esus))} unités portent l'agrément ESUS",
        f"{_n(len(unseen))} d'entre elles échappent aux trois définitions",
        f"{_n(len(odd))} unités sont dites associations pour leur seul numéro RNA",
    ]


def _n(count: int) -> str:
    return format_number(count)


def _write_cells(units: Sequence[Unit]) -> str:
    lines = [f"| {' | '.join(LABELS)} | Unités | dont actives |", "|---|---|---|---|---|"]
    for answers in product((True, False), repeat=3):
        found = [unit for unit in units if unit.answers == answers]
        words = " | ".join("oui" if answer else "non" for answer in answers)
        lines.append(f"| {words} | {_n(len(found))} | {_n(sum(u.is_active for u in found))} |")
    return "\n".join(lines)


def _write_pairs(units: Sequence[Unit]) -> str:
    lines = [
        "| Définitions | les deux | la première seule | la seconde seule | aucune | accord "
        "| kappa | accord sur les oui |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for first, second in ((0, 1), (0, 2), (1, 2)):
        pairs = [(unit.answers[first], unit.answers[second]) for unit in units]
        counts = [
            pairs.count(pair)
            for pair in ((True, True), (True, False), (False, True), (False, False))
        ]
        agreed, kappa, on_yes = measure_agreement([a for a, _ in pairs], [b for _, b in pairs])
        name = f"{LABELS[first]}, {LABELS[second].lower()}".replace("ess france", "ESS France")
        cells = [name, *map(_n, counts), format_percent(agreed), format_number(kappa, 2)]
        lines.append(f"| {' | '.join([*cells, format_percent(on_yes)])} |")
    return "\n".join(lines)


def _write_kinds(units: Sequence[Unit]) -> str:
    lines = [
        "| Désaccord | Insee seul | liste seule | les deux | aucun | Unités | dont actives |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind, found in explain(units).items():
        published = [unit.answers[:2] for unit in found]
        counts = [
            published.count(pair)
            for pair in ((True, False), (False, True), (True, True), (False, False))
        ]
        cells = [kind, *map(_n, counts), _n(len(found)), _n(sum(u.is_active for u in found))]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
