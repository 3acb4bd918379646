"""
The script that an analyst writes with pandas: the stages of one filière in one EPCI, counted.

    python benchmarks/pandas_peer.py ESTABLISHMENTS.parquet UNITS.parquet EPCI FILIERE

It reads the same columns of the stock files as the diagnosis needs, keeps active establishments of
the communes of the EPCI, joins the legal units, joins the activity codes of the filière, qualifies
the ESS in the simplest way (flag, or legal form), matches the keywords of the names and counts.
"""

import json
import sys
import time

import pandas as pd

from maillon.reference.filieres import get_filiere
from maillon.reference.nomenclatures import load_legal_categories
from maillon.reference.territories import get_territory

ESTABLISHMENT_COLUMNS = [
    "siret",
    "siren",
    "codeCommuneEtablissement",
    "activitePrincipaleEtablissement",
    "trancheEffectifsEtablissement",
    "caractereEmployeurEtablissement",
    "etatAdministratifEtablissement",
    "statutDiffusionEtablissement",
    "enseigne1Etablissement",
    "denominationUsuelleEtablissement",
]
UNIT_COLUMNS = [
    "siren",
    "denominationUniteLegale",
    "sigleUniteLegale",
    "categorieJuridiqueUniteLegale",
    "economieSocialeSolidaireUniteLegale",
    "identifiantAssociationUniteLegale",
    "etatAdministratifUniteLegale",
]
WEIGHTS = {"forte": 3.0, "moyenne": 2.0, "faible": 0.5}


def main() -> None:
    """Run the analyst's script and print its counts and its time."""
    establishments_path, units_path, epci_code, filiere_key = sys.argv[1:5]
    begin = time.perf_counter()
    territory = get_territory(f"epci:{epci_code}")
    filiere = get_filiere(filiere_key)
    codes = pd.DataFrame(
        [
            (
                stage.key,
                activity.naf_code,
                WEIGHTS[activity.specificity],
                "|".join(activity.keywords),
            )
            for stage in filiere.stages
            for activity in stage.activities
        ],
        columns=["stage", "naf", "weight", "keywords"],
    )
    by_form = {
        code for code, category in load_legal_categories().items() if category.level == "de_droit"
    }

    establishments = pd.read_parquet(establishments_path, columns=ESTABLISHMENT_COLUMNS)
    units = pd.read_parquet(units_path, columns=UNIT_COLUMNS)
    active = establishments[establishments["etatAdministratifEtablissement"] == "A"]
    here = active[active["codeCommuneEtablissement"].isin(territory.commune_codes)]
    here = here.merge(units[units["etatAdministratifUniteLegale"] == "A"], on="siren", how="left")
    form = here["categorieJuridiqueUniteLegale"].astype("Int64").astype(str).str.zfill(4)
    here = here.assign(
        published=here["economieSocialeSolidaireUniteLegale"] == "O",
        deduced=(here["economieSocialeSolidaireUniteLegale"] != "O") & form.isin(by_form),
    )
    placed = here.merge(codes, left_on="activitePrincipaleEtablissement", right_on="naf")
    names = (
        placed["denominationUniteLegale"].fillna("")
        + " "
        + placed["enseigne1Etablissement"].fillna("")
    )
    has_word = pd.Series(
        [
            bool(words) and any(word.upper() in name for word in words.split("|"))
            for name, words in zip(names, placed["keywords"], strict=True)
        ],
        index=placed.index,
        dtype=bool,
    )
    placed = placed[placed["weight"] + 2 * has_word >= 3]
    counts = placed.groupby("stage").agg(
        establishments=("siret", "nunique"),
        published=("published", "sum"),
        deduced=("deduced", "sum"),
    )
    print(
        json.dumps(
            {"seconds": time.perf_counter() - begin, "stages": counts.to_dict(orient="index")},
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main()
