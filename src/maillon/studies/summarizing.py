"""Say the diagnosis in a few sentences that an elected member can repeat."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from maillon.diagnosis.stages import StageState
from maillon.domain.figures import Figure, FigureBook
from maillon.domain.formatting import format_interval, format_number
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.studies.findings import Findings
from maillon.studies.stage_figures import Identifiers

__all__ = ["write_summary"]

MOST_NAMED = 4


def write_summary(
    findings: Findings, book: FigureBook, identifiers: Identifiers
) -> list[dict[str, Any]]:
    """Return the section `summary`: who is there, who is ESS, what lacks, what stands out."""
    if not findings.counts.total.establishments:
        sentences = [_absence(findings, identifiers)]
    else:
        sentences = [
            _presence(findings, book, identifiers),
            _ess(findings, book, identifiers),
        ]
    sentences += [
        *_lacks(findings),
        *_strengths(findings, book, identifiers),
        *_doubts(findings, book, identifiers),
    ]
    return [{"text": text, "figures": figures} for text, figures in sentences]


def _number(figure: Figure) -> str:
    return format_number(figure.value or 0)


def _absence(findings: Findings, identifiers: Identifiers) -> tuple[str, list[str]]:
    text = _("Aucun acteur n’est placé dans la filière « {filiere} » ({territory}).").format(
        filiere=findings.filiere.label, territory=findings.territory.name
    )
    return text, [identifiers.total["establishments"]]


def _presence(
    findings: Findings, book: FigureBook, identifiers: Identifiers
) -> tuple[str, list[str]]:
    count = book[identifiers.total["establishments"]]
    workforce = book[identifiers.total["workforce"]]
    held = sum(bool(counts.establishments) for counts in findings.counts.stages.values())
    if findings.gathered.has_register:
        text = translate_plural(
            "{count} établissement tient {held} des {stages} maillons de la filière « {filiere} » "
            "({territory}).",
            "{count} établissements tiennent {held} des {stages} maillons de la filière "
            "« {filiere} » ({territory}).",
            count.value or 0,
        )
    else:
        text = translate_plural(
            "{count} acteur connu tient {held} des {stages} maillons de la filière « {filiere} » "
            "({territory}).",
            "{count} acteurs connus tiennent {held} des {stages} maillons de la filière "
            "« {filiere} » ({territory}).",
            count.value or 0,
        )
    text = text.format(
        count=_number(count),
        held=held,
        stages=len(findings.filiere.stages),
        filiere=findings.filiere.label,
        territory=findings.territory.name,
    )
    figures = [count.id]
    if workforce.value:
        text += " " + _("Ils emploient {interval}.").format(
            interval=format_interval(workforce.low, workforce.high, _("salariés"))
        )
        figures.append(workforce.id)
    return text, figures


def _ess(findings: Findings, book: FigureBook, identifiers: Identifiers) -> tuple[str, list[str]]:
    published = book[identifiers.total["ess_published"]]
    deduced = book[identifiers.total["ess_deduced"]]
    declared = book[identifiers.total["ess_declared"]]
    parts = []
    figures = []
    if findings.gathered.has_register or published.value or deduced.value:
        parts += [
            translate_plural(
                "{count} est de l’ESS selon un registre",
                "{count} sont de l’ESS selon un registre",
                published.value or 0,
            ).format(count=_number(published)),
            translate_plural(
                "{count} le serait d’après sa forme juridique, à confirmer",
                "{count} le seraient d’après leur forme juridique, à confirmer",
                deduced.value or 0,
            ).format(count=_number(deduced)),
        ]
        figures += [published.id, deduced.id]
    if declared.value or not parts:
        parts.append(
            translate_plural(
                "{count} est dit de l’ESS par une liste, un document ou une décision",
                "{count} sont dits de l’ESS par une liste, un document ou une décision",
                declared.value or 0,
            ).format(count=_number(declared))
        )
        figures.append(declared.id)
    return _("Parmi eux, {parts}.").format(parts=" ; ".join(parts)), figures


def _in_state(findings: Findings, states: Iterable[StageState]) -> list[str]:
    wanted = set(states)
    return [
        stage.key
        for stage in findings.filiere.stages
        if findings.assessments[stage.key].state in wanted
    ]


def _name(findings: Findings, keys: Sequence[str]) -> str:
    # A single one left over is named: to say that there is one more takes as much room.
    shown = keys if len(keys) == MOST_NAMED + 1 else keys[:MOST_NAMED]
    labels = [_("« {name} »").format(name=findings.filiere.get_stage(key).label) for key in shown]
    more = len(keys) - len(labels)
    if more:
        labels.append(_("{count} autres").format(count=more))
    return ", ".join(labels)


def _lacks(findings: Findings) -> Iterator[tuple[str, list[str]]]:
    missing = _in_state(findings, [StageState.MISSING])
    if missing:
        text = translate_plural(
            "Il manque un maillon : {names}.", "Il manque {count} maillons : {names}.", len(missing)
        )
        yield (
            text.format(count=len(missing), names=_name(findings, missing)),
            [],
        )
    fragile = _in_state(findings, [StageState.FRAGILE])
    if fragile:
        text = translate_plural(
            "Un maillon est fragile : {names}.",
            "{count} maillons sont fragiles : {names}.",
            len(fragile),
        )
        yield (
            text.format(count=len(fragile), names=_name(findings, fragile)),
            [],
        )
    unseen = _in_state(findings, [StageState.UNOBSERVABLE])
    if unseen:
        reason = (
            _("les codes d’activité ne les montrent pas, il faut demander")
            if findings.gathered.has_register
            else _("aucun registre importé ne couvre ce territoire")
        )
        text = translate_plural(
            "De {count} maillon on ne sait rien ({names}) : {reason}.",
            "De {count} maillons on ne sait rien ({names}) : {reason}.",
            len(unseen),
        )
        yield (
            text.format(count=len(unseen), names=_name(findings, unseen), reason=reason),
            [],
        )


def _strengths(
    findings: Findings, book: FigureBook, identifiers: Identifiers
) -> Iterator[tuple[str, list[str]]]:
    strong = []
    for key in findings.comparison.quotients:
        figure = book[identifiers.stages[key]["location_quotient"]]
        if figure.value is not None and figure.low is not None and figure.low > 1:
            strong.append((figure.value, key, figure.id))
    for value, key, identifier in sorted(strong, reverse=True)[:1]:
        yield (
            _("Point fort : le maillon « {name} » pèse {times} fois plus ici qu’en France.").format(
                name=findings.filiere.get_stage(key).label, times=format_number(value, 1)
            ),
            [identifier],
        )


def _doubts(
    findings: Findings, book: FigureBook, identifiers: Identifiers
) -> Iterator[tuple[str, list[str]]]:
    to_check = book[identifiers.total["to_check"]]
    if to_check.value:
        text = translate_plural(
            "{count} autre établissement pourrait être de la filière : à vérifier.",
            "{count} autres établissements pourraient être de la filière : à vérifier.",
            to_check.value,
        )
        yield text.format(count=_number(to_check)), [to_check.id]
