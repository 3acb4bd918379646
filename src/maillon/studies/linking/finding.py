"""Say which actor each line of a list names, in the register or in another list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import Progress, SilentProgress
from maillon.domain.language import translate as _
from maillon.identity import Backend, IdentityRecord, LinkageModel, link
from maillon.studies.linking.decisions import LinkDecision, settle
from maillon.studies.linking.engines import EngineName, load_model, open_backend
from maillon.studies.linking.figures import write_link_figures
from maillon.studies.linking.lines import LinkLine, LinkLines, read_lines
from maillon.studies.linking.results import LinkedList
from maillon.studies.linking.targets import LinkTarget
from maillon.studies.linking.writing import LineWriter

__all__ = ["LinkOptions", "check_precision", "link_lines", "link_list"]


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkOptions:
    """
    How to link.

    Attributes
    ----------
    precision
        Share of what is accepted by likeness that must be right.
    decisions
        What people settled; it wins, and teaches names.
    model
        File of a model trained on one's own data; the one that ships by default.
    backend
        Where pairs are compared.
    """

    precision: float = 0.99
    decisions: Sequence[LinkDecision] = ()
    model: Path | None = None
    backend: EngineName | str = EngineName.DUCKDB

    def load_model(self) -> LinkageModel:
        """Return the model."""
        return load_model(self.model)

    def open_backend(self) -> Backend | None:
        """Return the engine."""
        return open_backend(self.backend)


def link_list(
    path: Path,
    target: LinkTarget,
    options: LinkOptions | None = None,
    *,
    name_column: str = "",
    sheet: str = "",
    progress: Progress | None = None,
) -> LinkedList:
    """
    Find the actor of each row of a list.

    Parameters
    ----------
    path
        CSV or workbook of any shape.
    target
        Where actors are looked for: `open_register`, `open_list_target` or `open_table_target`.
    name_column
        Column of the names, when its header is none that is known.
    sheet
        Sheet of a workbook; by default the one that looks most like a list.

    Raises
    ------
    InvalidInput
        If the file cannot be read, the model has no threshold for the precision, or the engine is
        not there.

    Notes
    -----
    Every row comes back, with an outcome and, when it needs one, a sentence.
    """
    read = read_lines(path, name_column=name_column, sheet=sheet, progress=progress)
    return link_lines(read, target, options, progress=progress)


def link_lines(
    source: LinkLines,
    target: LinkTarget,
    options: LinkOptions | None = None,
    *,
    progress: Progress | None = None,
) -> LinkedList:
    """Find the actor of each line of a list that was read; see `link_list`."""
    options = options or LinkOptions()
    check_precision(options.precision)
    model, backend = options.load_model(), options.open_backend()
    shown = progress or SilentProgress()
    shown.start(_("Rapprochement avec {target}").format(target=target.label))
    # Lines that say the same are compared once: a list where all are alike costs no more than one.
    distinct, ranks = _keep_distinct(source.lines)
    target.add_lines(distinct)
    settled, members = settle(options.decisions, may_learn=target.may_learn)
    found = link(
        distinct,
        target.records,
        model,
        precision=options.precision,
        settled=settled,
        backend=backend,
    )
    writer = LineWriter(target, members)
    writer.take(distinct, found.proposals, found.notices)
    rows = [
        replace(row, place=place)
        for place, line in enumerate(source.lines)
        for row in writer.write(line, ranks[place])
    ]
    shown.finish()
    provenances = [source.provenance, *target.provenances]
    return LinkedList(
        source=source,
        rows=rows,
        target=target.label,
        figures=write_link_figures(rows, provenances, precision=options.precision),
        provenances=provenances,
        precision=options.precision,
        threshold=found.threshold,
        pair_count=found.pair_count,
        model_record=model.record,
    )


def check_precision(precision: float) -> None:
    """
    Refuse a precision that is no share.

    Raises
    ------
    InvalidInput
        If it is not between 0 and 1.
    """
    if not 0 < precision < 1:
        raise InvalidInput(
            f"precision {precision} is not between 0 and 1",
            user=_("La précision se donne entre 0 et 1, par exemple 0.99."),
        )


def _keep_distinct(lines: Sequence[LinkLine]) -> tuple[list[IdentityRecord], list[int]]:
    """Return the records that differ, and which one each line has."""
    rank_of: dict[str, int] = {}
    distinct: list[IdentityRecord] = []
    ranks = []
    for line in lines:
        record = line.record
        content = repr(replace(record, key="") if record.names else record)
        if content not in rank_of:
            rank_of[content] = len(distinct)
            distinct.append(record)
        ranks.append(rank_of[content])
    return distinct, ranks
