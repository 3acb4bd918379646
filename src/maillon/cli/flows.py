"""`maillon flows`: what circulates in a filière, and whether the account closes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillon.cli.output import make_console, say, write_result
from maillon.domain.errors import InvalidInput
from maillon.domain.formatting import format_interval, format_number, format_percent
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural

if TYPE_CHECKING:
    from maillon.domain.flows import FlowModel
    from maillon.flows.results import NextMeasure, ReconciledFlow
    from maillon.studies.flowing.balancing import BalancedModel

__all__ = ["app"]

app = typer.Typer(help=_("Équilibrer les flux d’une filière."), no_args_is_help=True)
_MOST_SHOWN = 40
_MOST_MEASURES = 3


@app.callback()
def choose() -> None:
    """Keep the name of the command even when it stands alone."""


@app.command("reconcile", help=_("Réconcilier un modèle de flux : valeurs, classes, erreurs."))
def reconcile(
    path: Annotated[
        Path, typer.Argument(help=_("Modèle à lire : classeur ou JSON."), metavar="MODELE")
    ],
    as_json: Annotated[  # noqa: FBT002 - a flag of the command
        bool, typer.Option("--json", help=_("Écrire le résultat entier en JSON."))
    ] = False,
    out: Annotated[Path | None, typer.Option(help=_("Fichier à écrire : .xlsx ou .json."))] = None,
    unit: Annotated[
        str, typer.Option(help=_("Unité du résultat ; celle de chaque flux sinon."))
    ] = "",
    quality: Annotated[
        str, typer.Option(help=_("Note de qualité des valeurs sans incertitude (E2, 21231)."))
    ] = "",
    opensankey: Annotated[  # noqa: FBT002 - a flag of the command
        bool, typer.Option("--opensankey", help=_("Écrire --out au format d’OpenSankey."))
    ] = False,
) -> None:
    """Close the account of a model of flows."""
    from maillon.studies.flowing.balancing import balance_model

    _check_suffix(out)
    balanced = balance_model(_open_model(path, unit=unit, quality=quality))
    if opensankey and out is not None:
        from maillon.studies.flowing.opensankey_answers import render_answer

        write_result(render_answer(path, balanced, form=out.suffix.lower().strip(".")), out)
        _write(balanced, None, as_json=as_json)
    else:
        _write(balanced, out, as_json=as_json)
    if out is not None:
        say(_("Écrit : {name}").format(name=out))
    if not as_json:
        _show(balanced)


def _open_model(path: Path, *, unit: str, quality: str) -> "FlowModel":
    """Return the model of a file, Maillon's or OpenSankey's, and say what was understood."""
    from maillon.studies.flowing.files import open_flow_file
    from maillon.studies.flowing.opensankey_answers import (
        USUAL_UNCERTAINTY_SHARE,
        describe_left_out,
        fill_matter,
        fill_quality,
        fill_unit,
        fill_usual_uncertainty,
        is_opensankey_path,
    )

    opened = open_flow_file(path, is_json=path.suffix.lower() == ".json", name=path.name)
    model, notes = opened.model, list(opened.notes)
    is_opensankey = is_opensankey_path(path)
    if is_opensankey:
        notes += describe_left_out(path)
        model = fill_matter(model)
    if quality:
        model = fill_quality(model, quality)
    elif is_opensankey:
        filled = fill_usual_uncertainty(model)
        if filled != model:
            notes.append(
                _("Valeurs sans incertitude : {share}, comme OpenSankey le suppose.").format(
                    share=format_percent(USUAL_UNCERTAINTY_SHARE)
                )
            )
        model = filled
    if unit:
        from maillon.studies.flowing.units import convert_model

        bare = sum(not flow.unit for flow in model.flows)
        if bare:
            notes.append(
                translate_plural(
                    "{count} flux n’a pas d’unité : il est compté en {unit}.",
                    "{count} flux n’ont pas d’unité : ils sont comptés en {unit}.",
                    bare,
                ).format(count=format_number(bare), unit=unit)
            )
        model, left = convert_model(fill_unit(model, unit), unit)
        notes += left
    for note in notes:
        say(note)
    return model


def _check_suffix(out: Path | None) -> None:
    if out is not None and out.suffix.lower() not in {".xlsx", ".json"}:
        raise InvalidInput(
            f"unknown suffix of {out}",
            user=_("Le fichier à écrire doit finir par .xlsx ou .json : {name}.").format(
                name=out.name
            ),
        )


def _write(balanced: "BalancedModel", out: Path | None, *, as_json: bool) -> None:
    import json

    if out is not None and out.suffix.lower() == ".xlsx":
        from maillon.studies.linking.files import render_workbook

        write_result(render_workbook(balanced.list_tables()), out)
        out = None
        if not as_json:
            return
    if as_json or out is not None:
        write_result(json.dumps(balanced.to_document(), ensure_ascii=False, indent=1), out)


def _show(balanced: "BalancedModel") -> None:
    console = make_console()
    for warning in balanced.reconciliation.warnings:
        console.print(warning, style="dim")
    _show_flows(balanced)
    console.print(_describe_test(balanced))
    for measure in _choose_measures(balanced.reconciliation.next_measures):
        console.print(_describe_measure(balanced, measure))


def _show_flows(balanced: "BalancedModel") -> None:
    from rich.markup import escape
    from rich.table import Table

    shown: Any = Table(box=None, pad_edge=False)
    for heading in (_("De"), _("Vers"), _("Matière"), _("Mesuré"), _("Réconcilié"), _("Classe")):
        shown.add_column(heading, overflow="fold")
    for heading in (_("Écart-type"), _("Intervalle")):
        shown.add_column(heading, overflow="fold")
    flows = balanced.reconciliation.flows
    for found in flows[:_MOST_SHOWN]:
        shown.add_row(*map(escape, _write_row(balanced, found)))
    console = make_console()
    console.print(shown)
    if len(flows) > _MOST_SHOWN:
        console.print(
            _("… et {count} autres : écrivez tout avec --out.").format(
                count=format_number(len(flows) - _MOST_SHOWN)
            )
        )


def _write_row(balanced: "BalancedModel", found: "ReconciledFlow") -> tuple[str, ...]:
    from maillon.studies.flowing.balancing import name_class

    flow, model = found.flow, balanced.model
    error = found.standard_error
    return (
        model.get_label(flow.source),
        model.get_label(flow.target),
        model.get_label(flow.matter),
        "" if flow.value is None else format_number(flow.value),
        f"{format_number(found.reconciled)} {flow.unit}",
        name_class(found.class_),
        "" if error is None else format_number(error),
        format_interval(found.low, found.high, flow.unit),
    )


def _describe_test(balanced: "BalancedModel") -> str:
    test = balanced.reconciliation.test
    if test.p_value is None:
        return _("Rien ne permet de vérifier les mesures : aucune n’est recoupée par un bilan.")
    if test.is_consistent:
        return _(
            "Les mesures s’accordent (khi-deux {chi2} pour {dof} degrés de liberté, probabilité "
            "{p})."
        ).format(chi2=format_number(test.chi2), dof=test.dof, p=format_number(test.p_value, 3))
    names = ", ".join(_name(balanced, place) for place in test.suspects)
    return _(
        "Les mesures se contredisent (khi-deux {chi2} pour {dof} degrés de liberté, probabilité "
        "{p}). À revoir d’abord : {names}."
    ).format(
        chi2=format_number(test.chi2),
        dof=test.dof,
        p=format_number(test.p_value, 3),
        names=names,
    )


def _choose_measures(measures: "tuple[NextMeasure, ...]") -> "list[NextMeasure]":
    missing = [one for one in measures if one.settled_count][:_MOST_MEASURES]
    repeated = [one for one in measures if not one.settled_count][:_MOST_MEASURES]
    return missing + repeated


def _describe_measure(balanced: "BalancedModel", measure: "NextMeasure") -> str:
    name = _name(balanced, measure.place)
    if measure.settled_count:
        return translate_plural(
            "À mesurer : {name}. Un flux libre serait connu.",
            "À mesurer : {name}. {count} flux libres seraient connus.",
            measure.settled_count,
        ).format(name=name, count=measure.settled_count)
    return _(
        "À mesurer mieux : {name}. L’incertitude de l’ensemble (variance) baisserait de {share}."
    ).format(name=name, share=format_percent(measure.reduction))


def _name(balanced: "BalancedModel", place: int) -> str:
    flow, model = balanced.model.flows[place], balanced.model
    return _("{source} → {target} ({matter})").format(
        source=model.get_label(flow.source),
        target=model.get_label(flow.target),
        matter=model.get_label(flow.matter),
    )
