"""Part of the workbench: selectors of `weighings`."""
