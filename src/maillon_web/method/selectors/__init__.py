"""What reads where a filière stands in the method."""
