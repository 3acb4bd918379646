"""What actors promise each other: charters and contracts, their commitments, what was kept."""
