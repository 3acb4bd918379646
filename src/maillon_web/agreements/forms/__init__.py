"""Forms of charters and contracts."""
