"""A filière made of what people typed: checked from end to end, every problem told at once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.filiere import (
    ActivityCode,
    Chain,
    Filiere,
    FiliereKind,
    Output,
    Specificity,
    Stage,
)
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.domain.text import fold
from maillon.reference.nomenclatures import (
    NAF_2025,
    detect_naf_version,
    load_naf25_targets,
    load_naf_labels,
    normalize_naf,
)

__all__ = ["build_own_filiere"]

_KEY = re.compile(r"[a-z][a-z0-9_-]*")
# As in the files of the catalogue: two letters would be found in half of the names.
_SHORTEST_ROOT = 3


def build_own_filiere(  # noqa: PLR0913 - what a person types of a filière, field by field
    *,
    key: str,
    label: str,
    description: str = "",
    kind: str = FiliereKind.CHAIN,
    stages: Sequence[Mapping[str, Any]],
    chains: Sequence[Mapping[str, Any]] = (),
    version: str = "",
    source: str = "",
) -> Filiere:
    """
    Return a filière made of plain values.

    Parameters
    ----------
    key, label, description, version, source
        As in `Filiere`.
    kind
        `chain` or `ecosystem`.
    stages
        In order: `key`, `label`, and maybe `description`, `keywords`, `activities` (`naf_code`,
        `specificity`, `keywords`), `naf_codes` (codes that suggest the stage without proving it),
        `outputs` (`matter`, `to_stage`), `cpv_codes`.
    chains
        Chains of an ecosystem: `key`, `label`, `stages` (keys in order).

    Raises
    ------
    InvalidInput
        If something does not hold; `details` has every problem, each with its stage.
    """
    draft = _Draft(keys=[str(stage.get("key") or "") for stage in stages])
    draft.check_head(key=key, label=label, kind=kind)
    built = [draft.build_stage(number, stage) for number, stage in enumerate(stages, start=1)]
    crossed = [draft.build_chain(chain) for chain in chains]
    draft.check_keys(draft.keys)
    draft.check_keys([chain.key for chain in crossed])
    if draft.problems:
        count = len(draft.problems)
        raise InvalidInput(
            f"filière {key!r}: {count} problems: {draft.problems[:3]}",
            user=translate_plural(
                "La filière « {label} » n’est pas encore complète : {count} point à corriger.",
                "La filière « {label} » n’est pas encore complète : {count} points à corriger.",
                count,
            ).format(label=label, count=count),
            details=draft.problems,
        )
    return Filiere(
        key=key,
        label=label.strip(),
        description=description.strip(),
        kind=FiliereKind(kind),
        version=version,
        source=source,
        matters=tuple(dict.fromkeys(out.matter for stage in built for out in stage.outputs)),
        stages=tuple(built),
        chains=tuple(crossed),
        cpv_codes=tuple(dict.fromkeys(code for stage in built for code in stage.cpv_codes)),
    )


@dataclass(slots=True)
class _Draft:
    """A filière being built, and what does not hold in it."""

    keys: list[str]
    problems: list[str] = field(default_factory=list)

    def check_head(self, *, key: str, label: str, kind: str) -> None:
        if not label.strip():
            self.problems.append(_("Donnez un nom à la filière."))
        if not _KEY.fullmatch(key):
            self.problems.append(_explain_key(key))
        if kind not in list(FiliereKind):
            self.problems.append(
                _("La forme « {kind} » n’existe pas : {known}.").format(
                    kind=kind, known=", ".join(FiliereKind)
                )
            )
        if not self.keys:
            self.problems.append(_("La chaîne est vide : ajoutez au moins un maillon."))

    def check_keys(self, keys: Sequence[str]) -> None:
        for key in dict.fromkeys(key for key in keys if key and keys.count(key) > 1):
            self.problems.append(
                _("La clé « {key} » sert plusieurs fois : chacune doit être seule.").format(key=key)
            )

    def build_stage(self, number: int, stage: Mapping[str, Any]) -> Stage:
        key, label = str(stage.get("key") or ""), str(stage.get("label") or "").strip()
        name = label or key or _("sans nom")
        where = _("Maillon {number} « {name} »").format(number=number, name=name)
        if not label:
            self._note(where, _("il n’a pas de nom."))
        if not _KEY.fullmatch(key):
            self._note(where, _explain_key(key))
        return Stage(
            key=key,
            label=label,
            description=str(stage.get("description") or "").strip(),
            activities=tuple(self._build_activities(where, stage)),
            keywords=self._fold(where, stage.get("keywords")),
            outputs=tuple(self._build_outputs(where, stage.get("outputs") or ())),
            cpv_codes=tuple(stage.get("cpv_codes") or ()),
        )

    def build_chain(self, chain: Mapping[str, Any]) -> Chain:
        key, label = str(chain.get("key") or ""), str(chain.get("label") or "").strip()
        where = _("Chaîne « {name} »").format(name=label or key or _("sans nom"))
        stages = [str(entry) for entry in chain.get("stages") or chain.get("stage_keys") or ()]
        if not _KEY.fullmatch(key):
            self._note(where, _explain_key(key))
        if not label:
            self._note(where, _("elle n’a pas de nom."))
        if not stages:
            self._note(where, _("elle est vide : ajoutez-lui des maillons."))
        for stage in stages:
            self._check_stage(where, stage)
        return Chain(key=key, label=label, stage_keys=tuple(stages))

    def _build_activities(self, where: str, stage: Mapping[str, Any]) -> Iterable[ActivityCode]:
        bare = [{"naf_code": code} for code in stage.get("naf_codes") or ()]
        seen: set[str] = set()
        for entry in [*(stage.get("activities") or ()), *bare]:
            typed = str(entry.get("naf_code") or "")
            code = normalize_naf(typed)
            if code is None or code not in load_naf_labels():
                self._note(where, _explain_code(typed))
                continue
            if code in seen:
                self._note(where, _("le code {code} y est deux fois.").format(code=code))
            seen.add(code)
            specificity = str(entry.get("specificity") or Specificity.MEDIUM)
            if specificity not in list(Specificity):
                self._note(
                    where,
                    _("« {word} » n’est pas un degré de précision : {known}.").format(
                        word=specificity, known=", ".join(Specificity)
                    ),
                )
                continue
            yield ActivityCode(
                naf_code=code,
                naf25_codes=tuple(entry.get("naf25_codes") or load_naf25_targets().get(code, ())),
                specificity=Specificity(specificity),
                keywords=self._fold(where, entry.get("keywords")),
            )

    def _build_outputs(self, where: str, outputs: Iterable[Mapping[str, Any]]) -> Iterable[Output]:
        for output in outputs:
            matter = str(output.get("matter") or "").strip()
            target = str(output.get("to_stage") or output.get("to") or "")
            self._check_stage(where, target)
            if not matter:
                self._note(where, _("une sortie n’a pas de matière : dites ce qui circule."))
            yield Output(matter=matter, to_stage=target)

    def _fold(self, where: str, words: Iterable[str] | None) -> tuple[str, ...]:
        roots = tuple(dict.fromkeys(fold(word) for word in words or () if word.strip()))
        for root in roots:
            if len(root) < _SHORTEST_ROOT:
                self._note(
                    where,
                    _("le mot « {word} » est trop court : trois lettres au moins.").format(
                        word=root.lower()
                    ),
                )
        return roots

    def _check_stage(self, where: str, key: str) -> None:
        if key not in self.keys:
            self._note(
                where,
                _("le maillon « {key} » n’existe pas dans cette filière.").format(key=key),
            )

    def _note(self, where: str, problem: str) -> None:
        self.problems.append(_("{where} : {problem}").format(where=where, problem=problem))


def _explain_key(key: str) -> str:
    return _(
        "la clé « {key} » doit être en minuscules sans accent, les mots reliés par « _ », par "
        "exemple « reparation_reemploi »."
    ).format(key=key)


def _explain_code(typed: str) -> str:
    code = normalize_naf(typed)
    if code is not None and detect_naf_version(code) == NAF_2025:
        return _(
            "« {code} » est un code de la NAF 2025 : choisissez le code de la NAF rév. 2, que "
            "les registres emploient encore."
        ).format(code=typed)
    same_class = [known for known in load_naf_labels() if code and known[:5] == code[:5]]
    if same_class:
        return _("le code NAF « {code} » n’existe pas. Dans la même classe : {known}.").format(
            code=typed, known=", ".join(same_class)
        )
    return _(
        "le code NAF « {code} » n’existe pas dans la NAF rév. 2. Écrivez un code comme « 13.10Z »."
    ).format(code=typed)
