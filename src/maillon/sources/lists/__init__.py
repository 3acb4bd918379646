"""Own lists: a CSV or a workbook of a local authority or a network, whatever its headers."""

from maillon.sources.lists.reading import ListReading, read_list

__all__ = ["ListReading", "read_list"]
