"""The workbench: what circulates between the stages."""
