"""An application of the tests only: a work that lasts, so that one can be cut in the middle."""
