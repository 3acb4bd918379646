"""Results turned into pages, PDF, office documents, sheets, pictures and maps."""

from maillon.reports.chain_drawing import draw_chain
from maillon.reports.delimited import render_csv
from maillon.reports.explanation import explain_figure, list_figures
from maillon.reports.geojson import render_geojson
from maillon.reports.html_page import render_html
from maillon.reports.map_drawing import draw_map
from maillon.reports.pdf_note import render_pdf
from maillon.reports.pictures import draw_picture, render_picture
from maillon.reports.sheets import render_xlsx, write_xlsx
from maillon.reports.slides import render_pptx
from maillon.reports.terminal import render_actors, render_text
from maillon.reports.word_note import render_docx

__all__ = [
    "draw_chain",
    "draw_map",
    "draw_picture",
    "explain_figure",
    "list_figures",
    "render_actors",
    "render_csv",
    "render_docx",
    "render_geojson",
    "render_html",
    "render_pdf",
    "render_picture",
    "render_pptx",
    "render_text",
    "render_xlsx",
    "write_xlsx",
]
