"""What is written in charters and contracts."""
