"""Pages of the method."""
