"""Aids of Aides-territoires: the API, and the files drawn from it."""

from maillon.sources.aides_territoires.client import fetch_aids
from maillon.sources.aides_territoires.reading import read_aides_territoires

__all__ = ["fetch_aids", "read_aides_territoires"]
