"""Templates of the documents that a person finishes, and the fields that they quote."""

from maillon.reference.papers.catalogue import (
    get_paper_template,
    list_paper_templates,
    load_template_file,
)
from maillon.reference.papers.fields import FieldKind, PaperField, list_paper_fields
from maillon.reference.papers.model import PaperTemplate, TemplateSource
from maillon.reference.papers.syntax import Piece, split_text

__all__ = [
    "FieldKind",
    "PaperField",
    "PaperTemplate",
    "Piece",
    "TemplateSource",
    "get_paper_template",
    "list_paper_fields",
    "list_paper_templates",
    "load_template_file",
    "split_text",
]
