"""Where we are, what changed, what waits for me; what is held on me; what this server runs."""
