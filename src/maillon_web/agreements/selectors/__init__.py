"""What is read of charters and contracts."""
