"""What writes in the directory, one module a subject."""
