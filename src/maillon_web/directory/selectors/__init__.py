"""What reads the directory, one module a subject."""
