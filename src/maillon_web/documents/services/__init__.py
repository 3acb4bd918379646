"""What makes the files of documents, and keeps the templates that an organisation brings."""
