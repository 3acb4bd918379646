"""One of each record of `weighings`, for the tests that visit every address."""

from datetime import date
from decimal import Decimal
from typing import Any

from maillon.domain.weighings import number_month
from maillon_web.weighings.models import (
    ClosedBilan,
    Weighing,
    WeighingImport,
    WeighingSite,
    WeighingTarget,
    WeighingUpload,
)

DAY = date(2026, 3, 5)
CSV = "Date;Sens;Catégorie;Poids (kg);Site\n05/03/2026;Entrée;Vélo;12,5;Site fictif\n"


def weigh(site: WeighingSite, kilograms: str, **fields: Any) -> Weighing:
    """Write a made-up line: something reused, unless said otherwise."""
    given = {
        "filiere": site.filiere,
        "site": site,
        "weighed_on": DAY,
        "direction": "out",
        "channel": "reuse",
        "category": "Mobilier",
        "kilograms": Decimal(kilograms),
    } | fields
    return Weighing.objects.create(month=number_month(given["weighed_on"]), **given)


def make_weighings(shared: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of made-up sites, lines, targets and bilans."""
    site = WeighingSite.objects.create(name="Site fictif", **shared)
    empty = WeighingSite.objects.create(name="Site vide fictif", **shared)
    batch = WeighingImport.objects.create(
        file_name="fictif.csv", line_count=1, first_on=DAY, last_on=DAY, **shared
    )
    target = WeighingTarget.objects.create(
        label="Objectif fictif",
        destinations=["reuse", "repair"],
        quantity_t=Decimal(10),
        starts_on=date(2026, 1, 1),
        due_on=date(2030, 12, 31),
        **shared,
    )
    closed = ClosedBilan.objects.create(
        label="Bilan fictif",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 3, 31),
        totals={"incoming_kg": "0", "outgoing_kg": "0", "reused_kg": "0"},
        **shared,
    )
    weigh(site, "100", direction="in", channel="drop_off", batch=batch)
    return {
        "weighing_site": site.pk,
        "weighing_site_empty": empty.pk,
        "weighing": weigh(site, "60").pk,
        "weighing_target": target.pk,
        "closed_bilan": closed.pk,
        "weighing_upload": WeighingUpload.objects.create(
            filiere=site.filiere,
            created_by=shared["created_by"],
            file_name="fictif.csv",
            content=CSV.encode(),
        ).pk,
    }
