"""The documentation is in French, whatever language another test has left behind."""

import pytest

from maillon.domain.language import use_language


@pytest.fixture(autouse=True)
def _in_french() -> None:
    use_language("fr")
