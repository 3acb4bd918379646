"""Gisements: estimated, led to what can be had, tied to a known total."""
