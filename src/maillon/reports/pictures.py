"""The drawings as files of their own: an SVG that says what it shows, and its PNG."""

from collections.abc import Mapping
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.formatting import format_date, format_number
from maillon.domain.language import translate as _
from maillon.reports.chain_drawing import describe_chain, draw_chain
from maillon.reports.clean_text import clean_diagnosis
from maillon.reports.drawing_parts import Drawing, draw_legend, read_drawing, read_size, stack
from maillon.reports.figure_text import show_source
from maillon.reports.map_drawing import count_unplaced, draw_map, list_symbols
from maillon.reports.svg import text_lines, wrap
from maillon.reports.wording import in_language_of, typeset, warn_internal

__all__ = [
    "PICTURES",
    "describe_map_alone",
    "draw_picture",
    "has_contours",
    "render_picture",
]

PICTURES = ("chain", "map")
FORMATS = ("png",)
_INK, _QUIET, _ALERT = "#1d2433", "#4a5262", "#8c1711"
_MARGIN, _NOTE_STEP = 16.0, 16.0
_WIDEST_PX = 8000


def draw_picture(
    document: dict[str, Any],
    name: str,
    shapes: Mapping[str, Any] | None = None,
    *,
    is_bare: bool = False,
) -> str:
    """
    Return one drawing as an SVG file: white ground, title, description, legend.

    Parameters
    ----------
    document
        A result.
    name
        `chain` or `map`.
    shapes
        Contours, as `draw_map` takes them; the map needs them.
    is_bare
        Without heading, date and sources, for a page that says them beside the drawing.

    Raises
    ------
    InvalidInput
        If the name is unknown, or the map is asked for without contours.
    """
    if name not in PICTURES:
        raise InvalidInput(
            f"unknown picture {name!r}",
            user=_("Image inconnue : {name}. Images possibles : {names}.").format(
                name=name, names=", ".join(PICTURES)
            ),
        )
    readable = clean_diagnosis(document)
    with in_language_of(readable):
        if name == "map":
            title, described = _("Carte des acteurs"), describe_map_alone(readable)
            parts = _draw_map_parts(readable, shapes)
        else:
            title, described = _("Les maillons de la filière"), describe_chain(readable)
            parts = [read_drawing(draw_chain(readable))]
        if not is_bare:
            parts = [_draw_heading(readable, title), *parts, _draw_foot(readable, name)]
        whole = f"{title} – {_name_subject(readable)}"
        return stack(
            parts,
            margin=1.0 if is_bare else _MARGIN,
            title=whole,
            described=described,
            language=readable["language"],
        )


def render_picture(svg: str, *, format: str = "png", width_px: int = 1600) -> bytes:
    """
    Return an SVG as an image of that width, drawn with the bundled font and no system library.

    Raises
    ------
    InvalidInput
        If the format or the width cannot be had, or the SVG cannot be read.
    """
    size = read_size(svg)
    if format not in FORMATS or size is None or not 1 <= width_px <= _WIDEST_PX:
        raise InvalidInput(
            f"cannot render {format!r} {width_px} pixels wide",
            user=_(
                "L’image ne peut pas être faite : le format est png, la largeur va de 1 à "
                "{most} pixels."
            ).format(most=format_number(_WIDEST_PX)),
        )
    import typst
    from font_source_sans_pro import font_directory

    width = size[0]
    page = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
        f'#image(bytes(sys.inputs.svg), format: "svg", width: {width:.3f}pt)'
    )
    try:
        drawn = typst.compile(
            page.encode(),
            format="png",
            ppi=72 * width_px / width,
            sys_inputs={"svg": svg},
            font_paths=[font_directory],
            ignore_system_fonts=True,
        )
    except typst.TypstError as error:
        raise InvalidInput(
            f"cannot read the SVG: {error}",
            user=_("L’image ne peut pas être faite : ce dessin SVG est mal formé."),
        ) from error
    return bytes(drawn)


