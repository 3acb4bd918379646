"""The method that comes with Maillon."""

from functools import cache
from pathlib import Path

from maillon.reference.filieres.catalogue import list_filieres
from maillon.reference.method.model import MeansCase, Method
from maillon.reference.method.reading import load_means_file, load_method_file

__all__ = ["get_method", "list_means_cases"]

_FOLDER = Path(__file__).parent


@cache
def get_method() -> Method:
    """Return the bundled method."""
    return load_method_file(_FOLDER / "method.yaml")


@cache
def list_means_cases() -> tuple[MeansCase, ...]:
    """Return the animation means that the guide tells, in the order of its text."""
    filieres = [filiere.key for filiere in list_filieres()]
    return load_means_file(_FOLDER / "means.yaml", filieres=filieres)
