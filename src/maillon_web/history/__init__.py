"""Who changed what, when; and how to undo it."""
