"""Read what the first pages show, across the applications."""
