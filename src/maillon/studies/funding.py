"""What public funders say they gave: the history of one actor, or of hundreds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from maillon.domain.figures import FigureBook
from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural as _n
from maillon.domain.provenance import Provenance
from maillon.reference.aids import is_refused
from maillon.store import Store
from maillon.studies.funding_totals import (
    AmountKind,
    FundingLine,
    FundingTotal,
    add_totals,
    kind_label,
)
from maillon.studies.home import find_home

__all__ = [
    "AmountKind",
    "FundingHistory",
    "FundingLine",
    "FundingTotal",
    "has_funding",
    "kind_label",
    "list_funding",
    "list_unidentified_funding",
]

_SOURCE = "projets-finances"
_SIREN_LENGTH, _SIRET_LENGTH = 9, 14
_COLUMNS: Mapping[AmountKind, str] = {kind: f"{kind}_eur" for kind in AmountKind}


@dataclass(frozen=True, kw_only=True)
class FundingHistory:
    """
    What files of funded projects say of some organisations.

    Attributes
    ----------
    sirens
        Organisations asked for.
    lines
        Every project, the latest year first, those without year last.
    totals
        One sum for each funder, programme, kind of amount and nature of aid: none is added to
        another.
    figures
        The same sums, explained, by the `figure` of each total.
    provenances
        Files they were read in.
    notes
        French sentences: what is listed and not counted, and why; what the lists do not say.
    """

    sirens: tuple[str, ...]
    lines: tuple[FundingLine, ...] = ()
    totals: tuple[FundingTotal, ...] = ()
    figures: FigureBook = field(default_factory=FigureBook)
    provenances: tuple[Provenance, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def years(self) -> tuple[tuple[int | None, tuple[FundingLine, ...]], ...]:
        """Lines by year, the latest first; `None` gathers those without year."""
        groups = groupby(self.lines, key=lambda line: line.year)
        return tuple((year, tuple(lines)) for year, lines in groups)

    def of(self, siren: str) -> tuple[FundingLine, ...]:
        """Return the lines of one organisation, by its SIREN or one of its SIRET."""
        return tuple(line for line in self.lines if line.siren == siren[:_SIREN_LENGTH])

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return {
            "sirens": list(self.sirens),
            "lines": [line.to_dict() for line in self.lines],
            "totals": [total.to_dict() for total in self.totals],
            "figures": self.figures.to_dict(),
            "provenances": [entry.to_dict() for entry in self.provenances],
            "notes": list(self.notes),
        }


def has_funding(home: Path | None = None) -> bool:
    """Say whether a file of funded projects is imported."""
    return bool(_list_files(Store(find_home(home))))


def list_funding(sirens: str | Iterable[str], home: Path | None = None) -> FundingHistory:
    """
    Return what the imported files say of one organisation, or of many.

    Parameters
    ----------
    sirens
        SIREN, or SIRET whose SIREN is kept; anything else finds nothing.

    Returns
    -------
    FundingHistory
        Empty when no file names them. That is no proof that nothing was given: only the funders
        whose file is imported speak.
    """
    asked = [sirens] if isinstance(sirens, str) else list(sirens)
    wanted = tuple(dict.fromkeys(filter(None, map(_read_siren, asked))))
    store = Store(find_home(home))
    files = _list_files(store)
    found = [
        line
        for entry in files
        if wanted
        for line in _iter_lines(store, entry, where={"siren": wanted})
    ]
    lines = _set_apart(found)
    book = FigureBook()
    used = {line.source for line in lines}
    return FundingHistory(
        sirens=wanted,
        lines=lines,
        totals=add_totals(book, lines),
        figures=book,
        provenances=tuple(entry for entry in files if entry.key in used),
        notes=_say_notes(lines, files),
    )


def list_unidentified_funding(
    home: Path | None = None, *, limit: int | None = None
) -> tuple[FundingLine, ...]:
    """Return the projects whose beneficiary is known by name alone, to be identified by hand."""
    store = Store(find_home(home))
    found: list[FundingLine] = []
    for entry in _list_files(store):
        table = store.read_dataset(entry.key)
        alone = table.filter(table["siren"].is_null())
        found += [_make_line(row, entry) for row in alone.to_pylist()]
    return tuple(found[:limit])


def _list_files(store: Store) -> list[Provenance]:
    return [entry for entry in store.list_provenances() if entry.key.startswith(_SOURCE)]


def _read_siren(number: str) -> str:
    bare = "".join(number.split())
    is_number = bare.isascii() and bare.isdigit() and len(bare) in {_SIREN_LENGTH, _SIRET_LENGTH}
    return bare[:_SIREN_LENGTH] if is_number else ""


def _iter_lines(
    store: Store, entry: Provenance, *, where: Mapping[str, Sequence[str]]
) -> Iterator[FundingLine]:
    for row in store.read_dataset(entry.key, where=where).to_pylist():
        yield _make_line(row, entry)


def _make_line(row: Mapping[str, Any], entry: Provenance) -> FundingLine:
    amounts = {kind: row[column] for kind, column in _COLUMNS.items() if row[column] is not None}
    year, doubt = row["year"], row["doubt"] or ""
    if year is None and entry.vintage[:4].isdigit():
        year = int(entry.vintage[:4])
        doubt = _join(doubt, _("Année de la date du fichier, faute de mieux."))
    status = row["status"] or ""
    is_counted = not is_refused(status)
    if not is_counted:
        doubt = _join(doubt, _("Dossier non retenu ({status}) : non compté.").format(status=status))
    return FundingLine(
        siren=row["siren"] or "",
        beneficiary=row["beneficiary"],
        title=row["title"] or "",
        programme=row["programme"] or "",
        measure=row["measure"] or "",
        funder=row["funder"] or "",
        year=year,
        amounts=amounts,
        nature=row["nature"] or "",
        status=status,
        commune_code=row["commune_code"] or "",
        commune_name=row["commune_name"] or "",
        case_number=row["case_number"] or "",
        source=entry.key,
        source_label=entry.label,
        row_number=row["row_number"],
        doubt=doubt,
        is_counted=is_counted,
    )


def _set_apart(lines: Iterable[FundingLine]) -> tuple[FundingLine, ...]:
    """Return the lines in order; a case that two files hold is counted in the first alone."""
    seen: dict[tuple[object, ...], str] = {}
    kept = []
    for line in lines:
        same = (line.siren, line.case_number, tuple(sorted(line.amounts.items())))
        first = seen.setdefault(same, line.source) if line.case_number else line.source
        if first != line.source and line.is_counted:
            reason = _("Même dossier et même montant dans un autre fichier : compté une fois.")
            kept.append(replace(line, is_counted=False, doubt=_join(line.doubt, reason)))
        else:
            kept.append(line)
    return tuple(sorted(kept, key=lambda line: (-(line.year or 0), line.beneficiary, line.title)))


def _join(doubt: str, reason: str) -> str:
    return f"{doubt}\n{reason}" if doubt else reason


def _say_notes(lines: Sequence[FundingLine], files: Sequence[Provenance]) -> tuple[str, ...]:
    if not files:
        return (
            _(
                "Aucun fichier de projets financés n’est importé : « maillon sources import "
                "projets-finances FICHIER »."
            ),
        )
    notes = [
        _(
            "Seuls parlent les financeurs dont un fichier est importé : un acteur absent d’ici a "
            "pu être aidé ailleurs."
        )
    ]
    apart = sum(not line.is_counted for line in lines)
    if apart:
        notes.append(
            _n(
                "{count} projet est listé sans être compté : son doute dit pourquoi.",
                "{count} projets sont listés sans être comptés : leur doute dit pourquoi.",
                apart,
            ).format(count=format_number(apart))
        )
    return tuple(notes)
