"""The workbench in the browser: people, rights and pages; the library does everything else."""
