"""What writes signals, notes, projects and obstacles."""
