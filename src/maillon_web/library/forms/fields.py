"""Fields of several lines: one thing a line, or a small table."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

__all__ = ["LinesField", "RowsField", "join_rows", "split_lines", "split_rows"]

_CELL = " | "
_EMPTY_ROWS = 2
_MOST_ROWS = 60
_MOST_LETTERS = 400


def split_lines(text: str) -> list[str]:
    """Return the lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def split_rows(text: str) -> list[list[str]]:
    """Return the cells of each row."""
    return [[cell.strip() for cell in line.split("|")] for line in split_lines(text)]


def join_rows(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as one text, a row a line."""
    return "\n".join(_CELL.join(_clean(cell) for cell in row) for row in rows)


def _clean(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).replace("|", "/").split())


class LinesField(forms.CharField):
    """One thing a line."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:  # noqa: ANN401 - Django's own signature
        """Return the lines that say something."""
        lines = split_lines(super().clean(value) or "")
        for line in lines:
            if len(line) > _MOST_LETTERS:
                raise forms.ValidationError(
                    _("Une ligne est trop longue ({count} signes) : coupez-la en deux.").format(
                        count=len(line)
                    )
                )
        return "\n".join(lines[:_MOST_ROWS])


class RowsWidget(forms.Widget):
    """A small table to fill in, with a few empty rows; saving brings new ones."""

    template_name = "library/rows_widget.html"
    use_fieldset = True

    def __init__(self, columns: Mapping[str, str | Promise]) -> None:
        super().__init__()
        self.columns = dict(columns)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:  # noqa: ANN401 - Django's own signature
        """Give the rows to the template."""
        context = super().get_context(name, value, attrs)
        rows = split_rows(value or "")
        rows += [[] for _row in range(_EMPTY_ROWS)]
        start = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"]["columns"] = list(self.columns.values())
        context["widget"]["rows"] = [
            [
                {
                    "name": f"{name}-{number}-{column}",
                    "id": start if number == rank == 0 else f"{start}-{number}-{column}",
                    "label": label,
                    "value": row[rank] if rank < len(row) else "",
                }
                for rank, (column, label) in enumerate(self.columns.items())
            ]
            for number, row in enumerate(rows)
        ]
        return context

    def value_from_datadict(self, data: Any, files: object, name: str) -> str:  # noqa: ANN401 - Django's own signature
        """Return the rows that say something, as one text."""
        rows = []
        for number in range(_MOST_ROWS):
            names = [f"{name}-{number}-{column}" for column in self.columns]
            if not any(key in data for key in names):
                break
            row = [str(data.get(key, "")) for key in names]
            if any(cell.strip() for cell in row):
                rows.append(row)
        return join_rows(rows)

    def value_omitted_from_data(self, data: Any, files: object, name: str) -> bool:  # noqa: ANN401 - Django's own signature
        """Tell whether the form did not show the table."""
        return not any(key.startswith(f"{name}-") for key in data)


class RowsField(forms.CharField):
    """A small table, kept as one text: a row a line, its cells between bars."""

    def __init__(self, columns: Mapping[str, str | Promise], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(required=False, widget=RowsWidget(columns), **kwargs)
