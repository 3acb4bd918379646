"""Part of the workbench: forms of `gisements`."""
