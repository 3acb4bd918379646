"""Pages of signals, notes, projects and obstacles."""
