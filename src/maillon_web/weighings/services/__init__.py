"""Part of the workbench: services of `weighings`."""
