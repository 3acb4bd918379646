"""Levels and weights of given pairs, on this machine and on Spark."""

import importlib.util
import logging
import math
import shutil
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from tests.identity.made_up import ANGERS, MODEL, NANTES, make, make_crowd

from maillon.identity import Backend, LevelWeight, LinkageModel, duckdb_backend, spark_backend
from maillon.identity.comparing import COMPARISONS, Comparison, Level
from maillon.identity.engine import score
from maillon.identity.linking import join_sides
from maillon.identity.model import Calibration
from maillon.identity.records import count_words, read_names, weigh

PORT = "3 rue du Port"
PAIRS = [
    # what is written, what is known, level of the name, what is expected of the rest
    (make("EXEMPLE ZIBELINE"), make("Exemple zibeline"), {"name": "identical"}),
    (make("SARL OTARIE BLEUTEE"), make("OTARIE BLEUTEE"), {"name": "same_rare"}),
    (make("SARL COMMUN"), make("COMMUN"), {"name": "same"}),
    (make("ZIBELINE DOUBLONE"), make("ZIBELINE DOUBLON"), {"name": "misspelt"}),
    (make("ZIBELINE DOUBLON TRIPLE"), make("TRIPLE ZIBELINE DOUBLON"), {"name": "most_words"}),
    (make("ZIBELINE DOUBLON"), make("ZIBELINE DOUBLON GRAND"), {"name": "nearly_all"}),
    (make("ENVIRONNEMENT INSERTION SUD"), make("EIS"), {"name": "initials"}),
    (make("RESSOURCERIE DU LAC"), make("RESSOURCERIE DU LOUP"), {"name": "alike"}),
    (make("EMPLOI FICTIF 44"), make("EMPLOI FICTIF 49"), {"name": "different"}),
    (make("ZIBELINE"), make("MARMOTTE"), {"name": "different"}),
    (
        make("ZIBELINE", commune=NANTES, address=PORT, activities=["38.32Z"]),
        make("MARMOTTE", commune=NANTES, address="RUE DU PORT", activities=["3832Z"]),
        {"place": "same_commune", "street": "same", "activity": "same"},
    ),
    (
        make("ZIBELINE", commune="44143", address="rue du Porte", activities=["38.31Z"]),
        make("MARMOTTE", commune=NANTES, address=PORT, activities=["3832Z"]),
        {"place": "same_departement", "street": "alike", "activity": "same_division"},
    ),
    (
        make("ZIBELINE", commune=ANGERS, address="place Neuve", activities=["01.11Z"]),
        make("MARMOTTE", commune=NANTES, address=PORT, activities=["3832Z"]),
        {"place": "elsewhere", "street": "different", "activity": "different"},
    ),
    (
        make("ZIBELINE", work_departements=["44"]),
        make("MARMOTTE", commune=NANTES),
        {"place": "unknown", "work_place": "same_departement", "street": "unknown"},
    ),
    (
        make("ZIBELINE", work_departements=["49"]),
        make("MARMOTTE", commune=NANTES),
        {"work_place": "elsewhere", "activity": "unknown"},
    ),
]


def score_pairs(backend: Backend | None = None, **options: Any) -> list[dict[str, Any]]:
    """Compare the n-th of one side with the n-th of the other."""
    register = [known for _written, known, _expected in PAIRS]
    crowd = [make("COMMUN", f"common {rank}") for rank in range(40)]
    read = read_names([*register, *crowd, *make_crowd()])
    counts = count_words(read)
    left = weigh(read_names([written for written, _known, _expected in PAIRS]), counts)
    right = weigh(read, counts)
    both = join_sides(left, right)
    pairs = pa.table(
        {
            "uid_l": pa.array(range(len(PAIRS)), pa.int64()),
            "uid_r": pa.array(range(len(PAIRS), 2 * len(PAIRS)), pa.int64()),
        }
    )
    names = both["compact"].unique()
    shares = pa.table({"compact": names, "tf_compact": [0.001] * len(names)})
    found: list[dict[str, Any]] = score(
        both, pairs, {"compact": shares}, MODEL, backend, **options
    ).to_pylist()
    return found


