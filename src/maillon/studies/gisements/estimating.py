"""How much of a matter arises on a territory: published ratios, units of activity, known totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from maillon.domain.errors import InvalidInput
from maillon.domain.figures import FigureBook
from maillon.domain.filiere import Filiere
from maillon.domain.gisements import ActivityKind, Ratio, RecoverySteps
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.territory import Territory, TerritoryKind
from maillon.domain.text import find_nearest, fold
from maillon.flows.gisements.laws import Estimate
from maillon.flows.gisements.matching import LineKey, RatioLine, choose_lines, prefer
from maillon.reference.ratios import list_ratio_tables
from maillon.reference.territories import load_manifest
from maillon.studies.asking import find_filiere, find_territory
from maillon.studies.gisements.activity import (
    KnownActivity,
    RegisterActivity,
    read_register_activity,
)
from maillon.studies.gisements.documents import list_matter_tables, write_matter
from maillon.studies.gisements.figures import (
    add_matter_figures,
    find_ratio_source,
    name_activity,
    name_scope,
)
from maillon.studies.gisements.matters import (
    KnownTotal,
    MatterDraft,
    MatterEstimate,
    PlaceEstimate,
    count_employees,
    count_inhabitants,
    count_known,
    count_known_employees,
    finish_matter,
)

__all__ = [
    "Estimate",
    "GisementEstimate",
    "KnownActivity",
    "KnownTotal",
    "MatterEstimate",
    "PlaceEstimate",
    "estimate_gisements",
    "estimate_one",
    "list_shipped_ratios",
]

_POPULATION = "population"
_Given = TypeVar("_Given")


@dataclass(frozen=True, kw_only=True, slots=True)
class GisementEstimate:
    """
    The answer.

    Attributes
    ----------
    matters
        One per matter, moment and kind of activity: they are never added together, a matter may be
        counted in several.
    figures
        Every number, explained.
    provenances
        What they rest on, by key.
    missing
        What could not be estimated and why, what to bring, one sentence each.
    warnings
        What to know before using it.
    """

    territory: Territory
    filiere: Filiere
    matters: tuple[MatterEstimate, ...]
    figures: FigureBook
    provenances: Mapping[str, Provenance]
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """Return the answer as JSON values."""
        return {
            "kind": "gisement_estimate",
            "territory": {
                "key": self.territory.key,
                "name": self.territory.name,
                "vintage": self.territory.vintage,
                "population": self.territory.population,
            },
            "filiere": {"key": self.filiere.key, "label": self.filiere.label},
            "matters": [write_matter(found) for found in self.matters],
            "figures": self.figures.to_dict(),
            "provenances": {key: one.to_dict() for key, one in self.provenances.items()},
            "missing": list(self.missing),
            "warnings": list(self.warnings),
        }

    def list_tables(self) -> dict[str, pa.Table]:
        """Return the answer as sheets of a workbook: matters, communes, ratios."""
        return list_matter_tables(self.matters)


def list_shipped_ratios() -> tuple[Ratio, ...]:
    """Return every ratio that comes with the tool."""
    return tuple(ratio for table in list_ratio_tables() for ratio in table.ratios)


def estimate_gisements(  # noqa: PLR0913 - what a person may bring to the question, item by item
    territory: Territory | str,
    filiere: Filiere | str,
    *,
    ratios: Sequence[Ratio] = (),
    include_shipped: bool = True,
    activities: Mapping[ActivityKind, KnownActivity] | None = None,
    employees: Mapping[str, KnownActivity] | None = None,
    calibrations: Mapping[str, KnownTotal] | None = None,
    steps: Mapping[str, RecoverySteps] | None = None,
    all_matters: bool = False,
    home: Path | None = None,
) -> GisementEstimate:
    """
    Estimate the gisements of a filière on a territory, by matter and commune.

    Parameters
    ----------
    ratios
        One's own; they come before those of the tool on the same matter, moment and activity.
    include_shipped
        Whether the ratios of the tool are used too.
    activities
        Units that no register counts: heads, meals, square metres, turnover.
    employees
        Employees by activity code, where no register is imported; they replace it.
    calibrations
        Known totals by matter.
    steps
        Mobilisable and recoverable shares by matter.
    all_matters
        Whether to show every matter, even of other filières.

    Raises
    ------
    InvalidInput
        If the territory, the filière or a matter is unknown, or a number does not hold.

    Notes
    -----
    Nothing is invented: a matter without ratio, a ratio without activity, are said in `missing`.
    """
    where, what = find_territory(territory, home), find_filiere(filiere, home)
    known = tuple(ratios)
    lines = choose_lines(
        prefer(known, list_shipped_ratios()) if include_shipped else known,
        filiere_key=None if all_matters else what.key,
        place_key=where.key,
        is_france=where.kind is not TerritoryKind.PLACES,
    )
    asked = _Asked(
        territory=where,
        activities=activities or {},
        employees=employees or {},
        calibrations=_match_lines(lines, calibrations or {}),
        steps=_match_lines(lines, steps or {}),
        home=home,
    )
    book = FigureBook()
    found = [
        add_matter_figures(book, one, asked.list_activity_sources(one.activity))
        for one in map(asked.estimate, lines)
        if one is not None
    ]
    missing = [*asked.missing, *_say_what_is_missing(lines, what)]
    provenances = {
        source.key: source
        for one in found
        for source in [find_ratio_source(ratio) for ratio in one.ratios]
    }
    return GisementEstimate(
        territory=where,
        filiere=what,
        matters=tuple(found),
        figures=book,
        provenances=provenances | asked.provenances,
        missing=tuple(missing),
        warnings=tuple(_list_warnings(found, where)),
    )


def estimate_one(
    ratio: Ratio,
    activity: KnownActivity,
    *,
    steps: RecoverySteps | None = None,
    known: KnownTotal | None = None,
) -> tuple[MatterEstimate, FigureBook]:
    """
    Estimate one gisement from one ratio and units of activity that someone gives.

    Raises
    ------
    InvalidInput
        If a number does not hold, or the ratio has no uncertainty.
    """
    line = RatioLine(key=LineKey(fold(ratio.matter), ratio.scope, ratio.activity), ratios=(ratio,))
    book = FigureBook()
    found = finish_matter(count_known(line, activity), known=known, steps=steps or RecoverySteps())
    return add_matter_figures(book, found, ()), book


@dataclass(kw_only=True)
class _Asked:
    """What is asked, and what turns out to be missing."""

    territory: Territory
    activities: Mapping[ActivityKind, KnownActivity]
    employees: Mapping[str, KnownActivity]
    calibrations: Mapping[LineKey, KnownTotal]
    steps: Mapping[LineKey, RecoverySteps]
    home: Path | None
    missing: list[str] = field(default_factory=list)
    provenances: dict[str, Provenance] = field(default_factory=dict)
    _register: RegisterActivity | None = None

    def estimate(self, line: RatioLine) -> MatterEstimate | None:
        draft = self._draft(line)
        if draft is None:
            return None
        return finish_matter(
            draft,
            known=self.calibrations.get(line.key),
            steps=self.steps.get(line.key) or RecoverySteps(),
        )

    def _draft(self, line: RatioLine) -> MatterDraft | None:
        activity = line.key.activity
        if activity is ActivityKind.EMPLOYEE:
            return self._draft_employees(line)
        if activity in self.activities:
            return count_known(line, self.activities[activity])
        if activity is ActivityKind.INHABITANT:
            return self._draft_inhabitants(line)
        self.missing.append(
            _("« {matter} » : un ratio existe ({value} {unit}), il manque le nombre ({activity}). "
              "Donnez-le : --activity {key}=NOMBRE.")
            .format(
                matter=line.matter,
                value=line.ratios[0].value,
                unit=line.ratios[0].unit,
                activity=name_activity(activity),
                key=activity,
            )
        )  # fmt: skip
        return None

    def _draft_inhabitants(self, line: RatioLine) -> MatterDraft | None:
        if not self.territory.population:
            self.missing.append(
                _("« {matter} » : la population de « {name} » n’est pas connue.").format(
                    matter=line.matter, name=self.territory.name
                )
            )
            return None
        self.provenances[_POPULATION] = _find_population_source(self.territory)
        return count_inhabitants(line, self.territory)

    def _draft_employees(self, line: RatioLine) -> MatterDraft | None:
        if self.employees:
            return count_known_employees(line, self.employees)
        if self._register is None:
            self._register = read_register_activity(self.territory, home=self.home)
        register = self._register
        if not register.is_covered or register.provenance is None:
            self.missing.append(
                _("« {matter} » : des ratios par salarié existent, mais le registre SIRENE n’est "
                  "pas importé pour « {name} ». Importez-le (maillon sources).")
                .format(matter=line.matter, name=self.territory.name)
            )  # fmt: skip
            return None
        self.provenances[register.provenance.key] = register.provenance
        return count_employees(line, register, self.territory)

    def list_activity_sources(self, activity: ActivityKind) -> tuple[str, ...]:
        if activity in self.activities or (activity is ActivityKind.EMPLOYEE and self.employees):
            return ()
        if activity is ActivityKind.INHABITANT:
            return (_POPULATION,)
        register = self._register
        return (register.provenance.key,) if register and register.provenance else ()


def _find_population_source(territory: Territory) -> Provenance:
    if territory.kind is TerritoryKind.PLACES and not territory.key.startswith("geonames:"):
        return Provenance(
            key=_POPULATION,
            label=_("Population donnée avec le territoire"),
            vintage=territory.vintage,
        )
    is_abroad = territory.kind is TerritoryKind.PLACES
    name = "places.parquet" if is_abroad else "communes.parquet"
    files = {entry["file"]: entry["sources"] for entry in load_manifest()["files"]}
    source = files[name][0]
    return Provenance(
        key=_POPULATION,
        label=_("Population des villes") if is_abroad else _("Population des communes"),
        publisher=source["producer"],
        vintage=source["vintage"],
        licence=source["licence"],
        address=source["package"],
    )


def _match_lines(lines: Sequence[RatioLine], given: Mapping[str, _Given]) -> dict[LineKey, _Given]:
    """Return what was given by matter, by line; a matter of several lines must say which."""
    names = {_name_line(line, lines): line.key for line in lines}
    folded = {fold(name): key for name, key in names.items()}
    problems = [
        _("« {name} » n’est pas une matière de cette estimation. Connues : {known}.").format(
            name=name, known=", ".join(find_nearest(name, names) or names)
        )
        for name in given
        if fold(name) not in folded
    ]
    if problems:
        raise InvalidInput(
            f"unknown matters: {list(given)}", user=problems[0], details=tuple(problems)
        )
    return {folded[fold(name)]: value for name, value in given.items()}


def _name_line(line: RatioLine, lines: Sequence[RatioLine]) -> str:
    """Return the matter, with its moment and its activity when the matter alone is not enough."""
    if sum(other.key.matter == line.key.matter for other in lines) == 1:
        return line.matter
    return f"{line.matter} ({name_scope(line.key.scope)}, {name_activity(line.key.activity)})"


def _say_what_is_missing(lines: Sequence[RatioLine], filiere: Filiere) -> list[str]:
    sentences = []
    if not lines:
        sentences.append(
            _("Aucun ratio publié avec sa source ne porte sur la filière « {filiere} » ici : rien "
              "n’est estimé. Apportez votre table : maillon flows gisement --template ratios.xlsx, "
              "puis --ratios ratios.xlsx.").format(filiere=filiere.label)
        )  # fmt: skip
    if not any(line.key.activity is ActivityKind.EMPLOYEE for line in lines):
        sentences.append(
            _("Les déchets des entreprises n’y sont pas : Maillon n’a trouvé aucun ratio par "
              "salarié et par code d’activité publié avec sa source. Une table, par exemple celle "
              "d’un observatoire, s’importe avec --ratios.")
        )  # fmt: skip
    return sentences


def _list_warnings(found: Sequence[MatterEstimate], territory: Territory) -> list[str]:
    warnings = []
    years = sorted({year for one in found for year in one.years})
    if len(years) > 1:
        warnings.append(
            _("Les ratios sont de plusieurs années ({years}) : ne comparez pas leurs quantités "
              "entre elles comme une évolution.").format(years=", ".join(map(str, years)))
        )  # fmt: skip
    if len(found) > 1:
        warnings.append(
            _("Ces quantités ne s’additionnent pas : une même matière peut être comptée à "
              "plusieurs moments, ou dans une autre.")
        )  # fmt: skip
    if territory.kind is TerritoryKind.PLACES and found:
        warnings.append(
            _("Pour une ville, le ratio publié est appliqué à la population d’aujourd’hui : elle "
              "peut couvrir une autre étendue que celle de la source.")
        )  # fmt: skip
    return warnings
