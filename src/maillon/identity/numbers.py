"""The records that a key or an official number names: what needs no likeness."""

from collections.abc import Collection, Iterable

from maillon.identity.records import IdentityRecord

__all__ = ["are_two_establishments", "are_two_units", "index_records", "list_numbers"]

_SIREN_LENGTH = 9


def list_numbers(record: IdentityRecord) -> list[tuple[str, str]]:
    """Return the numbers of a record, the most precise first: `("siret", …)`, siren, rna."""
    given = (
        ("siret", record.siret),
        ("siren", record.siren or record.siret[:_SIREN_LENGTH]),
        ("rna", record.rna_id),
    )
    return [(kind, number) for kind, number in given if number]


def index_records(
    register: Iterable[IdentityRecord],
    *,
    keys: Collection[str],
    numbers: Collection[tuple[str, str]],
) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """
    Return the rank of the record of each wanted key, and of each wanted number.

    A SIREN leads to its first establishment. The register is not read when nothing is wanted.
    """
    by_key: dict[str, int] = {}
    by_number: dict[tuple[str, str], int] = {}
    for place, record in enumerate(register) if keys or numbers else ():
        if record.key in keys:
            by_key[record.key] = place
        for given in list_numbers(record):
            if given in numbers:
                by_number.setdefault(given, place)
    return by_key, by_number


def are_two_units(one: IdentityRecord, other: IdentityRecord) -> bool:
    """Tell whether valid numbers name two organisations: a person alone may unite them."""
    mine, theirs = _get_siren(one), _get_siren(other)
    return bool(mine and theirs and mine != theirs)


def are_two_establishments(one: IdentityRecord, other: IdentityRecord) -> bool:
    """Tell whether two SIRET would be united; a record that is a whole unit has them all."""
    is_whole = any(record.unit and record.unit == record.key for record in (one, other))
    return bool(one.siret and other.siret and one.siret != other.siret and not is_whole)


def _get_siren(record: IdentityRecord) -> str:
    return record.siren or record.siret[:_SIREN_LENGTH]
