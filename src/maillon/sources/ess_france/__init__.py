"""The list of ESS organisations that ESS France keeps: a published fact, organisation by SIREN."""

from maillon.sources.ess_france.reading import read_ess_france

__all__ = ["read_ess_france"]
