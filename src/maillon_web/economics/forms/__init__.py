"""Part of the workbench: forms of `economics`."""
