"""One truth: the accounts of a chain take their quantities from the balance of its flows."""

from collections.abc import Mapping
from typing import Any

from maillon.studies.flowing.balancing import balance_model
from maillon.studies.flowing.reading import build_flow_model

__all__ = ["close_balance", "join_balance"]

_Name = tuple[str, ...]


def close_balance(values: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return a model of the economy of a chain whose quantities are those of its balance.

    Parameters
    ----------
    values
        As `docs/methodes/valeur.md` describes it, with what a balance needs: an uncertainty, or a
        quality score, for each quantity.

    Raises
    ------
    InvalidInput
        If the flows are to be mended first: one sentence per problem.
    NoSolution
        If bounds and yields exclude each other.
    """
    return join_balance(values, balance_model(build_flow_model(values)).to_document())


def join_balance(values: Mapping[str, Any], balance: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the model with the flows and the stocks of a balance; prices and costs stay.

    Parameters
    ----------
    balance
        Answer of a reconciliation, as `BalancedModel.to_document` writes it. What it leaves free
        stays to be asked.
    """
    return {
        **values,
        "flows": _join_rows(values, balance, "flows", ("from", "to", "matter", "year")),
        "stock_changes": _join_rows(values, balance, "stock_changes", ("stage", "matter", "year")),
    }


def _join_rows(
    values: Mapping[str, Any], balance: Mapping[str, Any], part: str, names: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Return the rows of the balance, with what only the model says of each: its price."""

    def name(row: Mapping[str, Any]) -> _Name:
        return tuple(str(row.get(field)) for field in names)

    said = {name(row): row for row in values.get(part) or []}
    return [{**said.get(name(row), {}), **row} for row in balance.get(part) or []]
