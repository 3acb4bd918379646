"""Speak another language for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from maillon.domain.language import get_language, use_language

__all__ = ["speaking"]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write sentences in a language for a while, then in the former one again."""
    former = get_language()
    use_language(language)
    try:
        yield
    finally:
        use_language(former)
