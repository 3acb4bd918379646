"""Connectors to registers and files, one folder each."""
