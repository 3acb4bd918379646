"""`maillon link`, `maillon dedupe` and `maillon train-link`: recognise the same actor."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillon.cli.output import make_console, say, write_result
from maillon.cli.progress import ProgressBar
from maillon.domain.errors import InvalidInput
from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _

if TYPE_CHECKING:
    import pyarrow as pa

    from maillon.studies.linking.duplicates import DedupedList
    from maillon.studies.linking.finding import LinkOptions
    from maillon.studies.linking.results import LinkedList
    from maillon.studies.linking.targets import LinkTarget

__all__ = ["dedupe_command", "link_command", "train_command"]

REGISTER = "registre"
_MOST_SHOWN = 10


class BackendName(StrEnum):
    """Where pairs are compared."""

    DUCKDB = "duckdb"
    SPARK = "spark"


_List = Annotated[Path, typer.Argument(help=_("Liste à lire : CSV ou classeur."), metavar="LISTE")]
_To = Annotated[
    str, typer.Option(help=_("« registre » (importé), ou le fichier d’une autre liste."))
]
_Territory = Annotated[
    list[str] | None,
    typer.Option(help=_("Code, clé ou nom du territoire du registre ; plusieurs possibles.")),
]
_Precision = Annotated[
    float, typer.Option(help=_("Part de ce qui est reconnu par ressemblance qui doit être juste."))
]
_Decisions = Annotated[
    list[Path] | None,
    typer.Option(help=_("Décisions prises : un résultat dont la dernière colonne est remplie.")),
]
_Model = Annotated[
    Path | None, typer.Option(help=_("Modèle entraîné sur vos données ; celui fourni sinon."))
]
_Name = Annotated[str, typer.Option(help=_("Colonne des noms, si son en-tête n’est pas reconnu."))]
_Sheet = Annotated[str, typer.Option(help=_("Feuille du classeur ; la plus probable sinon."))]
_Out = Annotated[Path | None, typer.Option(help=_("Fichier à écrire : .csv, .xlsx ou .json."))]
_Json = Annotated[bool, typer.Option("--json", help=_("Écrire le résultat entier en JSON."))]
_Backend = Annotated[BackendName, typer.Option(help=_("Moteur de comparaison."))]


def link_command(  # noqa: PLR0913, PLR0917 - one for each option of the command
    path: _List,
    to: _To = REGISTER,
    territory: _Territory = None,
    precision: _Precision = 0.99,
    decisions: _Decisions = None,
    model: _Model = None,
    name_column: _Name = "",
    sheet: _Sheet = "",
    out: _Out = None,
    as_json: _Json = False,  # noqa: FBT002 - a flag of the command
    backend: _Backend = BackendName.DUCKDB,
) -> None:
    """Find the actor of each row of a list."""
    from maillon.studies.linking.finding import link_list

    _check_suffix(out)
    options = _make_options(precision, decisions, model, backend)
    with ProgressBar() as progress:
        target = _open_target(to, territory)
        linked = link_list(
            path, target, options, name_column=name_column, sheet=sheet, progress=progress
        )
    _write(linked, out, as_json=as_json)
    if not as_json:
        _show_linked(linked)


def dedupe_command(  # noqa: PLR0913, PLR0917 - one for each option of the command
    path: _List,
    precision: _Precision = 0.99,
    decisions: _Decisions = None,
    model: _Model = None,
    name_column: _Name = "",
    sheet: _Sheet = "",
    out: _Out = None,
    as_json: _Json = False,  # noqa: FBT002 - a flag of the command
    backend: _Backend = BackendName.DUCKDB,
) -> None:
    """Find the rows of a list that are one actor."""
    from maillon.studies.linking.duplicates import dedupe_list

    _check_suffix(out)
    options = _make_options(precision, decisions, model, backend)
    with ProgressBar() as progress:
        deduped = dedupe_list(
            path, options, name_column=name_column, sheet=sheet, progress=progress
        )
    _write(deduped, out, as_json=as_json)
    if not as_json:
        _show_deduped(deduped)


def train_command(  # noqa: PLR0913, PLR0917 - one for each option of the command
    path: _List,
    out: Annotated[Path, typer.Option(help=_("Fichier du modèle à écrire (.json)."))],
    to: _To = REGISTER,
    territory: _Territory = None,
    model: _Model = None,
    name_column: _Name = "",
    sheet: _Sheet = "",
) -> None:
    """Learn from the rows that hold a name and a number."""
    from maillon.studies.linking.training import train_on_list, write_model

    with ProgressBar() as progress:
        target = _open_target(to, territory)
        trained = train_on_list(
            path, target, base=model, name_column=name_column, sheet=sheet, progress=progress
        )
    write_result(write_model(trained), out)
    learnt = trained.record["sets"][0]
    say(
        _(
            "Modèle écrit : {name}, appris de {found} lignes dont l’acteur est connu. "
            "Servez-vous-en avec --model {name}."
        ).format(name=out, found=format_number(learnt["found"]))
    )


def _open_target(to: str, territories: list[str] | None) -> "LinkTarget":
    if to == REGISTER:
        from maillon.studies.linking.register import open_register

        return open_register(territories or ())
    if territories:
        raise InvalidInput(
            "--territory without the register",
            user=_("--territory choisit une part du registre : retirez-le, ou retirez --to."),
        )
    from maillon.studies.linking.targets import open_list_target

    return open_list_target(Path(to))


def _make_options(
    precision: float, decisions: list[Path] | None, model: Path | None, backend: BackendName
) -> "LinkOptions":
    from maillon.studies.linking.decisions import read_decisions
    from maillon.studies.linking.finding import LinkOptions

    settled = [decision for path in decisions or () for decision in read_decisions(path)]
    return LinkOptions(precision=precision, decisions=settled, model=model, backend=backend.value)


def _check_suffix(out: Path | None) -> None:
    if out is not None and out.suffix.lower() not in {".csv", ".xlsx", ".json"}:
        raise InvalidInput(
            f"unknown suffix of {out}",
            user=_("Le fichier à écrire doit finir par .csv, .xlsx ou .json : {name}.").format(
                name=out.name
            ),
        )


def _write(found: "LinkedList | DedupedList", out: Path | None, *, as_json: bool) -> None:
    import json

    if as_json or (out and out.suffix.lower() == ".json"):
        write_result(json.dumps(found.to_document(), ensure_ascii=False, indent=1), out)
    elif out is not None:
        _write_tables(found.list_tables(), out)
    if out is not None:
        say(_("Écrit : {name}").format(name=out))


def _write_tables(tables: "dict[str, pa.Table]", out: Path) -> None:
    """Write a workbook with every table, or a CSV for each: the first bears the name given."""
    from maillon.studies.linking.files import render_table, render_workbook

    if out.suffix.lower() == ".xlsx":
        write_result(render_workbook(tables), out)
        return
    for rank, (name, table) in enumerate(tables.items()):
        place = out.with_name(f"{out.stem}-{name.lower()}{out.suffix}") if rank else out
        write_result(render_table(table), place)
        if rank:
            say(_("Écrit : {name}").format(name=place))


def _show_linked(linked: "LinkedList") -> None:
    _show_figures(linked)
    rows = [
        (
            str(linked.source.lines[row.place].row_number),
            row.name,
            row.candidates[0].found.name or row.candidates[0].found.identifier,
            format_number(row.candidates[0].probability, 2),
            row.candidates[0].why,
        )
        for row in linked.rows
        if row.outcome == "review" and row.candidates
    ]
    headings = (_("Ligne"), _("Nom lu"), _("Nom trouvé"), _("Probabilité"), _("Pourquoi"))
    _show_first(_("À vérifier"), headings, rows)


def _show_deduped(deduped: "DedupedList") -> None:
    _show_figures(deduped)
    lines = deduped.source.lines
    rows = [
        (
            f"{lines[pair.first].row_number} – {lines[pair.second].row_number}",
            next(iter(lines[pair.first].record.names), ""),
            next(iter(lines[pair.second].record.names), ""),
            format_number(pair.probability, 2),
            pair.why,
        )
        for pair in deduped.pairs
    ]
    headings = (_("Lignes"), _("Nom lu"), _("Nom trouvé"), _("Probabilité"), _("Pourquoi"))
    _show_first(_("Paires"), headings, rows)


def _show_figures(found: "LinkedList | DedupedList") -> None:
    console = make_console()
    for note in found.source.notes:
        console.print(note, style="dim")
    for figure in found.figures.values():
        console.print(f"[bold]{format_number(figure.value or 0)}[/bold]  {figure.label}")


def _show_first(title: str, headings: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    if not rows:
        return
    shown: Any = Table(box=None, pad_edge=False, title=title, title_justify="left")
    for heading in headings:
        shown.add_column(heading, overflow="fold")
    for row in rows[:_MOST_SHOWN]:
        shown.add_row(*map(escape, row))
    console = make_console()
    console.print(shown)
    if len(rows) > _MOST_SHOWN:
        console.print(
            _("… et {count} autres : écrivez tout avec --out.").format(
                count=format_number(len(rows) - _MOST_SHOWN)
            )
        )
