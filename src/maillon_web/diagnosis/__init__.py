"""The diagnostic of a filière in pages: chain, figures that open, ranking, downloads."""
