"""Forms of the method."""
