"""Studies of what circulates: read a model, close its account, draw it."""
