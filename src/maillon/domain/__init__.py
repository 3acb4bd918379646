"""The words of the field: explained figures, provenance, errors; imports nothing of ours."""
