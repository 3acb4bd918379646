"""How sheets are found: one French normaliser, spelling, broader words, scores, likeness."""
