"""Forms of `documents`."""
