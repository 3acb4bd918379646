"""SIRENE, the register of companies and establishments: how its stock files are taken in."""

from maillon.sources.sirene.plans import KEYS, build_plan

__all__ = ["KEYS", "build_plan"]
