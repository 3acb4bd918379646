"""A result as a Word document, for someone to finish in a word processor."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from maillon.domain.language import translate as _
from maillon.reports.clean_text import clean_diagnosis, clean_texts
from maillon.reports.map_drawing import count_unplaced, describe_map
from maillon.reports.office_package import fill_properties, freeze
from maillon.reports.page_view import Limits, build_view, typeset_all
from maillon.reports.pdf_words import list_words
from maillon.reports.pictures import draw_picture, has_contours, render_picture
from maillon.reports.word_annex import write_figures
from maillon.reports.word_parts import Column, WordWriter
from maillon.reports.word_styles import start_word
from maillon.reports.wording import in_language_of, typeset

__all__ = ["render_docx"]

_LIMITS = Limits(actors=100)
# What an upright page holds; the annex explains every other figure.
_STAGE_COLUMNS = ("establishments", "ess_published", "ess_deduced", "ess_declared", "workforce")
_COUNT_WIDTHS_CM = (2.9, 1.7, 1.7, 1.8, 2.0)


def render_docx(document: dict[str, Any], *, shapes: Mapping[str, Any] | None = None) -> bytes:
    """
    Return the Word document: the sections of the page, then each figure with its calculation.

    Headings, alternative texts, heading rows and language are real ones, so that the document
    stays accessible once finished. The same result gives the same bytes.

    Parameters
    ----------
    document
        A result.
    shapes
        Contours for the map, as `draw_map` takes them; without them the document has no map.

    Raises
    ------
    InvalidInput
        If parts of the result are absent.
    """
    readable = clean_diagnosis(document)
    with in_language_of(readable):
        view = clean_texts(typeset_all(build_view(readable, _LIMITS)))
        words = {key: typeset(text) for key, text in list_words().items()}
        word = start_word(readable["language"], header=view["band"], footer=view["title"])
        fill_properties(word.core_properties, readable, view)
        anchors = {key: f"chiffre_{rank}" for rank, key in enumerate(readable["figures"], 1)}
        writer = WordWriter(word=word, anchors=anchors)
        _write_opening(writer, view, words)
        _write_chain(writer, readable, view, words)
        _write_gaps(writer, view["gaps"], words)
        _write_opportunities(writer, view["opportunities"], words)
        _write_comparison(writer, view["comparison"], words)
        _write_actors(writer, readable, view["actors"], words, shapes)
        _write_facts(writer, view["facts"], words)
        _write_method(writer, view, words)
        write_figures(writer, readable, words)
        written = BytesIO()
        word.save(written)
        return freeze(written.getvalue())


def _write_opening(writer: WordWriter, view: dict[str, Any], words: dict[str, str]) -> None:
    writer.band(view["band"])
    writer.paragraph(view["filiere"], "Title")
    writer.paragraph(f"{words['kicker']} – {view['territory']}", "Subtitle")
    writer.paragraph(view["description"])
    about = _("Établi le {date}. {facts}. Données : {vintages}.").format(
        date=view["date_shown"], facts=view["territory_facts"], vintages=view["vintages"]
    )
    writer.quiet(typeset(about))
    writer.heading(words["summary"])
    for quoted in view["summary"]:
        writer.sentence(quoted, "List Bullet")
    if view["totals"]:
        columns = [
            Column(label=words["figure"], width_cm=8.5),
            Column(label=words["value"], width_cm=8.5, is_number=True),
        ]
        rows = [[total["label"], total] for total in view["totals"]]
        writer.table(_("Chiffres de toute la filière"), columns, rows, size_pt=10)
        writer.quiet(
            typeset(
                _(
                    "Les nombres du résumé et des tableaux sont des liens vers leur explication, "
                    "en annexe."
                )
            )
        )


def _write_chain(
    writer: WordWriter, document: dict[str, Any], view: dict[str, Any], words: dict[str, str]
) -> None:
    writer.heading(words["chain"])
    stages = view["stages"]
    if not stages["rows"]:
        return
    caption = _(
        "Un cadre en pointillé dit un maillon manquant, fragile ou non observable. ESS publiée et "
        "ESS déduite ne s’ajoutent pas."
    )
    if view["chain"]["other_links"]:
        links = " ; ".join(view["chain"]["other_links"])
        caption = f"{caption} {_('Autres flux : {list}.').format(list=links)}"
    png = render_picture(draw_picture(document, "chain", is_bare=True))
    writer.picture(png, alt=view["chain"]["alt"], caption=typeset(caption), title=words["chain"])
    kept = [rank for rank, col in enumerate(stages["columns"]) if col["key"] in _STAGE_COLUMNS]
    columns = [
        Column(label=words["stage"], width_cm=4.4),
        Column(label=words["state"], width_cm=2.5),
        *(
            Column(label=stages["columns"][rank]["label"], width_cm=width, is_number=True)
            for rank, width in zip(kept, _COUNT_WIDTHS_CM, strict=False)
        ),
    ]
    rows = [
        [row["label"], row["state_label"], *(row["cells"][rank] for rank in kept)]
        for row in stages["rows"]
    ]
    writer.table(words["stage_table"], columns, rows)


def _write_gaps(writer: WordWriter, gaps: dict[str, Any], words: dict[str, str]) -> None:
    if not gaps["rows"]:
        return
    writer.heading(words["gaps"])
    for gap in gaps["rows"]:
        writer.heading(f"{gap['label']} – {gap['state_label']}", 2)
        for reason in gap["reasons"]:
            writer.paragraph(reason)
        for label, lines in (
            (words["nearest"], gap["nearest"]),
            (words["neighbours"], gap["neighbours"]),
        ):
            if lines:
                writer.lead(label)
                for line in lines:
                    writer.paragraph(line, "List Bullet")
    writer.quiet(gaps["more"])


def _write_opportunities(
    writer: WordWriter, opportunities: dict[str, Any], words: dict[str, str]
) -> None:
    if not opportunities["rows"]:
        return
    writer.heading(words["opportunities"])
    writer.paragraph(words["opportunities_caution"])
    for track in opportunities["rows"]:
        writer.heading(track["title"], 2)
        writer.quiet(f"{track['stage']}, {track['strength']}")
        for evidence in track["evidences"]:
            writer.lead(evidence["label"])
            for item in evidence["items"]:
                source = _("Source : {name}.").format(name=item["source"]) if item["source"] else ""
                actors = f"{item['actors']}." if item["actors"] else ""
                writer.sentence(item, "List Bullet", typeset(f"{actors} {source}".strip()))
            if not evidence["items"]:
                writer.paragraph(words["no_evidence"], "List Bullet")
    writer.quiet(opportunities["more"])


def _write_comparison(
    writer: WordWriter, comparison: dict[str, Any] | None, words: dict[str, str]
) -> None:
    if comparison is None:
        return
    writer.heading(words["comparison"])
    peers = comparison["territories"]
    width = 12.0 / (2 + len(peers))
    numbered = [f"({rank})" for rank in range(1, len(peers) + 1)]
    columns = [
        Column(label=words["stage"], width_cm=5.0),
        *(
            Column(label=label, width_cm=width, is_number=True)
            for label in (words["here"], words["median"], *numbered)
        ),
    ]
    rows = [
        [row["label"], row["here"], row["median"], *row["values"]] for row in comparison["rows"]
    ]
    writer.table(words["comparison_table"], columns, rows)
    for number, peer in zip(numbered, peers, strict=True):
        writer.quiet(f"{number} {peer['label']}{words['colon']}{peer['facts']}")
    writer.quiet(comparison["more"])


def _write_actors(
    writer: WordWriter,
    document: dict[str, Any],
    actors: dict[str, Any],
    words: dict[str, str],
    shapes: Mapping[str, Any] | None,
) -> None:
    writer.heading(words["actors"])
    if has_contours(shapes):
        caption = _(
            "Chaque acteur est dessiné à son maillon principal. Symbole plein : adresse ou rue "
            "connue. Symbole creux : commune seule ou position douteuse, dessinée autour du point "
            "connu, vingt au plus par point."
        )
        unplaced = count_unplaced(document)
        if unplaced:
            caption = f"{caption} {_('Sans position : {count}.').format(count=unplaced)}"
        png = render_picture(draw_picture(document, "map", shapes, is_bare=True))
        alt = describe_map(document)
        writer.picture(png, alt=alt, caption=typeset(caption), title=_("Carte des acteurs"))
    if not actors["rows"]:
        writer.paragraph(words["no_actor"])
        return
    widths = {"name": 5.2, "commune": 3.0, "stages": 4.0, "ess": 2.6, "workforce": 2.2}
    columns = [Column(label=words[key], width_cm=width) for key, width in widths.items()]
    caption = _("Acteurs du territoire : {count}").format(count=actors["count"])
    rows = [
        [
            _("{name} (donnée interne)").format(name=actor["name"])
            if actor["is_internal"]
            else actor["name"],
            actor["commune"],
            [f"{place['label']} ({place['confidence']})" for place in actor["stages"]] or "",
            actor["ess"],
            actor["band"],
        ]
        for actor in actors["rows"]
    ]
    writer.table(typeset(caption), columns, rows, size_pt=8.5)
    writer.quiet(actors["more"])


def _write_facts(writer: WordWriter, facts: dict[str, Any], words: dict[str, str]) -> None:
    if not facts["rows"]:
        return
    writer.heading(words["facts"])
    for fact in facts["rows"]:
        year = f"({fact['year']})" if fact["year"] else ""
        known = " ".join(part for part in (fact["text"], fact["value"], year) if part)
        bare = {"parts": [{"text": known, "figure": ""}], "others": []}
        writer.sentence(bare, "List Bullet", fact["source"])
    writer.quiet(facts["more"])


def _write_method(writer: WordWriter, view: dict[str, Any], words: dict[str, str]) -> None:
    writer.heading(words["method"])
    method, sources = view["method"], view["sources"]
    for text in method["sentences"]:
        writer.paragraph(text)
    if method["warnings"]:
        writer.heading(words["warnings"], 2)
        for warning in method["warnings"]:
            writer.paragraph(warning, "List Bullet")
        writer.quiet(method["more"])
    if sources["rows"]:
        widths = {"source": 6.0, "publisher": 3.5, "date": 2.5, "licence": 2.7, "retrieved": 2.3}
        columns = [Column(label=words[key], width_cm=width) for key, width in widths.items()]
        rows = [
            [
                {"text": row["label"], "href": row["href"], "figure": ""},
                row["publisher"],
                row["vintage"],
                row["licence"],
                row["retrieved"],
            ]
            for row in sources["rows"]
        ]
        writer.table(words["sources"], columns, rows, size_pt=8.5)
        writer.quiet(sources["more"])
