"""Which model weighs the pairs, and on which engine they are compared."""

import json
from enum import StrEnum
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.identity import Backend, LinkageModel, read_model, spark_backend
from maillon.reference.parameters import load_identity_parameters

__all__ = ["EngineName", "load_model", "open_backend"]


class EngineName(StrEnum):
    """Where pairs are compared."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def load_model(path: Path | None = None) -> LinkageModel:
    """
    Return the model of a file, or the one that ships.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or is no model.
    """
    if path is None:
        return read_model(load_identity_parameters())
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput(
            f"cannot read the model {path.name}: {error!r}",
            user=_(
                "Le modèle « {name} » ne se lit pas : donnez le fichier écrit par « maillon "
                "train-link »."
            ).format(name=path.name),
        ) from error
    return read_model(values)


def open_backend(name: EngineName | str) -> Backend | None:
    """
    Return the engine of that name; `None` is the engine of this machine.

    Notes
    -----
    Spark takes the session that is open, or opens one as its own configuration says; it must have
    Splink's library of likenesses among its jars, which the session opened here has.

    Raises
    ------
    InvalidInput
        If Spark is not installed, or does not start.
    """
    if EngineName(name) is EngineName.DUCKDB:
        return None
    try:
        from pyspark.sql import SparkSession
        from splink.backends.spark import similarity_jar_location
    except ImportError as error:
        raise InvalidInput(
            f"pyspark is absent: {error!r}",
            user=_(
                'Spark n’est pas installé : faites « pip install "maillon[spark]" », ou '
                "reprenez sans --backend."
            ),
        ) from error
    try:
        session = (
            SparkSession.builder.appName("maillon")
            .config("spark.jars", similarity_jar_location())
            .getOrCreate()
        )
    except (RuntimeError, OSError) as error:
        raise InvalidInput(
            f"Spark does not start: {error!r}",
            user=_(
                "Spark ne démarre pas : vérifiez que Java est installé, ou reprenez sans --backend."
            ),
        ) from error
    return spark_backend(session)
