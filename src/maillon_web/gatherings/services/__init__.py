"""What is written of groups and meetings."""
