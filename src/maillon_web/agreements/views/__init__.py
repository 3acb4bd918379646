"""Pages of charters and contracts."""
