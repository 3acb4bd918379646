"""What circulates in a filière: gisements, flows, their reconciliation and their capture."""
