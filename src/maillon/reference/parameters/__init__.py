"""Chosen and published values: weights, thresholds and rules, each with its source."""

from maillon.reference.parameters.ess_rules import EssRule, get_ess_rule, list_ess_rules
from maillon.reference.parameters.identity import load_identity_parameters
from maillon.reference.parameters.reading import Parameter, get_parameter, list_parameters

__all__ = [
    "EssRule",
    "Parameter",
    "get_ess_rule",
    "get_parameter",
    "list_ess_rules",
    "list_parameters",
    "load_identity_parameters",
]
