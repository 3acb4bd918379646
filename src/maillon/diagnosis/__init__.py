"""Who does what, who is ESS and why, what is missing or fragile, where the territory is strong."""
