"""Part of the workbench: views of `economics`."""
