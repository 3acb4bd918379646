"""Sums of funded projects, each explained, none added to another kind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural as _n
from maillon.domain.text import fold

__all__ = ["AmountKind", "FundingLine", "FundingTotal", "add_totals", "kind_label"]


class AmountKind(StrEnum):
    """What an amount is."""

    GRANTED = "granted"
    PAID = "paid"
    REQUESTED = "requested"
    COST = "cost"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, kw_only=True, slots=True)
class FundingLine:
    """
    One funded project, as its file tells it.

    Attributes
    ----------
    siren
        Empty when the beneficiary is known by name alone.
    amounts
        Euros by kind; a kind that the file does not give is absent.
    source, source_label, row_number
        Key and name of the file, and line in it.
    doubt
        What is uncertain, one sentence a line.
    is_counted
        False when the case was not retained, or is in another file too.
    """

    siren: str
    beneficiary: str
    title: str
    programme: str
    measure: str
    funder: str
    year: int | None
    amounts: Mapping[AmountKind, float]
    nature: str
    status: str
    commune_code: str
    commune_name: str
    case_number: str
    source: str
    source_label: str
    row_number: int
    doubt: str
    is_counted: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the attributes by name, for JSON."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return told | {"amounts": {str(kind): value for kind, value in self.amounts.items()}}


@dataclass(frozen=True, kw_only=True, slots=True)
class FundingTotal:
    """
    A sum that can be made: one funder, one programme, one kind of amount, one nature.

    Attributes
    ----------
    value
        Euros.
    line_count
        Projects that it adds.
    figure
        Identifier of the figure that explains it.
    """

    funder: str
    programme: str
    kind: AmountKind
    nature: str
    value: float
    line_count: int
    figure: str

    def to_dict(self) -> dict[str, Any]:
        """Return the attributes by name, for JSON."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return told | {"kind": str(self.kind)}


def kind_label(kind: AmountKind) -> str:
    """Return what an amount is, in words."""
    return {
        AmountKind.GRANTED: _("montant accordé"),
        AmountKind.PAID: _("montant versé"),
        AmountKind.REQUESTED: _("montant demandé"),
        AmountKind.COST: _("coût des projets"),
        AmountKind.UNSPECIFIED: _("montant, accordé ou versé (le fichier ne précise pas)"),
    }[kind]


def add_totals(book: FigureBook, lines: Iterable[FundingLine]) -> tuple[FundingTotal, ...]:
    """
    Sum what may be summed and explain each sum in a book.

    Returns
    -------
    tuple of FundingTotal
        By funder, programme, kind of amount and nature; lines that are not counted are left out.
    """
    groups: dict[tuple[str, str, AmountKind, str], list[FundingLine]] = {}
    for line in lines:
        if line.is_counted:
            for kind in line.amounts:
                key = (line.funder, line.programme, kind, fold(line.nature))
                groups.setdefault(key, []).append(line)
    order = list(AmountKind)
    ranked = sorted(groups, key=lambda key: (not key[0], key[0], key[1], order.index(key[2])))
    return tuple(_make_total(book, key[2], groups[key]) for key in ranked)


def _make_total(book: FigureBook, kind: AmountKind, lines: Sequence[FundingLine]) -> FundingTotal:
    first = lines[0]
    value = _sum(kind, lines)
    figure = Figure(
        id=f"funding.{len(book) + 1}.{kind}",
        label=_label(kind, first),
        value=value,
        unit="€",
        formula_key="financements",
        formula=_n(
            "somme des montants de {count} projet, au centime",
            "somme des montants de {count} projets, au centime",
            len(lines),
        ).format(count=len(lines)),
        inputs=_list_inputs(kind, lines),
        sources=tuple(dict.fromkeys(line.source for line in lines)),
        caveats=_list_caveats(kind, lines),
    )
    return FundingTotal(
        funder=first.funder,
        programme=first.programme,
        kind=kind,
        nature=first.nature,
        value=value,
        line_count=len(lines),
        figure=book.add(figure),
    )


def _sum(kind: AmountKind, lines: Iterable[FundingLine]) -> float:
    return round(sum(round(line.amounts[kind] * 100) for line in lines) / 100, 2)


def _label(kind: AmountKind, line: FundingLine) -> str:
    funder = line.funder or _("financeur non dit")
    whole = ", ".join(part for part in (funder, line.programme, line.nature) if part)
    return _("{kind} : {funder}").format(kind=kind_label(kind), funder=whole)


def _list_inputs(kind: AmountKind, lines: Sequence[FundingLine]) -> tuple[FigureInput, ...]:
    def place(line: FundingLine) -> tuple[int, str]:
        return -(line.year or 0), line.source

    inputs = []
    for _place, group in groupby(sorted(lines, key=place), key=place):
        same = list(group)
        year = str(same[0].year) if same[0].year else _("année inconnue")
        label = _n("{year}, {count} projet", "{year}, {count} projets", len(same))
        inputs.append(
            FigureInput(
                label=label.format(year=year, count=len(same)),
                value=_sum(kind, same),
                unit="€",
                source=same[0].source,
            )
        )
    return tuple(inputs)


def _list_caveats(kind: AmountKind, lines: Sequence[FundingLine]) -> tuple[str, ...]:
    told = {
        AmountKind.GRANTED: _("Un montant accordé n’est pas toujours versé en entier."),
        AmountKind.PAID: _("Ce qui est versé l’est parfois en plusieurs années."),
        AmountKind.REQUESTED: _("Une demande n’est pas une aide obtenue."),
        AmountKind.COST: _("Le coût d’un projet n’est pas une aide."),
        AmountKind.UNSPECIFIED: _("Le fichier ne dit pas si ce montant est accordé ou versé."),
    }
    caveats = [told[kind]]
    if not lines[0].funder:
        caveats.append(
            _("Le fichier ne dit pas qui finance : plusieurs financeurs sont possibles.")
        )
    if any(line.year is None for line in lines):
        caveats.append(_("Certains projets n’ont pas d’année."))
    if any(line.doubt for line in lines):
        caveats.append(_("Certaines lignes portent un doute : il est écrit à côté d’elles."))
    return tuple(caveats)
