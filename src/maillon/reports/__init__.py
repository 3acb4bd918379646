"""Results turned into pages, PDF, sheets and maps."""
