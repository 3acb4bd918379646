"""Work that belongs to the whole server."""
