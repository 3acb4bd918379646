"""Tags of the diagnostic."""
