"""The working base (DuckDB over Parquet) and the provenance of its tables."""

from maillon.store.core import EssForms
from maillon.store.ingestion import IngestReport
from maillon.store.store import Store

__all__ = ["EssForms", "IngestReport", "Store"]
