"""Explain how many lines were recognised, are to be looked at, and were not recognised."""

from collections.abc import Iterable, Mapping, Sequence

from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.formatting import format_percent
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.identity import Outcome
from maillon.studies.linking.results import LinkedRow

__all__ = ["count_lines", "judge_lines", "write_duplicate_figures", "write_link_figures"]


def judge_lines(rows: Iterable[LinkedRow]) -> dict[int, Outcome]:
    """
    Return what became of each line.

    The line of a groupement is to be looked at as soon as one of its members is, and recognised
    when at least one is.
    """
    judged: dict[int, Outcome] = {}
    order = [Outcome.REFUSED, Outcome.ACCEPTED, Outcome.REVIEW]
    for row in rows:
        known = judged.get(row.place, Outcome.REFUSED)
        judged[row.place] = max(known, row.outcome, key=order.index)
    return judged


def count_lines(rows: Iterable[LinkedRow]) -> dict[Outcome, int]:
    """Return how many lines had each outcome."""
    judged = [*judge_lines(rows).values()]
    return {outcome: judged.count(outcome) for outcome in Outcome}


def write_link_figures(
    rows: Sequence[LinkedRow], provenances: Sequence[Provenance], *, precision: float
) -> Mapping[str, Figure]:
    """Return the counts of lines by outcome, by identifier `linking.<outcome>`."""
    judged = judge_lines(rows)
    sure = {row.place for row in rows if _is_exact(row)}
    sources = [entry.key for entry in provenances]
    lines = FigureInput(label=_("lignes de la liste"), value=len(judged), source=sources[0])
    told = {
        Outcome.ACCEPTED: (
            _("Lignes reconnues"),
            _(
                "Lignes dont un numéro officiel, une décision ou une ressemblance assez sûre dit "
                "l’acteur."
            ),
            [
                FigureInput(
                    label=_("dont par un numéro ou une décision"),
                    value=sum(judged[place] is Outcome.ACCEPTED for place in sure),
                )
            ],
        ),
        Outcome.REVIEW: (
            _("Lignes à vérifier"),
            _("Lignes pour lesquelles une personne doit choisir entre un acteur proposé et aucun."),
            [],
        ),
        Outcome.REFUSED: (
            _("Lignes non reconnues"),
            _("Lignes pour lesquelles aucun acteur n’est proposé."),
            [],
        ),
    }
    book = FigureBook()
    for outcome, (label, formula, inputs) in told.items():
        book.add(
            Figure(
                id=f"linking.{outcome}",
                label=label,
                value=sum(found is outcome for found in judged.values()),
                unit=_("lignes"),
                formula_key="rapprochement",
                formula=formula,
                inputs=[lines, *inputs],
                sources=sources,
                assumptions=[
                    _("Précision visée pour ce qui est reconnu par ressemblance : {share}.").format(
                        share=format_percent(precision, 1)
                    )
                ],
                caveats=[_say_limit(outcome)],
            )
        )
    return book


def write_duplicate_figures(
    *, line_count: int, group_sizes: Sequence[int], review_count: int, source: str
) -> Mapping[str, Figure]:
    """Return the counts of duplicates, by identifier `duplicates.<what>`."""
    lines = FigureInput(label=_("lignes de la liste"), value=line_count, source=source)
    book = FigureBook()
    book.add(
        Figure(
            id="duplicates.extra",
            label=_("Lignes en double"),
            value=sum(group_sizes) - len(group_sizes),
            unit=_("lignes"),
            formula_key="rapprochement",
            formula=_("Lignes réunies en groupes, moins une par groupe."),
            inputs=[lines, FigureInput(label=_("groupes"), value=len(group_sizes))],
            sources=[source],
            caveats=[
                _("Deux SIRET différents ne sont jamais réunis sans qu’une personne le dise.")
            ],
        )
    )
    book.add(
        Figure(
            id="duplicates.review",
            label=_("Paires à vérifier"),
            value=review_count,
            unit=_("paires"),
            formula_key="rapprochement",
            formula=_("Paires de lignes qui se ressemblent, sans assez de sûreté pour les réunir."),
            inputs=[lines],
            sources=[source],
            caveats=[_say_limit(Outcome.REVIEW)],
        )
    )
    return book


def _say_limit(outcome: Outcome) -> str:
    return {
        Outcome.ACCEPTED: _(
            "Quelques-unes sont fausses : la précision visée dit combien, sur des listes "
            "semblables à celles de l’entraînement."
        ),
        Outcome.REVIEW: _("La probabilité aide à choisir ; elle ne décide pas."),
        Outcome.REFUSED: _(
            "L’acteur peut exister : absent de ce à quoi la liste est comparée, fermé, masqué, ou "
            "écrit trop autrement."
        ),
    }[outcome]


def _is_exact(row: LinkedRow) -> bool:
    return bool(row.candidates) and row.candidates[0].ground != "likeness"
