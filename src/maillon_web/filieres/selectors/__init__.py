"""Read filières: nothing is returned that the reader may not know of."""

from maillon_web.filieres.selectors.opening import (
    Opened,
    find_access,
    find_accesses,
    get_filiere,
    list_readable_filieres,
    open_filiere,
)

__all__ = [
    "Opened",
    "find_access",
    "find_accesses",
    "get_filiere",
    "list_readable_filieres",
    "open_filiere",
]
