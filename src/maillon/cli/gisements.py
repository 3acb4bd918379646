"""`maillon flows gisement`: how much of a matter arises on a territory."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillon.cli.output import make_console, say, write_result
from maillon.domain.errors import InvalidInput
from maillon.domain.formatting import format_interval, format_quantity
from maillon.domain.gisements import ActivityKind, RecoverySteps, UncertainShare
from maillon.domain.language import translate as _

if TYPE_CHECKING:
    from maillon.studies.gisements.estimating import (
        Estimate,
        GisementEstimate,
        KnownActivity,
        KnownTotal,
        MatterEstimate,
    )

__all__ = ["gisement_command"]


def gisement_command(  # noqa: PLR0913, PLR0917 - the options of the command
    territory: Annotated[
        str, typer.Option(help=_("Territoire : nom, code ou clé."), metavar="TERRITOIRE")
    ] = "",
    filiere: Annotated[str, typer.Option(help=_("Filière : clé ou nom."), metavar="FILIERE")] = "",
    ratios: Annotated[
        Path | None, typer.Option(help=_("Votre table de ratios : .xlsx ou .csv."))
    ] = None,
    calibrate: Annotated[
        list[str] | None,
        typer.Option(help=_("Total connu : matière=quantité, par exemple « bois=1200 t ».")),
    ] = None,
    activity: Annotated[
        list[str] | None,
        typer.Option(help=_("Nombre qu’aucun registre ne compte : head=1200, meal=50000.")),
    ] = None,
    mobilisable: Annotated[
        list[str] | None,
        typer.Option(help=_("Part qu’une collecte atteint : « bois=0,4..0,6 ».")),
    ] = None,
    recoverable: Annotated[
        list[str] | None,
        typer.Option(help=_("Part de celle-ci assez bonne pour servir : « bois=0,7..0,9 ».")),
    ] = None,
    all_matters: Annotated[  # noqa: FBT002 - a flag of the command
        bool, typer.Option("--all", help=_("Toutes les matières, même hors de la filière."))
    ] = False,
    as_json: Annotated[  # noqa: FBT002 - a flag of the command
        bool, typer.Option("--json", help=_("Écrire le résultat entier en JSON."))
    ] = False,
    out: Annotated[Path | None, typer.Option(help=_("Fichier à écrire : .xlsx ou .json."))] = None,
    template: Annotated[
        Path | None, typer.Option(help=_("Écrire une table de ratios vide : .xlsx ou .csv."))
    ] = None,
) -> None:
    """Estimate the gisements of a filière on a territory."""
    if template is not None:
        from maillon.studies.gisements.ratio_columns import write_template

        write_result(write_template(template.suffix.lower()), template)
        say(_("Écrit : {name}").format(name=template))
        return
    if not territory or not filiere:
        raise InvalidInput(
            "territory or filiere missing",
            user=_("Donnez un territoire et une filière : --territory NOM --filiere NOM."),
        )
    from maillon.studies.gisements.estimating import estimate_gisements
    from maillon.studies.gisements.ratio_tables import read_ratio_table

    found = estimate_gisements(
        territory,
        filiere,
        ratios=read_ratio_table(ratios).ratios if ratios else (),
        calibrations=_read_totals(calibrate or ()),
        activities=_read_activities(activity or ()),
        steps=_read_steps(mobilisable or (), recoverable or ()),
        all_matters=all_matters,
    )
    _write(found, out, as_json=as_json)
    if out is not None:
        say(_("Écrit : {name}").format(name=out))
    if not as_json:
        _show(found)


def _read_totals(texts: Iterable[str]) -> "Mapping[str, KnownTotal]":
    from maillon.studies.gisements.estimating import KnownTotal

    found = {}
    for text in texts:
        name, _equal, rest = text.rpartition("=")
        number, _space, unit = rest.strip().partition(" ")
        found[name.strip()] = KnownTotal(
            value=_read_number(number, text),
            unit=unit.strip() or "t",
            reference=_("total donné à la commande"),
        )
    return found


def _read_activities(texts: Iterable[str]) -> "Mapping[ActivityKind, KnownActivity]":
    from maillon.studies.gisements.estimating import KnownActivity

    found = {}
    for text in texts:
        name, _equal, number = text.partition("=")
        if name.strip() not in list(ActivityKind):
            raise InvalidInput(
                f"unknown activity {name!r}",
                user=_("« {name} » n’est pas connu. Écrivez : {known}.").format(
                    name=name.strip(), known=", ".join(ActivityKind)
                ),
            )
        found[ActivityKind(name.strip())] = KnownActivity(
            value=_read_number(number, text), reference=_("nombre donné à la commande")
        )
    return found


def _read_steps(
    mobilisable: Iterable[str], recoverable: Iterable[str]
) -> Mapping[str, RecoverySteps]:
    reached, good = _read_shares(mobilisable), _read_shares(recoverable)
    return {
        name: RecoverySteps(mobilisable=reached.get(name), recoverable=good.get(name))
        for name in dict.fromkeys((*reached, *good))
    }


def _read_shares(texts: Iterable[str]) -> dict[str, UncertainShare]:
    found = {}
    for text in texts:
        name, _equal, bounds = text.rpartition("=")
        low, _dots, high = bounds.partition("..")
        ends = _read_number(low, text), _read_number(high, text)
        found[name.strip()] = UncertainShare(
            value=sum(ends) / 2, low=min(ends), high=max(ends), reference=_("part donnée")
        )
    return found


def _read_number(number: str, text: str) -> float:
    try:
        value = float(number.replace(",", ".").replace("\u202f", "").strip())
    except ValueError as error:
        raise InvalidInput(
            f"no number in {text!r}",
            user=_("« {text} » ne se lit pas : écrivez nom=nombre.").format(text=text),
        ) from error
    return value


def _write(found: "GisementEstimate", out: Path | None, *, as_json: bool) -> None:
    import json

    if out is not None and out.suffix.lower() not in {".xlsx", ".json"}:
        raise InvalidInput(
            f"unknown suffix of {out}",
            user=_("Le fichier à écrire doit finir par .xlsx ou .json : {name}.").format(
                name=out.name
            ),
        )
    if out is not None and out.suffix.lower() == ".xlsx":
        from maillon.studies.linking.files import render_workbook

        tables = {name: table for name, table in found.list_tables().items() if table.num_columns}
        if tables:
            write_result(render_workbook(tables), out)
        out = None
        if not as_json:
            return
    if as_json or out is not None:
        write_result(json.dumps(found.to_document(), ensure_ascii=False, indent=1), out)


def _show(found: "GisementEstimate") -> None:
    from rich.markup import escape
    from rich.table import Table

    console = make_console()
    if found.matters:
        shown: Any = Table(box=None, pad_edge=False)
        for heading in (_("Matière"), _("Théorique"), _("Mobilisable"), _("Valorisable")):
            shown.add_column(heading, overflow="fold")
        for matter in found.matters:
            steps = (matter.theoretical, matter.mobilisable, matter.recoverable)
            cells = [
                _("caché (secret)") if matter.is_protected else _write_step(step, matter.unit)
                for step in steps
            ]
            label = found.figures[matter.figures["estimate"]].label
            shown.add_row(escape(label), *map(escape, cells))
        console.print(shown)
        for sentence in dict.fromkeys(_describe_ratio(matter) for matter in found.matters):
            console.print(escape(sentence), style="dim")
    for sentence in (*found.warnings, *found.missing):
        console.print(sentence)


def _write_step(estimate: "Estimate | None", unit: str) -> str:
    if estimate is None:
        return _("part non donnée")
    if not estimate.cv:
        return format_quantity(estimate.value, unit)
    return _("{value} ({interval})").format(
        value=format_quantity(estimate.value, unit),
        interval=format_interval(estimate.low, estimate.high, unit),
    )


def _describe_ratio(matter: "MatterEstimate") -> str:
    from maillon.studies.gisements.figures import name_activity

    ratio = matter.ratios[0]
    sentence = _("{matter} : {value} × {activity} ({period}), {source}.").format(
        matter=matter.matter,
        value=format_quantity(ratio.value, ratio.unit),
        activity=name_activity(ratio.activity),
        period=ratio.period or ratio.year,
        source=ratio.source,
    )
    left = len(matter.ratios) - 1
    return sentence + (" " + _("Et {count} autres ratios.").format(count=left) if left else "")
