"""Fields of a form in our theme: the class of each widget, and what the summary of errors says."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

__all__ = ["FieldProblem", "is_checkbox", "list_problems", "render_widget"]


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldProblem:
    """One sentence of the summary; `target` is the identifier of the field to go to, if any."""

    label: str
    sentence: str
    target: str = ""


def is_checkbox(field: BoundField) -> bool:
    """Return whether the field is one box to tick, whose label comes after it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


def render_widget(field: BoundField, *, has_placeholder: bool = True) -> SafeString:
    """Return the widget with the class of our theme; Django links its help and its error."""
    widget = field.field.widget
    classes = [widget.attrs.get("class", ""), _theme_class(widget)]
    if field.errors:
        classes.append("is-invalid")
    attrs: dict[str, str | bool] = {"class": " ".join(filter(None, classes))}
    if not has_placeholder:
        attrs["placeholder"] = False  # left out by Django, whatever the widget says
    return field.as_widget(attrs=attrs)


def _theme_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    is_range = isinstance(widget, forms.widgets.Input) and widget.input_type == "range"
    return "form-range" if is_range else "form-control"


def list_problems(form: forms.BaseForm) -> list[FieldProblem]:
    """Return every error of a form, first those of the whole, then field by field."""
    whole = [FieldProblem(label="", sentence=str(text)) for text in form.non_field_errors()]
    return [*whole, *_iter_field_problems(form)]


def _iter_field_problems(form: forms.BaseForm) -> Iterator[FieldProblem]:
    for field in form:
        target = "" if field.is_hidden else _first_control(field)
        for sentence in field.errors:
            yield FieldProblem(label=str(field.label), sentence=str(sentence), target=target)


def _first_control(field: BoundField) -> str:
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label
