"""The working base: DuckDB over Parquet, and the provenance of its tables."""
