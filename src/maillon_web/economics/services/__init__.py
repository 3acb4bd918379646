"""Part of the workbench: services of `economics`."""
