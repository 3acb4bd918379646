"""Forms of groups and meetings."""
