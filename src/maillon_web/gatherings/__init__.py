"""Committees, working groups and events: who comes, what is decided, what it becomes."""
