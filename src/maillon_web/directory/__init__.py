"""The actors of the filières: search, sheets, map, lists brought in, duplicates, freshness."""
