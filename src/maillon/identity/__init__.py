"""Are these two records the same actor? Exact identifiers first, then calibrated likeness."""

from maillon.identity.candidates import Guard
from maillon.identity.deduplicating import Duplicates, dedupe
from maillon.identity.engine import Backend, duckdb_backend, spark_backend
from maillon.identity.explaining import Explanation, explain, explain_notice
from maillon.identity.model import Calibration, LevelWeight, LinkageModel, read_model
from maillon.identity.names import AnalysedName, analyse_name, split_members
from maillon.identity.proposals import (
    Ground,
    Linkage,
    Notice,
    NoticeKind,
    Outcome,
    Proposal,
    Settled,
    link,
)
from maillon.identity.records import IdentityRecord
from maillon.identity.training import KnownAnswers, train

__all__ = [
    "AnalysedName",
    "Backend",
    "Calibration",
    "Duplicates",
    "Explanation",
    "Ground",
    "Guard",
    "IdentityRecord",
    "KnownAnswers",
    "LevelWeight",
    "Linkage",
    "LinkageModel",
    "Notice",
    "NoticeKind",
    "Outcome",
    "Proposal",
    "Settled",
    "analyse_name",
    "dedupe",
    "duckdb_backend",
    "explain",
    "explain_notice",
    "link",
    "read_model",
    "spark_backend",
    "split_members",
    "train",
]
