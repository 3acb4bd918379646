"""What reads the facts of a filière as the fields of a document."""
