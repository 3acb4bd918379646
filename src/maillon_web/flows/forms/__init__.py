"""Part of the workbench: forms of `flows`."""
