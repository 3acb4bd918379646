"""Part of the workbench: views of `weighings`."""
