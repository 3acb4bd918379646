"""The workbench in the browser: people, rights and pages; it asks the library for everything else."""
