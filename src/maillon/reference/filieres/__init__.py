"""The filières, one readable YAML file each: stages, activity codes, keywords, purchases."""

from maillon.reference.filieres.catalogue import get_filiere, list_filieres, list_purchases
from maillon.reference.filieres.purchases import PurchaseCode
from maillon.reference.filieres.reading import load_filiere_file

__all__ = [
    "PurchaseCode",
    "get_filiere",
    "list_filieres",
    "list_purchases",
    "load_filiere_file",
]
