"""Part of the workbench: selectors of `gisements`."""
