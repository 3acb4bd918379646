"""Say whether an establishment is of the ESS, by which rule; facts and deductions stay apart."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.columns import BoolArray, as_mask, equals, is_among, read_mask, read_text
from maillon.diagnosis.keywords import fold_column
from maillon.domain.decisions import Decision, DecisionKind

__all__ = ["QUALIFICATION_RULES", "list_reserved_articles", "qualify"]

_ASSOCIATION_PREFIX = "92"
_COOPERATIVE_NAME = r"\b(SCIC|SCOP|CAE|COOPERATIVE)\b"
_FORM_FAMILIES = ("association", "cooperative", "mutuelle", "fondation")
_PUBLISHED_FACTS = (
    "published_flag",
    "published_list",
    "published_annuaire",
    "published_foundation",
)
# Order of precedence: the first rule that holds is the rule of the establishment.
_STATUS_BY_RULE = {
    "decision_declared": "declared",
    "decision_refused": "refused",
    **dict.fromkeys(_PUBLISHED_FACTS, "published"),
    **{f"form_{family}": "deduced" for family in (*_FORM_FAMILIES, "other")},
    "declared_by_list": "declared",
    "flag_no": "none",
    "excluded_naf": "none",
    "none": "none",
}
QUALIFICATION_RULES = tuple(_STATUS_BY_RULE)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Forms:
    """What the legal category of each establishment tells, one mask per answer."""

    by_family: Mapping[str, BoolArray]  # by the form alone, whatever the activity
    other_family: BoolArray
    is_commercial: BoolArray
    level_family: pa.Array  # family that the nomenclature gives to the category, maybe null


def qualify(
    establishments: pa.Table,
    *,
    legal_levels: Mapping[str, tuple[str, str]],
    excluded_naf: Collection[str],
    reserved_articles: Mapping[str, str],
    decisions: Sequence[Decision] = (),
    rule_sources: Mapping[str, str] | None = None,
) -> pa.Table:
    """
    Qualify establishments against the ESS perimeter of the law of 31 July 2014.

    Parameters
    ----------
    establishments
        Table `establishments`.
    legal_levels
        Family and level of each legal category (`("cooperative", "de_droit")`).
    excluded_naf
        Activities out of the statistical field of the ESS.
    reserved_articles
        Article of the reserved contracts by kind of inclusive structure.
    decisions
        What humans settled; the latest of each actor wins over every rule.
    rule_sources
        Provenance key of each published fact (`{"published_list": "liste-ess-france"}`). A fact
        without a key, and every other rule, quotes the sources of the record.

    Returns
    -------
    pyarrow.Table
        Table `qualifications`, one row per establishment, in the same order.

    Notes
    -----
    A published fact is never merged with a deduction: two statuses, to be counted apart. A flag
    "N" or an excluded activity forbids the deduction, not what a local list declares. The
    presence in a list of inclusive structures does not make an ESS organisation.
    """
    forms = _read_forms(establishments, legal_levels)
    facts = _find_published_facts(establishments)
    rules = _choose_rules(establishments, forms, facts, excluded_naf, decisions)
    status = _look_up(rules, list(_STATUS_BY_RULE.values()))
    return pa.table(
        {
            "actor_id": read_text(establishments, "actor_id"),
            "ess_status": status,
            "ess_family": _choose_families(establishments, forms, status),
            "ess_rule": _look_up(rules, list(QUALIFICATION_RULES)),
            "ess_sources": _quote_sources(establishments, facts, rule_sources or {}),
            "inclusive_kinds": read_text(establishments, "inclusive_kinds"),
            "reserved_articles": list_reserved_articles(
                read_text(establishments, "inclusive_kinds"), reserved_articles
            ),
        }
    )


def list_reserved_articles(kinds: pa.Array, articles: Mapping[str, str]) -> pa.Array:
    """
    Return the articles of the reserved contracts that each set of inclusive kinds opens.

    L2113-12 (disability) and L2113-13 (insertion) stay apart: a structure of one kind may not
    answer a contract reserved to the other.
    """
    encoded = kinds.dictionary_encode()
    by_set = []
    for text in encoded.dictionary.to_pylist():
        found = {articles[kind] for kind in text.split(";") if articles.get(kind)}
        by_set.append(";".join(sorted(found)) or None)
    return pa.array(by_set, pa.string()).take(encoded.indices)


def _read_forms(establishments: pa.Table, levels: Mapping[str, tuple[str, str]]) -> _Forms:
    category = read_text(establishments, "legal_category_code")
    encoded = category.dictionary_encode()
    known = [levels.get(code, ("", "")) for code in encoded.dictionary.to_pylist()]
    family = pa.array([name or None for name, _ in known], pa.string()).take(encoded.indices)
    level = pa.array([name or None for _, name in known], pa.string()).take(encoded.indices)
    is_of_right = equals(level, "de_droit")
    by_family = {name: is_of_right & equals(family, name) for name in _FORM_FAMILIES}

    is_registered = as_mask(pc.is_valid(read_text(establishments, "rna_id")))
    has_prefix = as_mask(pc.starts_with(category, _ASSOCIATION_PREFIX))
    is_doubtful = equals(family, "association") & ~is_of_right
    is_outside = equals(level, "hors_loi")
    # A company that bears an RNA number is a slip of the register, not an association.
    is_nameless = as_mask(pc.is_null(category))
    by_family["association"] |= (
        ((is_registered & is_nameless) | has_prefix) & ~is_doubtful & ~is_outside
    )
    return _Forms(
        by_family=by_family,
        other_family=is_of_right & ~np.logical_or.reduce(list(by_family.values())),
        is_commercial=equals(family, "societe_commerciale_ess"),
        level_family=family,
    )


def _find_published_facts(establishments: pa.Table) -> dict[str, BoolArray]:
    return {
        "published_flag": equals(read_text(establishments, "ess_flag"), "O"),
        "published_list": read_mask(establishments, "in_ess_list"),
        "published_annuaire": read_mask(establishments, "in_annuaire_ess"),
        "published_foundation": read_mask(establishments, "in_foundations"),
    }


def _choose_rules(
    establishments: pa.Table,
    forms: _Forms,
    facts: Mapping[str, BoolArray],
    excluded_naf: Collection[str],
    decisions: Sequence[Decision],
) -> pa.Array:
    says_no = equals(read_text(establishments, "ess_flag"), "N")
    naf_codes = read_text(establishments, "naf_code")
    is_excluded = is_among(naf_codes, pa.array(sorted(excluded_naf), pa.string()))
    may_deduce = ~says_no & ~is_excluded
    by_form = {f"form_{name}": mask & may_deduce for name, mask in forms.by_family.items()}
    has_form = np.logical_or.reduce([*forms.by_family.values(), forms.other_family])
    conditions = {
        **_find_decided(establishments, decisions),
        **facts,
        **by_form,
        "form_other": forms.other_family & may_deduce,
        "declared_by_list": equals(read_text(establishments, "declared_ess"), "oui"),
        "flag_no": says_no,
        "excluded_naf": has_form & is_excluded,
    }
    numbers = [QUALIFICATION_RULES.index(rule) for rule in conditions]
    chosen = np.select(
        list(conditions.values()), numbers, default=QUALIFICATION_RULES.index("none")
    )
    return pa.array(chosen, pa.int32())


def _find_decided(establishments: pa.Table, decisions: Sequence[Decision]) -> dict[str, BoolArray]:
    rule_by_kind = {
        DecisionKind.ESS_DECLARED: "decision_declared",
        DecisionKind.ESS_REFUSED: "decision_refused",
    }
    latest: dict[str, str] = {}
    for decision in sorted(decisions, key=lambda decision: decision.decided_on):
        if decision.kind in rule_by_kind:
            latest[decision.actor_id] = rule_by_kind[decision.kind]
    actor_ids = read_text(establishments, "actor_id")
    return {
        rule: is_among(
            actor_ids,
            pa.array([actor for actor, kept in latest.items() if kept == rule], pa.string()),
        )
        for rule in rule_by_kind.values()
    }


def _choose_families(establishments: pa.Table, forms: _Forms, status: pa.Array) -> pa.Array:
    """Return the family of what is published, deduced or declared; null otherwise."""
    is_stated = equals(status, "published") | equals(status, "declared")
    is_ess = is_stated | equals(status, "deduced")
    family = pc.if_else(pc.equal(forms.level_family, "hors_ess"), None, forms.level_family)
    family = pc.if_else(read_mask(establishments, "in_foundations"), "fondation", family)
    for name in reversed(_FORM_FAMILIES):  # the first family has the last word
        family = pc.if_else(forms.by_family[name], name, family)
    rows = np.flatnonzero(is_stated & equals(family, "societe_commerciale_ess"))
    is_cooperative = np.zeros(len(establishments), dtype=bool)
    is_cooperative[rows] = _has_cooperative_name(establishments, pa.array(rows))
    family = pc.if_else(is_cooperative, "cooperative", family)
    family = pc.fill_null(family, "a_qualifier")
    return pc.if_else(is_ess, family, None)


def _has_cooperative_name(establishments: pa.Table, rows: pa.Array) -> BoolArray:
    """Tell which names show a cooperative that no legal category reveals (SCIC, SAS)."""
    names = pc.binary_join_element_wise(
        *(
            pc.fill_null(read_text(establishments, key).take(rows), "")
            for key in ("name", "other_names")
        ),
        " ",
    )
    return as_mask(pc.match_substring_regex(fold_column(names), pattern=_COOPERATIVE_NAME))


def _quote_sources(
    establishments: pa.Table, facts: Mapping[str, BoolArray], keys: Mapping[str, str]
) -> pa.Array:
    record = pc.fill_null(read_text(establishments, "source_keys"), "")
    quoted = [(facts[rule], keys[rule]) for rule in _PUBLISHED_FACTS if keys.get(rule)]
    combination = np.zeros(len(establishments), dtype=np.int64)
    labels = [""]
    for number, (mask, key) in enumerate(quoted):
        combination += mask * 2**number
        labels += [f"{label};{key}" if label else key for label in labels]
    found = pa.array([label or None for label in labels], pa.string()).take(pa.array(combination))
    return pc.coalesce(found, record)


def _look_up(numbers: pa.Array, labels: Sequence[str]) -> pa.Array:
    return pa.array(labels, pa.string()).take(numbers)
