"""Part of the workbench: selectors of `economics`."""
