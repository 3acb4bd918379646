"""Part of the workbench: forms of `weighings`."""
