"""Documents that a person finishes in a word processor, filled with what the workspace holds."""
