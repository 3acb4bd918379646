"""Sheets of experience: search, contributions, moderation, alerts, suggestions where one works."""
