"""Explain every number of a ranking: each criterion of each filière opens."""

from collections.abc import Iterator, Mapping
from typing import Any

from maillon.diagnosis.ranking import CRITERIA
from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.language import get_language
from maillon.domain.language import translate as _

__all__ = ["write_ranking_figures"]


def write_ranking_figures(
    profiles: Mapping[str, Any], described: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    """
    Return the figures of a ranking by identifier, `ranking.<filière>.<criterion>`.

    Parameters
    ----------
    profiles
        Answer of `profile_filieres`.
    described
        Label and meaning of each criterion, in the language in use.
    """
    book = FigureBook()
    sources = [entry["key"] for entry in profiles["vintages"]]
    for entry in profiles["filieres"]:
        name = entry["labels"][get_language()]
        for criterion in CRITERIA:
            measured = entry["criteria"][criterion]
            label, meaning = described[criterion]
            value = measured["value"]
            book.add(
                Figure(
                    id=f"ranking.{entry['key']}.{criterion}",
                    label=_("{criterion} – {filiere}").format(
                        criterion=label[:1].upper() + label[1:], filiere=name
                    ),
                    value=None if value is None else round(value, 4),
                    unit=_name_unit(criterion),
                    formula_key="priorites",
                    formula=meaning,
                    inputs=list(_list_inputs(criterion, measured)),
                    sources=[profiles["register"]]
                    if criterion == "specialisation" and profiles["register"]
                    else sources,
                    low=measured.get("low"),
                    high=measured.get("high"),
                    caveats=list(_list_caveats(criterion, measured)),
                )
            )
    return book.to_dict()


def _name_unit(criterion: str) -> str:
    if criterion == "ess_presence":
        return _("établissements")
    if criterion == "employment":
        return _("salariés")
    return _("part") if criterion in {"coverage", "gaps"} else ""


def _list_inputs(criterion: str, measured: Mapping[str, Any]) -> Iterator[FigureInput]:
    labels = {
        "published": _("établissements de l’ESS selon un registre"),
        "declared": _("établissements dits de l’ESS par une liste, un document ou une décision"),
        "held": _("maillons où un établissement au moins est placé"),
        "weak": _("maillons sans établissement, ou tenus par une seule organisation"),
        "observable": _("maillons observables"),
        "establishments": _("établissements placés"),
        "unknown": _("établissements sans tranche d’effectif"),
    }
    for name, label in labels.items():
        if name in measured:
            yield FigureInput(label=label, value=measured[name])
    if criterion == "specialisation":
        for told in measured["quotients"]:
            yield FigureInput(
                label=_("quotient de localisation – {stage}").format(
                    stage=told["labels"][get_language()]
                ),
                value=round(told["quotient"], 3),
            )


def _list_caveats(criterion: str, measured: Mapping[str, Any]) -> Iterator[str]:
    if measured["value"] is None:
        yield {
            "specialisation": _(
                "Inconnu : aucun quotient n’est publiable ici, ou aucun registre ne couvre le "
                "territoire."
            ),
            "gaps": _("Inconnu : sans registre, personne ne peut dire qu’un maillon manque."),
            "employment": _("Inconnu : aucun effectif n’est publié pour ces établissements."),
        }.get(criterion, _("Inconnu : aucun maillon n’est observable."))
    if criterion == "ess_presence":
        yield _("L’ESS déduite de la forme juridique n’y est pas comptée.")
