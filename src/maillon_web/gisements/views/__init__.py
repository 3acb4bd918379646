"""Part of the workbench: views of `gisements`."""
