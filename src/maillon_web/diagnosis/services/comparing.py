"""Choose the territories to compare with."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput, MaillonError
from maillon.domain.territory import Territory
from maillon.studies.diagnosing import find_territory
from maillon_web.accounts.models import User
from maillon_web.diagnosis.models import ChosenComparison
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services import ask_refresh
from maillon_web.history.services import record
from maillon_web.jobs.models import Job

__all__ = ["MOST_COMPARED", "choose_comparison"]

MOST_COMPARED = 8


def choose_comparison(filiere: Filiere, keys: Sequence[str], *, author: User) -> Job | None:
    """
    Keep the territories to compare with and ask for the diagnostic to follow.

    Parameters
    ----------
    keys
        Keys of territories; none lets Maillon choose.

    Returns
    -------
    Job or None
        The computation that was asked for; `None` when nothing changes.

    Raises
    ------
    InvalidInput
        If a territory is unknown, is this one, has no known population, or if they are too many.
    """
    territories = [
        {"key": other.key, "name": other.name} for other in _find_comparable(filiere, keys)
    ]
    present = ChosenComparison.objects.filter(filiere=filiere).first()
    if territories == (present.territories if present else []):
        return None
    names = ", ".join(entry["name"] for entry in territories)
    with record(
        "diagnosis.compare" if names else "diagnosis.compare_auto",
        scope=filiere.scope,
        author=author,
        params={"names": names},
    ) as recorder:
        if present is None:
            recorder.create(ChosenComparison(filiere=filiere, territories=territories))
        else:
            recorder.update(present, {"territories": territories})
    return ask_refresh(filiere, author=author, is_at_once=True)


def _find_comparable(filiere: Filiere, keys: Sequence[str]) -> list[Territory]:
    wanted = list(dict.fromkeys(keys))
    problems = []
    found = []
    if len(wanted) > MOST_COMPARED:
        problems.append(
            _("Choisissez {most} territoires au plus : au-delà, le tableau ne se lit plus.").format(
                most=MOST_COMPARED
            )
        )
    for key in wanted:
        try:
            other = find_territory(key)
        except MaillonError as error:
            problems.append(error.for_user())
            continue
        if other.key == filiere.territory_key:
            problems.append(
                _("« {name} » est déjà le territoire de la filière.").format(name=other.name)
            )
        elif not other.population:
            problems.append(
                _("« {name} » n’a pas de population connue : choisissez-en un autre.").format(
                    name=other.name
                )
            )
        found.append(other)
    if problems:
        raise InvalidInput(
            f"{len(problems)} territories cannot be compared", user=problems[0], details=problems
        )
    return found
