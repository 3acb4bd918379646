"""The rules of the ESS perimeter, so that each qualification can quote its own."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from maillon.domain.errors import InvalidInput
from maillon.domain.language import get_language
from maillon.domain.language import translate as _
from maillon.domain.typography import typeset_french

__all__ = ["EssRule", "get_ess_rule", "list_ess_rules"]


@dataclass(frozen=True, kw_only=True, slots=True)
class EssRule:
    """A rule: its code, the sentence to show, and the law, register or choice it rests on."""

    code: str
    text: str
    source: str


@cache
def _rules(language: str) -> dict[str, EssRule]:
    suffix = "" if language == "fr" else f"_{language}"
    content = yaml.safe_load((Path(__file__).parent / "ess_rules.yaml").read_text(encoding="utf-8"))
    return {
        rule["code"]: EssRule(
            code=rule["code"],
            text=_set(rule[f"text{suffix}"], language),
            source=_set(rule[f"source{suffix}"], language),
        )
        for rule in content["rules"]
    }


def _set(text: str, language: str) -> str:
    return typeset_french(text) if language == "fr" else text


def list_ess_rules() -> list[EssRule]:
    """Return the rules in order of precedence, in the language in use."""
    return list(_rules(get_language()).values())


def get_ess_rule(code: str) -> EssRule:
    """
    Return the rule of that code, in the language in use.

    Raises
    ------
    InvalidInput
        If there is no such rule.
    """
    rules = _rules(get_language())
    if code not in rules:
        raise InvalidInput(
            f"unknown ESS rule {code!r}",
            user=_(
                "La règle « {code} » n’existe pas. Règles connues : {known}. "
                "Corrigez le code de la règle."
            ).format(code=code, known=", ".join(rules)),
        )
    return rules[code]
