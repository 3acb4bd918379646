"""Read the plan of a filière: nothing is returned that the reader may not see."""
