"""Write the plan of a filière: every change is signed and can be undone."""
