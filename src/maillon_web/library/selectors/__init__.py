"""Read the sheets that a reader may know of."""
