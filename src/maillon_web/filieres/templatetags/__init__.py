"""Tags of the pages of a filière."""
