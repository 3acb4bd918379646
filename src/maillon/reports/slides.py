"""A result as a few slides, for a meeting of elected members."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from maillon.domain.language import translate as _
from maillon.reports.chain_drawing import describe_chain
from maillon.reports.clean_text import clean_diagnosis, clean_texts, cut
from maillon.reports.map_drawing import count_unplaced
from maillon.reports.office_package import fill_properties, freeze
from maillon.reports.page_stages import say_more
from maillon.reports.page_view import FULL, build_view, typeset_all
from maillon.reports.pdf_words import list_words
from maillon.reports.pictures import describe_map_alone, has_contours, render_picture
from maillon.reports.slide_deck import SlideWriter
from maillon.reports.slide_drawings import draw_slide_chain, draw_slide_map
from maillon.reports.slide_template import open_deck, set_language
from maillon.reports.slide_text import Item
from maillon.reports.slide_words import (
    explain_figures,
    group_gaps,
    list_around,
    say_evidence,
    say_gaps,
)
from maillon.reports.wording import in_language_of, typeset

__all__ = ["render_pptx"]

_MOST_SENTENCES, _MOST_ROWS, _MOST_SOURCES, _MOST_WARNINGS = 5, 12, 5, 3
_PICTURE_PX = 2000
# The numbers that a meeting asks for; none of them adds up with another.
_TILES = ("establishments", "ess_published", "ess_deduced", "workforce")


def render_pptx(document: dict[str, Any], *, shapes: Mapping[str, Any] | None = None) -> bytes:
    """
    Return a deck of at most eight slides; the notes say how the figures quoted were made.

    Parameters
    ----------
    document
        A result. What a slide cannot hold with letters that a room can read is left out, and said.
    shapes
        Contours for the map, as `draw_map` takes them; without them, or when no actor has a known
        place, the deck has no map.

    Raises
    ------
    InvalidInput
        If parts of the result are absent.
    """
    readable = clean_diagnosis(document)
    with in_language_of(readable):
        view = clean_texts(typeset_all(build_view(readable, FULL)))
        words = {key: typeset(text) for key, text in list_words().items()}
        deck = open_deck()
        fill_properties(deck.core_properties, readable, view)
        writer = SlideWriter(deck=deck, footer=view["band"] or view["title"])
        _write_cover(writer, view, words)
        _write_summary(writer, readable, view, words)
        _write_chain(writer, readable, view, words)
        if shapes is not None and has_contours(shapes):
            _write_map(writer, readable, shapes)
        _write_gaps(writer, view, words)
        _write_opportunities(writer, readable, view["opportunities"], words)
        _write_comparison(writer, readable, view["comparison"], words)
        _write_limits(writer, readable, view, words)
        writer.finish()
        set_language(deck, readable["language"])
        written = BytesIO()
        deck.save(written)
        return freeze(written.getvalue())


def _write_cover(writer: SlideWriter, view: dict[str, Any], words: dict[str, str]) -> None:
    lines = [
        f"{words['kicker']} – {view['territory']}",
        view["territory_facts"],
        typeset(_("Établi le {date}.").format(date=view["date_shown"])),
    ]
    notes = (
        f"{view['description']}\n{typeset(_('Données : {list}.').format(list=view['vintages']))}"
    )
    writer.cover(view["filiere"], lines, band=view["band"], notes=notes)


def _write_summary(
    writer: SlideWriter, document: dict[str, Any], view: dict[str, Any], words: dict[str, str]
) -> None:
    sentences = document["summary"][:_MOST_SENTENCES]
    quoted = [key for sentence in sentences for key in sentence["figures"]]
    items = [Item(text=typeset(sentence["text"])) for sentence in sentences]
    if not items:
        quoted = list(document["totals"].values())
        items = [
            Item(lead=f"{total['label']}{words['colon']}".strip(), text=total["text"])
            for total in view["totals"]
        ]
    if not items:
        return
    tiles = [
        (total["text"], total["label"], total["note"])
        for total in view["totals"]
        if total["figure"] in {document["totals"].get(name) for name in _TILES}
    ]
    quoted += [document["totals"][name] for name in _TILES if name in document["totals"]]
    writer.text(words["summary"], items, tiles=tiles, notes=explain_figures(document, quoted))


def _write_chain(
    writer: SlideWriter, document: dict[str, Any], view: dict[str, Any], words: dict[str, str]
) -> None:
    if not document["stages"]:
        return
    caption = _(
        "Un cadre en pointillé dit un maillon manquant, fragile ou non observable. ESS publiée et "
        "ESS déduite ne s’ajoutent pas."
    )
    names = ("establishments", "ess_published", "ess_deduced")
    quoted = [
        stage["figures"][name]
        for name in names
        for stage in document["stages"]
        if name in stage["figures"]
    ]
    notes = explain_figures(document, quoted)
    if view["chain"]["other_links"]:
        links = " ; ".join(view["chain"]["other_links"])
        notes += "\n\n" + typeset(_("Autres flux : {list}.").format(list=links))
    writer.picture(
        words["chain"],
        render_picture(draw_slide_chain(document), width_px=_PICTURE_PX),
        alt=describe_chain(document),
        caption=typeset(caption),
        notes=notes,
    )


def _write_map(writer: SlideWriter, document: dict[str, Any], shapes: Mapping[str, Any]) -> None:
    unplaced = count_unplaced(document)
    if unplaced == len(document["actors"]):
        return
    notes = _(
        "Chaque acteur est dessiné à son maillon principal. Symbole plein : adresse ou rue "
        "connue. Symbole creux : commune seule ou position douteuse, dessinée autour du point "
        "connu, vingt au plus par point."
    )
    caption = _("Symbole plein : adresse ou rue connue. Symbole creux : commune seule ou doute.")
    if unplaced:
        caption = f"{caption} {_('Sans position : {count}.').format(count=unplaced)}"
    writer.picture(
        _("Les acteurs sur la carte"),
        render_picture(draw_slide_map(document, shapes), width_px=_PICTURE_PX),
        alt=describe_map_alone(document),
        caption=typeset(caption),
        notes=typeset(notes),
    )


def _write_gaps(writer: SlideWriter, view: dict[str, Any], words: dict[str, str]) -> None:
    gaps = view["gaps"]["rows"]
    items = [say_gaps(same, words) for same in group_gaps(gaps)]
    if not items:
        items = [Item(text=_("Aucun maillon n’apparaît manquant ou fragile dans ce diagnostic."))]
    remark = ""
    if not view["opportunities"]["rows"]:
        remark = _(
            "Aucune piste d’activité n’est ressortie des données : à chercher avec les acteurs."
        )
    notes = [
        f"{gap['label']} – {gap['state_label']}. {' '.join(gap['reasons'])}\n"
        + list_around(words["nearest"], gap["nearest"])
        + list_around(words["neighbours"], gap["neighbours"])
        for gap in gaps
    ]
    writer.text(words["gaps"], items, remark=typeset(remark), notes="\n".join(notes))


def _write_opportunities(
    writer: SlideWriter,
    document: dict[str, Any],
    opportunities: dict[str, Any],
    words: dict[str, str],
) -> None:
    tracks = opportunities["rows"]
    if not tracks:
        return
    items = [
        Item(
            lead=f"{track['title']}.",
            text=f"{track['stage']}, {track['strength']}.",
            details=tuple(say_evidence(evidence, words) for evidence in track["evidences"]),
        )
        for track in tracks[:4]
    ]
    quoted = [
        item["figure"]
        for entry in document["opportunities"][:4]
        for kind in ("resources", "know_how", "needs")
        for item in entry[kind]
        if item.get("figure")
    ]
    notes = f"{words['opportunities_caution']}\n\n{explain_figures(document, quoted)}"
    remark = _("Ce sont des questions à poser aux acteurs, non des recommandations.")
    title = _("Ce qui pourrait être fait")
    total = len(document["opportunities"])
    writer.text(title, items, remark=typeset(remark), total=total, notes=notes)


def _write_comparison(
    writer: SlideWriter,
    document: dict[str, Any],
    comparison: dict[str, Any] | None,
    words: dict[str, str],
) -> None:
    if comparison is None:
        return
    shown = comparison["rows"][:_MOST_ROWS]
    rows = [
        [words["stage"], words["here"], words["median"]],
        *([row["label"], row["here"]["text"], row["median"]["text"]] for row in shown),
    ]
    peers = ", ".join(territory["label"] for territory in comparison["territories"])
    caption = f"{words['comparison_table']}. {_('Médiane de : {names}.').format(names=peers)}"
    quoted = [
        key
        for row in document["comparison"]["rows"][:_MOST_ROWS]
        for key in (row["figure"], row["median_figure"])
    ]
    described = [
        f"{territory['label']}{words['colon']}{territory['facts']}"
        for territory in comparison["territories"]
    ]
    more = say_more(len(shown), len(comparison["rows"]))
    parts = ["\n".join(described), more, explain_figures(document, quoted)]
    writer.table(
        words["comparison"],
        rows,
        caption=typeset(caption),
        alt=words["comparison_table"],
        notes="\n\n".join(part for part in parts if part),
    )


def _write_limits(
    writer: SlideWriter, document: dict[str, Any], view: dict[str, Any], words: dict[str, str]
) -> None:
    method, sources = view["method"], view["sources"]["rows"]
    named = [
        f"{cut(row['label'], 70)} ({cut(row['vintage'], 40)})"
        if row["vintage"]
        else cut(row["label"], 70)
        for row in sources
    ]
    shown = ", ".join(named[:_MOST_SOURCES]) + (", …" if len(named) > _MOST_SOURCES else "")
    items = [
        Item(text=typeset(warning["text"])) for warning in document["warnings"][:_MOST_WARNINGS]
    ]
    items += [Item(text=method["sentences"][1]), Item(text=method["sentences"][2])]
    if named:
        items.insert(0, Item(lead=f"{words['sources']}{words['colon']}".strip(), text=shown))
    listed = [
        " – ".join(
            part
            for part in (row["label"], row["publisher"], row["vintage"], row["licence"])
            if part
        )
        for row in sources
    ]
    notes = "\n".join([*listed, "", *method["warnings"], "", *method["sentences"]])
    writer.text(_("Sources et limites"), items, notes=notes)
