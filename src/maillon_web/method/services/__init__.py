"""What writes where a filière stands in the method."""
