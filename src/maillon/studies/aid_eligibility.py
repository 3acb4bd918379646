"""The self-test of an aid: one condition after the other, met, not met or unknown, and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural as _n
from maillon.domain.sheets import Sheet
from maillon.domain.territory import Territory
from maillon.reference.aids import AidWord, find_naf_section, find_word
from maillon.reference.aids.words import Subject
from maillon.studies.aid_checks import (
    AidStatus,
    Coverage,
    Outcome,
    describe_status,
    find_coverage,
    judge_kind,
)
from maillon.studies.asking import find_territory

__all__ = ["EligibilityAnswers", "EligibilityCheck", "check_eligibility", "summarize_checks"]


@dataclass(frozen=True, kw_only=True, slots=True)
class EligibilityAnswers:
    """
    What a person says of who asks and for what; what is left out stays unknown.

    Attributes
    ----------
    on
        Day on which one would ask.
    audience, project_step
        Keys of the vocabulary of aids; empty when not said.
    territory
        Where the project is: a territory or its key.
    employees
        Employees of the organisation.
    naf_code
        Its activity, NAF rev. 2.
    is_micro
        Whether it is a micro-enterprise in the fiscal sense.
    """

    on: date
    audience: str = ""
    territory: Territory | str | None = None
    project_step: str = ""
    employees: int | None = None
    naf_code: str = ""
    is_micro: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EligibilityCheck:
    """
    One condition.

    Attributes
    ----------
    criterion
        `dates`, `audience`, `territory`, `step`, `size`, `activity`, `micro` or `conditions`.
    label
        Its name, in French.
    sentence
        Why, and what remains to be checked.
    """

    criterion: str
    label: str
    outcome: Outcome
    sentence: str


def check_eligibility(
    sheet: Sheet, answers: EligibilityAnswers, *, home: Path | None = None
) -> tuple[EligibilityCheck, ...]:
    """
    Compare answers with what the source says of an aid.

    Returns
    -------
    tuple of EligibilityCheck
        Dates, public, territory and step always; size, activity and micro-enterprise when the aid
        has such a rule; the conditions that only words give are told as still to be read. It is
        an orientation: the funder alone decides.

    Raises
    ------
    InvalidInput
        If the territory is unknown.
    """
    found = [
        _check_dates(sheet, answers),
        _check_word(sheet, "audiences", answers.audience),
        _check_territory(sheet, answers, home),
        _check_word(sheet, "project_steps", answers.project_step),
    ]
    optional: tuple[Callable[[Sheet, EligibilityAnswers], EligibilityCheck | None], ...] = (
        _check_size,
        _check_activity,
        _check_micro,
        _check_conditions,
    )
    return (*found, *(check for judge in optional if (check := judge(sheet, answers))))


def summarize_checks(checks: Iterable[EligibilityCheck]) -> Outcome:
    """Return `not_met` if one condition is not, `met` if all are, `unknown` otherwise."""
    outcomes = {check.outcome for check in checks}
    if Outcome.NOT_MET in outcomes:
        return Outcome.NOT_MET
    return Outcome.MET if outcomes == {Outcome.MET} else Outcome.UNKNOWN


def _check_dates(sheet: Sheet, answers: EligibilityAnswers) -> EligibilityCheck:
    state = describe_status(sheet, answers.on)
    outcome = {AidStatus.OPEN: Outcome.MET, AidStatus.UNDATED: Outcome.UNKNOWN}.get(
        state.status, Outcome.NOT_MET
    )
    return EligibilityCheck(
        criterion="dates", label=_("Dates"), outcome=outcome, sentence=state.sentence
    )


def _check_word(sheet: Sheet, subject: Subject, asked: str) -> EligibilityCheck:
    is_audience = subject == "audiences"
    label = _("Public") if is_audience else _("Étape du projet")
    words = ", ".join(sheet.details.get("audience" if is_audience else "eligible_steps", ()))
    word = find_word(subject, asked) if asked else None
    outcome = judge_kind(sheet, subject, word.key) if word else Outcome.UNKNOWN
    return EligibilityCheck(
        criterion="audience" if is_audience else "step",
        label=label,
        outcome=outcome,
        sentence=_say_word(word, words, outcome, is_audience=is_audience),
    )


def _say_word(word: AidWord | None, words: str, outcome: Outcome, *, is_audience: bool) -> str:
    if not words:
        return (
            _("La source ne dit pas à qui l’aide s’adresse : demandez au financeur.")
            if is_audience
            else _("La source ne dit pas à quelle étape du projet l’aide s’adresse.")
        )
    if word is None:
        return (
            _("Dites qui demande l’aide. Elle s’adresse à : {words}.").format(words=words)
            if is_audience
            else _("Dites où en est le projet. L’aide concerne : {words}.").format(words=words)
        )
    sentences = {
        Outcome.MET: _("« {asked} » fait partie de ce que l’aide vise : {words}."),
        Outcome.NOT_MET: _("L’aide vise autre chose que « {asked} » : {words}."),
        Outcome.UNKNOWN: _(
            "La source nomme : {words}. Elle ne dit rien de « {asked} » : demandez au financeur."
        ),
    }
    return sentences[outcome].format(asked=word.label, words=words)


def _check_territory(
    sheet: Sheet, answers: EligibilityAnswers, home: Path | None
) -> EligibilityCheck:
    place = sheet.place
    if answers.territory is None:
        coverage = Coverage.UNKNOWN
        sentence = (
            _("Dites où est le projet. Périmètre de l’aide : {place}.").format(place=place)
            if place
            else _("La source ne donne pas le périmètre : vérifiez sur la page de l’aide.")
        )
    else:
        territory = find_territory(answers.territory, home)
        coverage = find_coverage(sheet, territory.commune_codes)
        sentence = _say_coverage(coverage, place, territory.name)
    outcome = {Coverage.COVERED: Outcome.MET, Coverage.NOT_COVERED: Outcome.NOT_MET}.get(
        coverage, Outcome.UNKNOWN
    )
    return EligibilityCheck(
        criterion="territory", label=_("Territoire"), outcome=outcome, sentence=sentence
    )


def _say_coverage(coverage: Coverage, place: str, name: str) -> str:
    if not place:
        return _("La source ne donne pas le périmètre : vérifiez sur la page de l’aide.")
    sentences = {
        Coverage.COVERED: _("{name} est dans le périmètre de l’aide : {place}."),
        Coverage.PARTLY: _(
            "Une partie seulement de {name} est dans le périmètre de l’aide ({place}) : vérifiez "
            "la commune du projet."
        ),
        Coverage.NOT_COVERED: _("{name} n’est pas dans le périmètre de l’aide : {place}."),
        Coverage.UNKNOWN: _(
            "Le périmètre « {place} » ne se compare pas à {name} : vérifiez sur la page de l’aide."
        ),
    }
    return sentences[coverage].format(name=name, place=place)


def _check_size(sheet: Sheet, answers: EligibilityAnswers) -> EligibilityCheck | None:
    low, high = sheet.details.get("employees_min"), sheet.details.get("employees_max")
    if low is None and high is None:
        return None
    rule = _say_bounds(low, high)
    if answers.employees is None:
        outcome = Outcome.UNKNOWN
        sentence = _("Dites combien de salariés : l’aide en demande {rule}.").format(rule=rule)
    else:
        fits = (low or 0) <= answers.employees and (high is None or answers.employees <= high)
        outcome = Outcome.MET if fits else Outcome.NOT_MET
        sentence = _n(
            "{count} salarié ; l’aide en demande {rule}.",
            "{count} salariés ; l’aide en demande {rule}.",
            answers.employees,
        ).format(count=format_number(answers.employees), rule=rule)
    return EligibilityCheck(
        criterion="size", label=_("Effectif"), outcome=outcome, sentence=sentence
    )


def _say_bounds(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return _("de {low} à {high}").format(low=format_number(low), high=format_number(high))
    if high is not None:
        return _("au plus {high}").format(high=format_number(high))
    return _("au moins {low}").format(low=format_number(low or 0))


def _check_activity(sheet: Sheet, answers: EligibilityAnswers) -> EligibilityCheck | None:
    sections = sheet.details.get("naf_sections")
    if not sections:
        return None
    letters = ", ".join(sections)
    section = find_naf_section(answers.naf_code) if answers.naf_code else None
    if section is None:
        outcome = Outcome.UNKNOWN
        sentence = _(
            "L’aide est réservée à certaines activités (sections NAF {letters}) : donnez un code "
            "NAF révision 2."
        ).format(letters=letters)
    else:
        outcome = Outcome.MET if section in sections else Outcome.NOT_MET
        sentence = _("Activité {code}, section {section} ; sections admises : {letters}.").format(
            code=answers.naf_code, section=section, letters=letters
        )
    return EligibilityCheck(
        criterion="activity", label=_("Activité"), outcome=outcome, sentence=sentence
    )


def _check_micro(sheet: Sheet, answers: EligibilityAnswers) -> EligibilityCheck | None:
    if not sheet.details.get("excludes_micro"):
        return None
    outcome = {None: Outcome.UNKNOWN, True: Outcome.NOT_MET, False: Outcome.MET}[answers.is_micro]
    return EligibilityCheck(
        criterion="micro",
        label=_("Micro-entreprise"),
        outcome=outcome,
        sentence=_("L’aide n’est pas ouverte aux micro-entreprises."),
    )


def _check_conditions(sheet: Sheet, _answers: EligibilityAnswers) -> EligibilityCheck | None:
    count = len(sheet.details.get("eligibility", ()))
    if not count:
        return None
    return EligibilityCheck(
        criterion="conditions",
        label=_("Conditions écrites"),
        outcome=Outcome.UNKNOWN,
        sentence=_n(
            "L’aide a {count} condition écrite, que vous seul pouvez vérifier : lisez-la.",
            "L’aide a {count} conditions écrites, que vous seul pouvez vérifier : lisez-les.",
            count,
        ).format(count=format_number(count)),
    )
