"""What people settled of pairs: read from the table that a linkage wrote, kept, applied again."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.language import LANGUAGES
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.identity import Settled
from maillon.studies.list_cells import open_list_cells
from maillon.studies.speaking import speaking

__all__ = [
    "LinkDecision",
    "decision_headings",
    "name_member",
    "read_decisions",
    "settle",
    "write_decisions",
]

_SCHEMA = "maillon/linking-decisions/1"
_MEMBER = re.compile(r" #\d+$")
_YES = frozenset(("OUI", "O", "MEME", "YES", "Y", "SAME", "1", "X", "VRAI", "TRUE"))
_NO = frozenset(("NON", "N", "DIFFERENT", "NO", "0", "FAUX", "FALSE"))
_MOST_PROBLEMS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkDecision:
    """
    One pair that a person settled.

    Attributes
    ----------
    line, record
        Keys of the line and of the record, or of two lines of one list.
    is_same
        What was answered.
    name
        What the line writes: the record is then recognised by it.
    """

    line: str
    record: str
    is_same: bool
    name: str = ""


def name_member(key: str, member: int) -> str:
    """Return the key of a member of a groupement; that of the line for the whole."""
    return f"{key} #{member}" if member else key


def decision_headings() -> dict[str, str]:
    """Return the columns of a decision, as they are written in the language in use."""
    return {
        "line": _("Clé de la ligne"),
        "record": _("Clé trouvée"),
        "name": _("Nom lu"),
        "decision": _("Décision (oui ou non)"),
    }


def read_decisions(path: Path) -> list[LinkDecision]:
    """
    Read what was settled: the file that `write_decisions` wrote, or a result with its decisions.

    Raises
    ------
    InvalidInput
        If the file is neither, or an answer is neither yes nor no; each such row is named.
    """
    if path.suffix.lower() == ".json":
        return _read_json(path)
    with open_list_cells(path) as cells:
        places = _find_columns(cells.columns, path)
        problems: list[str] = []
        decisions = []
        for number, row in cells.rows:
            told = {key: row[place].strip() if place < len(row) else "" for key, place in places}
            answer = fold(told["decision"])
            if not answer:
                continue
            if answer not in _YES | _NO or not (told["line"] and told["record"]):
                problems.append(
                    _(
                        "Ligne {number} : « {answer} » n’est ni oui ni non, ou la clé manque."
                    ).format(number=number, answer=told["decision"])
                )
                continue
            decisions.append(
                LinkDecision(
                    line=told["line"],
                    record=told["record"],
                    is_same=answer in _YES,
                    name=told.get("name", ""),
                )
            )
    if problems:
        raise InvalidInput(
            f"{len(problems)} answers are not understood",
            user=_("Des décisions ne se lisent pas : écrivez « oui » ou « non »."),
            details=problems[:_MOST_PROBLEMS],
        )
    return decisions


def write_decisions(decisions: Iterable[LinkDecision]) -> str:
    """Return decisions as JSON, to be read again by `read_decisions`."""
    pairs = [asdict(decision) for decision in decisions]
    return json.dumps({"schema": _SCHEMA, "pairs": pairs}, ensure_ascii=False, indent=1) + "\n"


def settle(
    decisions: Iterable[LinkDecision], *, may_learn: Callable[[str], bool] = lambda _key: True
) -> tuple[Settled, Mapping[str, str]]:
    """
    Return decisions as a linkage takes them, and the record of each settled member of a groupement.

    Parameters
    ----------
    may_learn
        Tells whether a record may be recognised by what a line called it.

    Notes
    -----
    The last answer about a pair counts.
    """
    answers = {(one.line, one.record): one for one in decisions}
    same: dict[str, str] = {}
    members: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    different: set[tuple[str, str]] = set()
    for one in answers.values():
        whole = _MEMBER.sub("", one.line)
        if not one.is_same:
            different.add((whole, one.record))
            continue
        (same if whole == one.line else members)[one.line] = one.record
        if one.name and may_learn(one.record):
            names.setdefault(one.record, []).append(one.name)
    return Settled(same=same, different=frozenset(different), names=names), members


def _read_json(path: Path) -> list[LinkDecision]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["schema"] != _SCHEMA:
            raise ValueError(content["schema"])
        return [LinkDecision(**pair) for pair in content["pairs"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _not_decisions(path) from error


def _find_columns(columns: Sequence[str], path: Path) -> list[tuple[str, int]]:
    by_heading = {fold(column): place for place, column in enumerate(columns)}
    for language in LANGUAGES:
        with speaking(language):
            headings = decision_headings()
        found = {
            key: by_heading[fold(heading)]
            for key, heading in headings.items()
            if fold(heading) in by_heading
        }
        if {"line", "record", "decision"} <= found.keys():
            return list(found.items())
    raise _not_decisions(path)


def _not_decisions(path: Path) -> InvalidInput:
    return InvalidInput(
        f"{path.name} holds no decision",
        user=_(
            "« {name} » ne contient pas de décisions : donnez le tableau écrit par « maillon "
            "link » ou « maillon dedupe », sa dernière colonne remplie par oui ou non."
        ).format(name=path.name),
    )
