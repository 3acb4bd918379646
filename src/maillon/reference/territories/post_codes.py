"""Post codes and the communes they serve."""

from functools import cache

from maillon.reference.territories.files import read_table
from maillon.reference.territories.index import load_arrondissements

__all__ = ["list_post_code_communes", "load_post_codes"]


@cache
def load_post_codes() -> dict[str, list[str]]:
    """Return the communes of today by post code, in code order."""
    table = read_table("communes")
    columns = {name: table.column(name).to_pylist() for name in ("code", "post_codes")}
    served: dict[str, list[str]] = {}
    for code, post_codes in zip(columns["code"], columns["post_codes"], strict=True):
        for post_code in post_codes:
            served.setdefault(post_code, []).append(code)
    for entry in load_arrondissements().values():
        for post_code in entry.post_codes:
            communes = served.setdefault(post_code, [])
            if entry.commune_code not in communes:
                communes.append(entry.commune_code)
    return served


def list_post_code_communes(post_code: str) -> list[str]:
    """Return the communes that a post code serves; none when it is unknown (CEDEX)."""
    return list(load_post_codes().get(post_code, []))
