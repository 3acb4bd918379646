"""Pages of groups and meetings."""
