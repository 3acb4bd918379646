"""Which actor does each row of a list name, and which rows name the same one?"""
