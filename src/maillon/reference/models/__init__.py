"""Models of filières that documents describe: what they say, and blanks for what they do not."""

from maillon.reference.models.reading import list_examples, load_example, load_example_file

__all__ = ["list_examples", "load_example", "load_example_file"]
