"""Write the flows of an example of the guide, as they are, without looking first."""

from maillon_web.accounts.models import User
from maillon_web.filieres.selectors import Opened
from maillon_web.flows.selectors.examples import find_example
from maillon_web.flows.services.taking import plan_taking
from maillon_web.flows.services.writing import write_taking

__all__ = ["take_example"]


def take_example(opened: Opened, key: str, *, author: User) -> None:
    """
    Write the flows of an example in a filière that has none, as one change.

    Raises
    ------
    KeyError
        If there is no example of that key.
    """
    found = find_example(key)
    if found is None or found.model is None:
        raise KeyError(key)
    taking = plan_taking(opened, found.model)
    write_taking(opened.filiere, taking, author=author, kind="flows.example", name=found.label)
