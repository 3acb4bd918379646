"""Names of the datasets and of their files."""

from pathlib import Path

__all__ = [
    "ACTIVITY",
    "ANNUAIRE",
    "CLOSED",
    "ESS_LIST",
    "ESTABLISHMENTS",
    "FOUNDATIONS",
    "INCLUSIVE",
    "LISTED_UNITS",
    "POSITIONS",
    "REJECTS",
    "RNA",
    "ROWS",
    "SIDE_DATASETS",
    "UNITS",
    "list_departements",
    "list_partition_files",
]

ESTABLISHMENTS = "sirene-etablissements"
UNITS = "sirene-unites-legales"
POSITIONS = "sirene-geolocalisation"
CLOSED = "sirene-fermes"
# Units known from the small registers alone, while the register of legal units is absent.
LISTED_UNITS = "core-listed-units"
ACTIVITY = "core-activity"
ESS_LIST = "ess-france"
ANNUAIRE = "annuaire-unites-legales"
FOUNDATIONS = "fondations"
INCLUSIVE = "marche-inclusion"
RNA = "rna"
# A change in one of these calls for new derived datasets.
SIDE_DATASETS = (ESS_LIST, ANNUAIRE, FOUNDATIONS, RNA)
ROWS = "rows.parquet"
REJECTS = "rejets.csv"


def list_departements(folder: Path) -> list[str]:
    """Return the départements that a partitioned dataset holds; `00` is a place unknown."""
    return sorted(path.name.partition("=")[2] for path in folder.glob("departement_code=*"))


def list_partition_files(folder: Path, *departements: str) -> list[Path]:
    """Return the files of these départements; none when the dataset has no row there."""
    return sorted(
        path
        for departement in departements
        for path in (folder / f"departement_code={departement}").glob("*.parquet")
    )
