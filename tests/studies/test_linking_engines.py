import sys
from types import ModuleType

import pytest

from maillon.domain.errors import InvalidInput
from maillon.studies.linking.engines import EngineName, open_backend


def test_this_machine_is_the_default_engine() -> None:
    assert open_backend(EngineName.DUCKDB) is None


def test_spark_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(InvalidInput) as caught:
        open_backend("spark")
    assert "maillon[spark]" in caught.value.for_user()


def test_spark_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Builder:
        def appName(self, _name: str) -> "Builder":  # noqa: N802 - the name that Spark gives
            return self

        def config(self, _key: str, _value: str) -> "Builder":
            return self

        def getOrCreate(self) -> object:  # noqa: N802 - the name that Spark gives
            raise RuntimeError("JAVA_GATEWAY_EXITED")

    spark = ModuleType("pyspark.sql")
    spark.SparkSession = type("SparkSession", (), {"builder": Builder()})  # type: ignore[attr-defined]
    splink_spark = ModuleType("splink.backends.spark")
    splink_spark.similarity_jar_location = lambda: "jar"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyspark", ModuleType("pyspark"))
    monkeypatch.setitem(sys.modules, "pyspark.sql", spark)
    monkeypatch.setitem(sys.modules, "splink.backends.spark", splink_spark)
    with pytest.raises(InvalidInput) as caught:
        open_backend("spark")
    assert "Java" in caught.value.for_user()


def test_another_engine_does_not_exist() -> None:
    with pytest.raises(ValueError, match="sparkle"):
        open_backend("sparkle")
