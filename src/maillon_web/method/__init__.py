"""The seven steps of a filière: levers, evidence, scenario, hand-over, gate of projects, means."""
