"""What reads signals, notes, projects and obstacles."""
