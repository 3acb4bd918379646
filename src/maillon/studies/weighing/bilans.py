"""What goes in and out, weighed: the rule of the log, its bilan, its target, its spreadsheets."""

from maillon.flows.weighings.bilans import (
    CategoryTotal,
    MonthTotal,
    PeriodBilan,
    make_bilan,
    sum_weighings,
)
from maillon.flows.weighings.log import (
    Twin,
    find_duplicates,
    leave_out_known,
    list_effective,
    list_late,
    make_twin,
)
from maillon.flows.weighings.stocks import StockCheck, check_stocks, frame_inventories
from maillon.flows.weighings.targets import RHYTHM_DAYS, TargetProgress, measure_target
from maillon.studies.weighing.cells import read_weight
from maillon.studies.weighing.reading import (
    CellProblem,
    ReadingChoices,
    UnknownWord,
    WeighingReading,
    read_weighings,
)
from maillon.studies.weighing.tables import (
    TableColumn,
    TableLayout,
    list_column_roles,
    open_tables,
    recognise,
)

__all__ = [
    "RHYTHM_DAYS",
    "CategoryTotal",
    "CellProblem",
    "MonthTotal",
    "PeriodBilan",
    "ReadingChoices",
    "StockCheck",
    "TableColumn",
    "TableLayout",
    "TargetProgress",
    "Twin",
    "UnknownWord",
    "WeighingReading",
    "check_stocks",
    "find_duplicates",
    "frame_inventories",
    "leave_out_known",
    "list_column_roles",
    "list_effective",
    "list_late",
    "make_bilan",
    "make_twin",
    "measure_target",
    "open_tables",
    "read_weighings",
    "read_weight",
    "recognise",
    "sum_weighings",
]
