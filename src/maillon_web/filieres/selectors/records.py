"""Find one record of a filière for one reader: the same rule for every application."""

from typing import TypeVar

from django.db import models
from django.http import Http404

from maillon_web.filieres.models import FiliereRecord
from maillon_web.filieres.selectors.opening import Opened

__all__ = ["get_record", "list_records"]

T = TypeVar("T", bound=FiliereRecord)


def list_records(opened: Opened, model: type[T]) -> models.QuerySet[T]:
    """Return the records of a kind that the reader may see."""
    manager = model._default_manager  # noqa: SLF001 - Django's documented model API
    return manager.filter(filiere=opened.filiere, visibility__in=opened.levels)


def get_record(opened: Opened, model: type[T], pk: int) -> T:
    """
    Return one record.

    Raises
    ------
    Http404
        If it is not of this filière, or not for this reader.
    """
    found = list_records(opened, model).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
