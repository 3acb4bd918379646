"""What people may send about filières."""
