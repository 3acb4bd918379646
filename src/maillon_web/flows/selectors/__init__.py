"""Part of the workbench: selectors of `flows`."""