def has_contours(shapes: Mapping[str, Any] | None) -> bool:
    """Tell whether there is an outline to draw a map in."""
    return shapes is not None and bool(shapes.get("outline"))


def describe_map_alone(document: dict[str, Any]) -> str:
    """Return what the map shows, where no table of actors stands beside it."""
    with in_language_of(document):
        text = _("Carte de {territory} : {count} acteurs placés, un symbole par maillon.").format(
            territory=document["territory"]["name"],
            count=format_number(len(document["actors"]) - count_unplaced(document)),
        )
        counts = ", ".join(symbol["label"] for symbol in list_symbols(document))
        return f"{text} {counts}." if counts else text


def _draw_map_parts(document: dict[str, Any], shapes: Mapping[str, Any] | None) -> list[Drawing]:
    if shapes is None or not has_contours(shapes):
        raise InvalidInput(
            "no contour for this territory",
            user=_(
                "La carte ne peut pas être dessinée : les contours de ce territoire ne sont pas "
                "connus."
            ),
        )
    drawn = read_drawing(draw_map(document, shapes))
    return [drawn, draw_legend(document, width=drawn.width, columns=2)]


def _name_subject(document: dict[str, Any]) -> str:
    return f"{document['filiere']['label']} – {document['territory']['name']}"


def _draw_heading(document: dict[str, Any], title: str) -> Drawing:
    subject = wrap(typeset(_name_subject(document)), width=720, size=16, most_lines=3)
    body = text_lines(
        subject, x=0, y=16, step=21, attributes=f'font-size="18" font-weight="600" fill="{_INK}"'
    )
    y = 16 + 21 * len(subject)
    body += text_lines([title], x=0, y=y, step=0, attributes=f'font-size="14" fill="{_QUIET}"')
    return Drawing(width=720, height=y + 6, body=body)


def _draw_foot(document: dict[str, Any], name: str) -> Drawing:
    """Return what a picture must still say once it has left its page."""
    notes = _note_map(document) if name == "map" else _note_chain()
    notes.append(_("Établi le {date}.").format(date=format_date(document["generated_on"])))
    keys = [entry["key"] for entry in document["vintages"]]
    if keys:
        named = ", ".join(show_source(document, key) for key in keys[:4])
        listed = f"{named}, …" if len(keys) > 4 else named
        notes.append(_("Données : {list}.").format(list=listed))
    lines = _wrap_note(" ".join(notes))
    band = _wrap_note(warn_internal(document)) if warn_internal(document) else []
    body = text_lines(
        band,
        x=0,
        y=12,
        step=_NOTE_STEP,
        attributes=f'font-size="12.5" font-weight="600" fill="{_ALERT}"',
    ) + text_lines(
        lines,
        x=0,
        y=12 + _NOTE_STEP * len(band),
        step=_NOTE_STEP,
        attributes=f'font-size="12.5" fill="{_QUIET}"',
    )
    return Drawing(width=720, height=_NOTE_STEP * (len(lines) + len(band)), body=body)


def _note_chain() -> list[str]:
    return [
        _(
            "Un cadre en pointillé dit un maillon manquant, fragile ou non observable. ESS publiée "
            "et ESS déduite ne s’ajoutent pas."
        )
    ]


def _note_map(document: dict[str, Any]) -> list[str]:
    notes = [
        _(
            "Chaque acteur est dessiné à son maillon principal. Symbole plein : adresse ou rue "
            "connue. Symbole creux : commune seule ou position douteuse, dessinée autour du point "
            "connu, vingt au plus par point."
        )
    ]
    unplaced = count_unplaced(document)
    if unplaced:
        notes.append(_("Sans position : {count}.").format(count=format_number(unplaced)))
    return notes


def _wrap_note(text: str) -> list[str]:
    return wrap(typeset(text), width=720, size=10.5, most_lines=8)
