"""What two records are compared on, and the degrees of likeness of each; no numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["COMPARISONS", "NAME", "READING", "Comparison", "Level"]

NAME = "name"
READING = "reading"


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """
    One degree of likeness; a pair has the first that holds.

    Attributes
    ----------
    key
        Its name in the trained parameters and in explanations.
    condition
        SQL on the columns of the two records, written `{l.words}` and `{r.words}`; empty for
        what remains when no other holds.
    is_unknown
        One of the two says nothing: the comparison then weighs nothing.
    rare_by
        Column by whose frequency the level weighs more or less; empty for none.
    asks_rarity
        It wants words so rare that few records can share them by chance. In a register larger than
        the one that taught the weights, rarer words are wanted (`{more_bits}`), and they weigh
        more: as many chance likenesses are expected as there.
    """

    key: str
    condition: str = ""
    is_unknown: bool = False
    rare_by: str = ""
    asks_rarity: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """A question put to each pair."""

    key: str
    levels: Sequence[Level]


# Information shared by two names, in bits: a word that one record in a thousand bears tells ten.
_SHARED = "{shared}"
_LEAST = "least({l.total}, {r.total})"
_UNION = "({l.total} + {r.total} - {shared})"
# "EMPLOI 44" and "EMPLOI 49" are two: a number is no slip.
_SAME_DIGITS = (
    "translate({l.compact}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '')"
    " = translate({r.compact}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '')"
)
_RARE = "11.5 + {more_bits}"
_LENGTH = "least(length({l.compact}), length({r.compact}))"

COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        key=NAME,
        levels=(
            Level(
                key="unknown",
                condition="{l.compact} is null or {r.compact} is null",
                is_unknown=True,
            ),
            Level(key="identical", condition="{l.folded} = {r.folded}", rare_by="compact"),
            Level(
                key="same_rare",
                condition=f"{{l.compact}} = {{r.compact}} and {{l.total}} >= {_RARE}",
                asks_rarity=True,
            ),
            Level(key="same", condition="{l.compact} = {r.compact}"),
            Level(
                key="misspelt",
                condition=f"{_LENGTH} >= 6 and {_LEAST} >= {_RARE}"
                " and (levenshtein({l.compact}, {r.compact}) <= 1 or {jaro_winkler} >= 0.97)"
                f" and {_SAME_DIGITS}",
                asks_rarity=True,
            ),
            Level(
                key="most_words",
                condition=f"{_SHARED} >= 0.75 * {_UNION} and {_SHARED} >= {_RARE}",
                asks_rarity=True,
            ),
            Level(
                key="nearly_all",
                condition=f"{_SHARED} >= 0.99 * {_LEAST} and {_SHARED} >= {_RARE}"
                f" and {_SHARED} >= 0.55 * {_UNION}",
                asks_rarity=True,
            ),
            Level(
                key="within_rare",
                # Splink reads which columns it needs, but not inside the count of shared words.
                condition="{l.weights} is not null and {r.weights} is not null"
                f" and {_SHARED} >= 0.99 * {_LEAST} and {_SHARED} >= 12 + {{more_bits}}",
                asks_rarity=True,
            ),
            Level(
                key="within",
                condition=f"{_SHARED} >= 0.99 * {_LEAST} and {_SHARED} >= 8.5 + {{more_bits}}",
                asks_rarity=True,
            ),
            Level(
                key="initials",
                condition="{l.initials} = {r.compact} or {r.initials} = {l.compact}",
            ),
            Level(key="half_words", condition=f"{_SHARED} >= 0.5 * {_UNION}"),
            Level(
                key="alike",
                condition=f"{_LENGTH} >= 5 and {{jaro_winkler}} >= 0.9 and {_SAME_DIGITS}",
            ),
            Level(
                key="rare_word",
                condition=f"{_SHARED} >= 11 + {{more_bits}}",
                asks_rarity=True,
            ),
            Level(key="within_common", condition=f"{_SHARED} >= 0.99 * {_LEAST}"),
            Level(key="different"),
        ),
    ),
    Comparison(
        key=READING,
        levels=(
            Level(
                key="unknown",
                condition="{l.rank} is null or {r.rank} is null",
                is_unknown=True,
            ),
            Level(key="whole", condition="{l.rank} + {r.rank} = 0"),
            Level(key="member", condition="{l.member} + {r.member} > 0"),
            Level(key="part"),
        ),
    ),
    Comparison(
        key="place",
        levels=(
            Level(
                key="unknown",
                condition="{l.departements} is null or {r.departements} is null",
                is_unknown=True,
            ),
            Level(key="same_commune", condition="{any_common(communes)}"),
            Level(key="same_departement", condition="{any_common(departements)}"),
            Level(key="elsewhere"),
        ),
    ),
    Comparison(
        key="work_place",
        levels=(
            Level(
                key="unknown",
                condition="{l.work_departements} is null or {r.departements} is null",
                is_unknown=True,
            ),
            Level(
                key="same_departement", condition="{any_common(work_departements, departements)}"
            ),
            Level(key="elsewhere"),
        ),
    ),
    Comparison(
        key="street",
        levels=(
            Level(
                key="unknown",
                condition="{l.street} is null or {r.street} is null",
                is_unknown=True,
            ),
            Level(key="same", condition="{l.street} = {r.street}"),
            Level(key="alike", condition="{street_likeness} >= 0.93"),
            Level(key="different"),
        ),
    ),
    Comparison(
        key="activity",
        levels=(
            Level(
                key="unknown",
                condition="{l.activities} is null or {r.activities} is null",
                is_unknown=True,
            ),
            Level(key="same", condition="{any_common(activities)}"),
            Level(key="same_division", condition="{any_common(divisions)}"),
            Level(key="different"),
        ),
    ),
)
