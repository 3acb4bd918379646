"""What the tests of the linkage need of pytest."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "spark: starts a local Spark session; skipped without pyspark or without Java"
    )
