"""The first pages, and those that speak of the server itself."""
