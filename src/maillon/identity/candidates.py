"""Which pairs are worth comparing: those that share something rare; a guard bounds their number."""

from dataclasses import dataclass

import duckdb
import pyarrow as pa

__all__ = ["RULES", "Candidates", "Guard", "find_candidates"]

RULES = {
    "n": "name",
    "i": "initials",
    "w": "rare_word",
    "d": "word_in_place",
    "b": "beginning",
    "e": "ending",
}
"""What two readings must share, by the first letter of the keys."""

_LIMITS = {"rarest": 3, "most_placed": 4, "prefix": 6, "ending_from": 9, "longest_acronym": 8}
_KEYS = """
    select uid, record, 'n:' || compact as key from {table}
    union all select uid, record, 'i:' || initials from {table} where initials is not null
    union all select uid, record, 'i:' || compact from {table}
        where length(compact) <= {longest_acronym}
    union all select uid, record, 'b:' || left(compact, {prefix}) from {table}
        where length(compact) >= {prefix}
    union all select uid, record, 'e:' || right(compact, {prefix}) from {table}
        where length(compact) >= {ending_from}
    union all select uid, record, 'w:' || unnest(rarest[:{rarest}]) from ranked_{table}
    union all
        select uid, record, 'd:' || place || ':' || unnest(rarest[:{most_placed}])
        from (
            select uid, record, rarest,
                unnest(list_concat(
                    coalesce(communes, []), coalesce(departements, work_departements, [])
                )) as place
            from ranked_{table}
        )
"""
_LEFT_KEYS = "create temp table left_keys as {keys}"
_RIGHT_KEYS = """
    create temp table right_keys as
    select * from ({keys}) as keys semi join left_keys using (key)
"""
_RANKED = """
    select uid, record, communes, departements, work_departements,
        list_transform(
            list_reverse_sort(list_zip(weights, words)), lambda pair: pair[2]
        ) as rarest
    from {table}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Guard:
    """
    How much work is allowed.

    Attributes
    ----------
    most_candidates
        For each reading of a line: the rarest things that it shares come first, and what would go
        beyond is left out.
    """

    most_candidates: int = 150


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidates:
    """
    The pairs to compare.

    Attributes
    ----------
    pairs
        Columns `uid_l` and `uid_r`.
    left_out
        What was too common to be used: columns `record`, `key`, `size` (how many share it).
    """

    pairs: pa.Table
    left_out: pa.Table


def find_candidates(
    left: pa.Table,
    right: pa.Table,
    connection: duckdb.DuckDBPyConnection,
    *,
    guard: Guard | None = None,
    is_one_list: bool = False,
) -> Candidates:
    """
    Return the pairs that share a name, initials, a rare word, a placed word, a beginning or an end.

    Parameters
    ----------
    left, right
        Readings, weighed; the same table twice when one list is compared with itself.
    connection
        Where to look; two tables of its own are made there and dropped.
    is_one_list
        Each pair then comes once, and no reading meets another of the same record.
    """
    most = (guard or Guard()).most_candidates
    connection.register("left_side", left)
    connection.register("right_side", right)
    try:
        connection.execute(_LEFT_KEYS.format(keys=_make_keys("left_side")))
        connection.execute(_RIGHT_KEYS.format(keys=_make_keys("right_side")))
        connection.execute(
            """
            create temp table sized as
            with sizes as (select key, count(*) as size from right_keys group by key)
            select uid, record, key, size,
                sum(size) over (
                    partition by uid order by key[1] <> 'n', size, key rows unbounded preceding
                ) as running
            from left_keys join sizes using (key)
            """
        )
        pairs = connection.execute(
            """
            select distinct l.uid as uid_l, r.uid as uid_r
            from sized as l join right_keys as r using (key)
            where l.running <= $most and (not $is_one_list or l.record < r.record)
            order by all
            """,
            {"most": most, "is_one_list": is_one_list},
        ).to_arrow_table()
        left_out = connection.execute(
            "select distinct record, key, size from sized where running > $most order by all",
            {"most": most},
        ).to_arrow_table()
    finally:
        for name in ("left_keys", "right_keys", "sized"):
            connection.execute(f"drop table if exists {name}")
        connection.unregister("left_side")
        connection.unregister("right_side")
    return Candidates(pairs=pairs, left_out=left_out)


def _make_keys(table: str) -> str:
    ranked = _RANKED.format(table=table)
    return f"with ranked_{table} as ({ranked}) {_KEYS.format(table=table, **_LIMITS)}"
