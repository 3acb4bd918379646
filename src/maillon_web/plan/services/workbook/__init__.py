"""The plan as a workbook: the same columns go out and come in."""

from maillon_web.plan.services.workbook.applying import write_plan
from maillon_web.plan.services.workbook.exporting import write_template, write_workbook
from maillon_web.plan.services.workbook.outcome import ImportPlan
from maillon_web.plan.services.workbook.planning import plan_import
from maillon_web.plan.services.workbook.reading import ReadBook, read_upload

__all__ = [
    "ImportPlan",
    "ReadBook",
    "plan_import",
    "read_upload",
    "write_plan",
    "write_template",
    "write_workbook",
]
