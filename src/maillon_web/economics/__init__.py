"""The workbench: where the value is."""
