"""Words of the sources of aids and of funded projects, and the notions that they mean."""

from maillon.reference.aids.funded_files import (
    FundedFile,
    find_funded_file,
    is_person,
    is_refused,
)
from maillon.reference.aids.perimeters import find_perimeter_keys, name_perimeter, share_inside
from maillon.reference.aids.words import AidWord, find_naf_section, find_word, list_words

__all__ = [
    "AidWord",
    "FundedFile",
    "find_funded_file",
    "find_naf_section",
    "find_perimeter_keys",
    "find_word",
    "is_person",
    "is_refused",
    "list_words",
    "name_perimeter",
    "share_inside",
]
