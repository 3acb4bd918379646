"""Keep a computed diagnostic: prepared in memory, written in one short go."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from maillon_web.diagnosis.models import DiagnosisFigure, DiagnosisRun, DiagnosisText
from maillon_web.diagnosis.services.drawing import draw_clickable_chain
from maillon_web.diagnosis.services.paging import add_own_figures, explain_figures, lay_out
from maillon_web.filieres.models import Filiere

__all__ = ["PreparedText", "keep", "prepare_text"]

_BATCH = 1000
_RUNS_KEPT = 2
_HEAVY = frozenset({"actors", "figures"})


@dataclass(frozen=True, kw_only=True, slots=True)
class PreparedText:
    """The result for one audience in one language, ready to be written."""

    text: DiagnosisText
    figures: Mapping[str, Mapping[str, Any]]


def prepare_text(document: dict[str, Any]) -> PreparedText:
    """Lay a result out, draw it and explain its figures; nothing is written."""
    whole = add_own_figures(document)
    pages = lay_out(whole)
    names = {stage["key"]: stage["link_name"] for stage in pages["stages"]}
    text = DiagnosisText(
        audience=document["audience"],
        language=document["language"],
        document={key: value for key, value in document.items() if key not in _HEAVY},
        pages=pages,
        whole=zlib.compress(json.dumps(document, ensure_ascii=False).encode()),
        chain_svg=draw_clickable_chain(document, names),
        chain_narrow_svg=draw_clickable_chain(document, names, narrow=True),
    )
    return PreparedText(text=text, figures=explain_figures(whole))


def keep(
    filiere: Filiere,
    texts: Sequence[PreparedText],
    *,
    read_at: datetime,
    actor_count: int,
    decision_count: int,
) -> DiagnosisRun:
    """
    Write a diagnostic as the current one; the one before is kept, older ones go.

    A stop in the middle leaves the former diagnostic whole: everything comes into force together.
    """
    document = texts[0].text.document
    comparison = document["comparison"]
    with transaction.atomic():
        # Two workers may end together: one current diagnostic all the same.
        Filiere.objects.select_for_update().get(pk=filiere.pk)
        DiagnosisRun.objects.filter(filiere=filiere, is_current=True).update(is_current=False)
        run = DiagnosisRun.objects.create(
            filiere=filiere,
            read_at=read_at,
            actor_count=actor_count,
            decision_count=decision_count,
            compared_with=[entry["key"] for entry in comparison["territories"]]
            if comparison
            else [],
            vintages=document["vintages"],
        )
        for prepared in texts:
            prepared.text.run = run
            prepared.text.save(force_insert=True)
            DiagnosisFigure.objects.bulk_create(
                (
                    DiagnosisFigure(text=prepared.text, key=key, payload=payload)
                    for key, payload in prepared.figures.items()
                ),
                batch_size=_BATCH,
            )
        _forget_older(filiere)
    return run


def _forget_older(filiere: Filiere) -> None:
    kept = (
        DiagnosisRun.objects.filter(filiere=filiere)
        .order_by("-is_current", "-made_at", "-pk")
        .values_list("pk", flat=True)[:_RUNS_KEPT]
    )
    DiagnosisRun.objects.filter(filiere=filiere).exclude(pk__in=list(kept)).delete()
