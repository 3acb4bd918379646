"""
Write the reference page of the method from its data.

    python scripts/method_page.py           # rewrite docs/reference/demarche.md
    python scripts/method_page.py --check   # fail when the page is out of date
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from maillon.domain.formatting import format_number
from maillon.reference.method import (
    Lever,
    MeansCase,
    MeansResult,
    Method,
    MethodPassage,
    get_method,
    list_means_cases,
)

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "demarche.md"
INTRODUCTION = """\
# La démarche

<!-- Page écrite par scripts/method_page.py : ne la corrigez pas ici. -->

Les étapes, les leviers et les repères de la démarche, version {version}, tels que
`src/maillon/reference/method/` les tient. Comment l'étape suivante est choisie :
[la méthode](../methodes/demarche.md). « Lignes » : celles du texte extrait du document.
"""


def write_page(method: Method, cases: Sequence[MeansCase]) -> str:
    """Return the whole page."""
    parts = [
        [INTRODUCTION.format(version=method.version)],
        _documents(method),
        *(_step(method, index) for index in range(len(method.steps))),
        _synthesis(method),
        _scenarios(method),
        _forms(method),
        _factors(method),
        _cooperation(method),
        _means(cases),
        _evidence(method),
    ]
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (header, ["---"] * len(header), *rows):
        yield f"| {' | '.join(' '.join(cell.split()).replace('|', '/') for cell in cells)} |"
    yield ""


def _place(passage: MethodPassage) -> str:
    return f"{passage.where}, lignes {passage.lines}"


def _documents(method: Method) -> Iterator[str]:
    yield from ("## Documents lus", "")
    yield from _table(
        ("Clé", "Titre", "Éditeur", "Date"),
        (
            (f"`{d.key}`", d.title, d.publisher or "non dit", d.date or "non dite")
            for d in method.documents
        ),
    )


def _step(method: Method, index: int) -> Iterator[str]:
    step = method.steps[index]
    yield from (f"## Étape {step.number} : {step.title}", "", f"{step.aim}", "")
    header = ("Clé", "Levier", "Pourquoi", "Vient après", "Ce que l'outil peut en voir", "Lignes")
    yield from _table(header, (_lever(method, lever) for lever in step.levers))


def _lever(method: Method, lever: Lever) -> tuple[str, ...]:
    after = ", ".join(f"`{key}`" for key in lever.after)
    ongoing = " *(ne finit jamais)*" if lever.is_ongoing else ""
    return (
        f"`{lever.key}`",
        lever.label + ongoing,
        lever.why,
        f"{after} : {lever.after_reason}" if after else "–",
        ", ".join(method.get_evidence_kind(key).label for key in lever.evidence) or "–",
        lever.passage.lines,
    )


def _synthesis(method: Method) -> Iterator[str]:
    yield from ("## Les dix leviers de la synthèse", "")
    yield from _table(
        ("N°", "Levier", "Leviers des étapes", "Lignes"),
        (
            (
                str(entry.number),
                entry.label,
                ", ".join(f"`{key}`" for key in entry.levers),
                entry.passage.lines,
            )
            for entry in method.synthesis
        ),
    )
    outside = ", ".join(f"`{key}`" for key in method.outside_synthesis)
    yield from (f"Hors de la synthèse du guide : {outside}.", "")


def _scenarios(method: Method) -> Iterator[str]:
    yield from ("## Les deux scénarios", "")
    for scenario in method.scenarios:
        yield from (f"### {scenario.label}", "", f"{scenario.summary}", "")
        yield from (f"- {action}" for action in scenario.actions)
        yield from ("", scenario.hand_over, "")
        yield from _table(
            ("Condition", "Ce qui la montre", "Source"),
            (
                (c.label, c.proof, _place(c.passage) if c.passage else "notre proposition")
                for c in scenario.conditions
            ),
        )


def _forms(method: Method) -> Iterator[str]:
    yield from ("## Chaîne ou écosystème", "")
    yield from _table(
        ("Clé", "Forme", "Définition", "Quand la choisir", "Exemple"),
        (
            (f"`{form.key}`", form.label, form.definition, form.choose_when, form.example)
            for form in method.forms
        ),
    )


def _factors(method: Method) -> Iterator[str]:
    yield from ("## Les facteurs de succès", "")
    yield from _table(
        ("Clé", "Facteur", "Question", "Ce qui compte comme preuve", "Porte", "Document"),
        (
            (
                f"`{factor.key}`",
                factor.label,
                factor.question,
                " ; ".join(factor.proofs),
                "oui" if factor.is_gate else "conseil",
                f"`{factor.passage.document}`, lignes {factor.passage.lines}",
            )
            for factor in method.success_factors
        ),
    )


def _cooperation(method: Method) -> Iterator[str]:
    header = ("Clé", "Nom", "Définition", "Exemple", "Lignes")
    groups = (
        ("## Les sortes de coopération", method.cooperation_kinds),
        ("## Les buts d'une coopération", method.cooperation_aims),
    )
    for title, entries in groups:
        yield from (title, "")
        yield from _table(
            header,
            (
                (f"`{e.key}`", e.label, e.definition, e.example or "–", e.passage.lines)
                for e in entries
            ),
        )


def _means(cases: Sequence[MeansCase]) -> Iterator[str]:
    def number(value: float | None) -> str:
        return "non dit" if value is None else format_number(value)

    yield from ("## Les moyens d'animation que le guide raconte", "")
    yield "ETP : équivalent temps plein. Cinq récits ne font pas une norme."
    yield ""
    yield from _table(
        ("Collectivité", "Sujet", "ETP du sujet", "ETP en tout", "Personnes", "Résultats", "Doute"),
        (
            (
                case.authority,
                case.subject,
                number(case.fte),
                number(case.fte_total),
                number(case.people),
                " ; ".join(_result(entry) for entry in case.results) or "non dits",
                case.doubt,
            )
            for case in cases
        ),
    )


def _result(result: MeansResult) -> str:
    figure = "" if result.value is None else f" : {format_number(result.value)} {result.unit}"
    note = f" ({result.note.strip().rstrip('.')})" if result.note else ""
    return f"{result.label}{figure}{note}"


def _evidence(method: Method) -> Iterator[str]:
    yield from ("## Ce que l'outil peut voir", "")
    users = {
        kind.key: [lever.key for lever in method.levers if kind.key in lever.evidence]
        for kind in method.evidence_kinds
    }
    yield from _table(
        ("Clé", "Trace", "Où il la lit", "Leviers"),
        (
            (
                f"`{kind.key}`",
                kind.label,
                kind.how,
                ", ".join(f"`{key}`" for key in users[kind.key]) or "facteurs de succès",
            )
            for kind in method.evidence_kinds
        ),
    )


def main(arguments: Sequence[str]) -> int:
    """Write the page, or return 1 when it is out of date."""
    text = write_page(get_method(), list_means_cases())
    if "--check" in arguments:
        is_fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        if not is_fresh:
            print("Page à réécrire : python scripts/method_page.py")
        return 0 if is_fresh else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
