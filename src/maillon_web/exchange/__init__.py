"""A whole filière in one file: export, check, open elsewhere, copy as a template."""
