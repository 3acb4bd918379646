"""The workbench: what goes in and out, weighed."""
