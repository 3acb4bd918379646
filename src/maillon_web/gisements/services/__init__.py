"""Part of the workbench: services of `gisements`."""
