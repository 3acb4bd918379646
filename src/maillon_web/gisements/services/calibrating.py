"""Multiply estimates so that they add up to a total that somebody published."""

from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon_web.accounts.models import User
from maillon_web.filieres.services.records import record_change
from maillon_web.gisements.models import Gisement
from maillon_web.gisements.selectors.calibrating import Calibration

__all__ = ["apply_calibration"]


def apply_calibration(found: Calibration, *, author: User) -> int:
    """
    Write the calibrated quantities, in one change that can be undone; return how many.

    Raises
    ------
    InconsistentData
        If there is no estimate to multiply.
    """
    if found.factor is None:
        raise InconsistentData(
            f"no estimate for total {found.total.pk}",
            user=_(
                "Aucun gisement estimé de cette matière n’a de quantité : rien ne dit comment "
                "répartir ce total."
            ),
        )
    with record_change(found.total, "apply", author) as recorder:
        for row in found.rows:
            recorder.update(row.gisement, _list_changes(row.gisement, found))
    return len(found.rows)


def _list_changes(kept: Gisement, found: Calibration) -> dict[str, object]:
    factor, total = found.factor or 1.0, found.total
    changes: dict[str, object] = {
        name: value * factor
        for name in ("quantity", "low", "high")
        if (value := getattr(kept, name)) is not None
    }
    calibrated = {
        "total": total.quantity,
        "unit": total.unit,
        "year": total.year,
        "reference": total.reference,
        "factor": factor,
        "before": kept.quantity,
    }
    changes["estimate"] = {**(kept.estimate or {}), "calibrated": calibrated}
    return changes