def test_each_pair_has_the_level_that_a_person_would_say() -> None:
    for row, (written, known, expected) in zip(score_pairs(), PAIRS, strict=True):
        assert expected.items() <= row.items(), (written.names, known.names, row)


def test_the_weight_is_the_sum_of_what_each_level_weighs() -> None:
    row = next(row for row in score_pairs() if row["place"] == "same_departement")
    weights = MODEL.weights
    known = sum(
        math.log2(weights[comparison.key][row[comparison.key]].m)
        - math.log2(weights[comparison.key][row[comparison.key]].u)
        for comparison in COMPARISONS
        if row[comparison.key] != "unknown"
    )
    assert row["weight"] == pytest.approx(known, abs=1e-6)


def test_in_a_larger_register_rare_words_must_be_rarer_and_weigh_more() -> None:
    plain = {row["uid_l"]: row for row in score_pairs()}
    larger = {row["uid_l"]: row for row in score_pairs(more_bits=3.0)}
    same_rare = next(uid for uid, row in plain.items() if row["name"] == "same_rare")
    assert larger[same_rare]["name"] == "same_rare"
    assert larger[same_rare]["weight"] == pytest.approx(plain[same_rare]["weight"] + 3.0)
    assert {row["name"] for row in score_pairs(more_bits=30.0)}.isdisjoint(
        {"same_rare", "misspelt", "nearly_all", "most_words"}
    )


def test_what_weighs_too_little_is_left_out() -> None:
    weights = [row["weight"] for row in score_pairs(least_weight=0.0)]
    assert weights
    assert min(weights) >= 0.0
    assert len(weights) < len(PAIRS)


def test_other_questions_may_be_put_to_other_records() -> None:
    colours = Comparison(
        key="colour",
        levels=(
            Level(key="unknown", condition="{l.c} is null or {r.c} is null", is_unknown=True),
            Level(key="same", condition="{l.c} = {r.c}"),
            Level(key="different"),
        ),
    )
    weights = {
        "colour": {"same": LevelWeight(m=0.8, u=0.1), "different": LevelWeight(m=0.2, u=0.9)}
    }
    model = LinkageModel(
        weights=weights,
        calibration=Calibration(intercept=0.0, slope=1.0),
        found_share=0.5,
        thresholds={},
        review_from=0.0,
    )
    records = pa.table({"uid": [0, 1, 2, 3], "c": ["red", "red", "blue", None]})
    pairs = pa.table({"uid_l": [0, 0, 0], "uid_r": [1, 2, 3]})
    rows = score(records, pairs, {}, model, comparisons=[colours]).to_pylist()
    assert [row["colour"] for row in rows] == ["same", "different", "unknown"]
    assert [row["weight"] for row in rows] == pytest.approx([3.0, -2.1699, 0.0], abs=1e-3)


def test_a_connection_can_be_used_again() -> None:
    backend = duckdb_backend()
    assert score_pairs(backend) == score_pairs(backend)


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session on this machine, with Splink's likenesses."""
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed: pip install 'maillon[spark]'")
    if shutil.which("java") is None:
        pytest.skip("Spark wants Java 17")
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    builder: Any = SparkSession.builder
    # It says that its connections close after the tests have.
    logging.getLogger("py4j").setLevel(logging.ERROR)
    settings = {
        "spark.jars": similarity_jar_location(),
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("spark")),
        "spark.sql.shuffle.partitions": "2",
        "spark.default.parallelism": "2",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.log.level": "ERROR",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.master("local[2]").getOrCreate()
    yield session
    session.stop()


@pytest.mark.spark
@pytest.mark.enable_socket
@pytest.mark.filterwarnings("ignore")
def test_spark_and_duckdb_say_the_same(spark: Any) -> None:
    here, there = score_pairs(), score_pairs(spark_backend(spark))
    for mine, theirs in zip(here, there, strict=True):
        assert theirs.pop("weight") == pytest.approx(mine.pop("weight"), abs=1e-6)
        assert theirs == mine
