"""Tags of the method."""
