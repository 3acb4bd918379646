"""Part of the workbench: services of `flows`."""
