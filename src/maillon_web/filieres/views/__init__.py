"""Pages of filières."""
