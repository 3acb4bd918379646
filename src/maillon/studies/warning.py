"""Say what a reader must know before using a result."""

from collections.abc import Collection, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.reference.cases import Case
from maillon.studies.findings import Findings

__all__ = ["list_warnings"]


def list_warnings(
    findings: Findings, cases: Sequence[Case], *, shown: int, most: int | None
) -> list[dict[str, str]]:
    """Return the section `warnings`: a code, a sentence, what to do."""
    return [
        *_register_warnings(findings),
        *_case_warnings(cases),
        *_list_warnings(findings),
        *_place_warnings(findings),
        *_weak_code_warnings(findings),
        *_comparison_warnings(findings),
        *_size_warnings(shown, most),
    ]


def _register_warnings(findings: Findings) -> Iterator[dict[str, str]]:
    if findings.gathered.has_register_elsewhere:
        yield {
            "code": "not_covered",
            "text": _(
                "Le registre importé ne couvre pas tout ce territoire : ce qu’il n’en montre pas "
                "n’est pas dit manquant."
            ),
            "remedy": _(
                "Importez le fichier national entier ; hors de France, importez vos propres listes "
                "(maillon sources import list)."
            ),
        }
    elif not findings.gathered.has_register:
        yield {
            "code": "no_register",
            "text": _(
                "Aucun registre national n’est importé : le diagnostic ne repose que sur les "
                "listes "
                "et les documents cités, et ne peut pas dire qu’un maillon manque."
            ),
            "remedy": _("maillon sources fetch sirene-etablissements, puis maillon sources import"),
        }
    elif not any(entry.key == "sirene-unites-legales" for entry in findings.comparison.provenances):
        yield {
            "code": "no_legal_units",
            "text": _(
                "Le fichier des unités légales n’est pas importé : sans lui, ni nom, ni forme "
                "juridique, ni indicateur ESS."
            ),
            "remedy": _("maillon sources fetch sirene-unites-legales, puis maillon sources import"),
        }


def _case_warnings(cases: Sequence[Case]) -> Iterator[dict[str, str]]:
    for case in cases:
        if not case.territory.is_exact:
            yield {"code": "territory_approximate", "text": case.territory.note}


def _list_warnings(findings: Findings) -> Iterator[dict[str, str]]:
    closed = findings.gathered.closed
    if closed:
        text = translate_plural(
            "{count} établissement de vos listes est fermé selon le répertoire Sirene et n’est pas "
            "compté.",
            "{count} établissements de vos listes sont fermés selon le répertoire Sirene et ne "
            "sont "
            "pas comptés.",
            len(closed),
        )
        yield {
            "code": "closed",
            "text": text.format(count=format_number(len(closed))),
            "remedy": _("SIRET fermés : {sirets}").format(sirets=", ".join(sorted(closed)[:20])),
        }


def _weak_code_warnings(findings: Findings) -> Iterator[dict[str, str]]:
    """Count the listed actors whose code is of the filière, but too general to place them."""
    table = findings.gathered.table
    codes = sorted(
        {entry.naf_code for stage in findings.filiere.stages for entry in stage.activities}
    )
    is_listed = _is_own(table["source_keys"], findings.gathered.own_keys)
    has_code = pc.is_in(table["naf_code"], value_set=pa.array(codes, pa.string()))
    is_placed = pc.is_in(
        table["actor_id"], value_set=findings.placements["actor_id"].combine_chunks()
    )
    count = pc.sum(pc.and_(pc.and_(is_listed, has_code), pc.invert(is_placed))).as_py() or 0
    if count:
        text = translate_plural(
            "{count} acteur de vos listes a un code d’activité trop général pour être placé.",
            "{count} acteurs de vos listes ont un code d’activité trop général pour être placés.",
            count,
        )
        yield {
            "code": "weak_code_only",
            "text": text.format(count=format_number(count)),
            "remedy": _(
                "Ajoutez une colonne « maillon » à votre liste, ou notez une décision "
                "(maillon decisions add place)."
            ),
        }


def _is_own(source_keys: pa.ChunkedArray, own_keys: Collection[str]) -> pa.ChunkedArray:
    """Tell the records that the person's own lists, or what people wrote down, speak of."""
    distinct = pc.unique(source_keys)
    own = [
        value for value in distinct.to_pylist() if not set(own_keys).isdisjoint(value.split(";"))
    ]
    return pc.is_in(source_keys, value_set=pa.array(own, pa.string()))


def _place_warnings(findings: Findings) -> Iterator[dict[str, str]]:
    count = findings.gathered.unplaced_count
    if count:
        text = translate_plural(
            "{count} acteur n’a pas de commune connue et n’est pas compté.",
            "{count} acteurs n’ont pas de commune connue et ne sont pas comptés.",
            count,
        )
        yield {
            "code": "declared_unplaced",
            "text": text.format(count=format_number(count)),
            "remedy": _("Donnez leur commune, ou leur SIRET."),
        }


def _comparison_warnings(findings: Findings) -> Iterator[dict[str, str]]:
    unseen = [
        entry.territory.name
        for entry in findings.comparison.territories
        if findings.gathered.has_register and not entry.is_covered
    ]
    if unseen:
        yield {
            "code": "compared_not_covered",
            "text": _(
                "Le registre importé ne couvre pas {names} : rien n’y est compté pour la "
                "comparaison."
            ).format(names=", ".join(unseen)),
            "remedy": _("Choisissez un autre territoire, ou importez le fichier national entier."),
        }


def _size_warnings(shown: int, most: int | None) -> Iterator[dict[str, str]]:
    if most is not None and shown >= most:
        yield {
            "code": "actors_truncated",
            "text": _(
                "Seuls les {count} premiers acteurs sont dans ce document, les plus grands "
                "d’abord ; "
                "les totaux, eux, comptent tout."
            ).format(count=format_number(most)),
            "remedy": _("maillon actors list --format csv donne la liste entière"),
        }
