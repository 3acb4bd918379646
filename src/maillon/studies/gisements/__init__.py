"""Studies of gisements: how much arises, by which ratio, and who captures it."""
