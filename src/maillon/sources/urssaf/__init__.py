"""Control totals of the ESS by region and sector, counted by Urssaf on employers."""

from maillon.sources.urssaf.reading import read_urssaf_ess

__all__ = ["read_urssaf_ess"]
