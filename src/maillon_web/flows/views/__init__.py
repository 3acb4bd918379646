"""Part of the workbench: views of `flows`."""
