"""One of each record of `gisements`, for the tests that visit every address."""

from typing import Any

from maillon_web.gisements.models import Capture, Gisement, KnownTotal, OwnRatio, RatioTable

RATIO = {
    "key": "verre-habitant",
    "matter": "Verre fictif",
    "activity": "inhabitant",
    "value": 20.0,
    "unit": "kg",
    "year": 2020,
    "source": "Exemple fictif, rapport inventé",
    "cv": 0.3,
}


def make_gisements(shared: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of a made-up gisement and of what goes with it."""
    gisement = Gisement.objects.create(
        matter="Verre fictif",
        quantity=120,
        unit="t",
        variation=0.1,
        stage_key="tri",
        reference="Exemple fictif",
        **shared,
    )
    table = RatioTable.objects.create(title="Table fictive", **shared)
    OwnRatio.objects.create(
        table=table, key=RATIO["key"], matter=RATIO["matter"], content=dict(RATIO)
    )
    return {
        "gisement": gisement.pk,
        "gisement_capture": Capture.objects.create(
            gisement=gisement, year=2024, organisation="Exemple fictif", quantity=30, **shared
        ).pk,
        "ratio_table": table.pk,
        "gisement_part": "quantite",
        "known_total": KnownTotal.objects.create(
            matter="Verre fictif", year=2024, quantity=100, reference="Exemple fictif", **shared
        ).pk,
    }
