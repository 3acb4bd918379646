"""Write filières, their chains and their members."""

from maillon_web.filieres.services.refreshing import ask_refresh

__all__ = ["ask_refresh"]
