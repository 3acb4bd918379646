"""Long work with progress, that can be stopped and says what became of it."""
