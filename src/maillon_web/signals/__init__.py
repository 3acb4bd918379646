"""What is heard in the field: weak signals, projects, notes with coded passages, obstacles."""
