"""Documents that a person finishes in a word processor: Word, slides and tagged PDF."""

from maillon.reports.papers.deck import render_paper_pptx
from maillon.reports.papers.describing import describe_diagnosis
from maillon.reports.papers.formats import CONTENT_TYPES, render_paper
from maillon.reports.papers.own import OwnTemplate, check_own_template, fill_own_template
from maillon.reports.papers.own_checks import MOST_BYTES
from maillon.reports.papers.pdf import render_paper_pdf
from maillon.reports.papers.word import render_paper_docx

__all__ = [
    "CONTENT_TYPES",
    "MOST_BYTES",
    "OwnTemplate",
    "check_own_template",
    "describe_diagnosis",
    "fill_own_template",
    "render_paper",
    "render_paper_docx",
    "render_paper_pdf",
    "render_paper_pptx",
]
