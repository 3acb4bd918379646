"""The workbench: what there is of each matter, and who captures it."""
