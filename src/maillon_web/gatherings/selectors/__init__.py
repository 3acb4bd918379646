"""What is read of groups and meetings."""
