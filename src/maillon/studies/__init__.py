"""One question of a local authority, answered end to end."""
