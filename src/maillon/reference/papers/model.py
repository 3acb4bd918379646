"""The template of a document, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["PaperTemplate", "TemplateSource"]


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateSource:
    """
    A passage that says why the document exists or what it must hold.

    Attributes
    ----------
    lines
        Lines of the stored text, `589-596`; empty for a text of law.
    """

    document: str
    about: str
    lines: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperTemplate:
    """
    A template.

    Attributes
    ----------
    purpose, signed_by, used_when
        What the document is for, who signs it and when it serves, in words.
    formats
        Formats that suit it, the most useful first.
    version
        ISO date of its last rewriting.
    opening
        Texts of the opening: `title`, `subtitle`, `lines`, `band`.
    blocks
        What follows, as the file says it; its shape is that of `paper.schema.json`.
    """

    key: str
    title: str
    purpose: str
    signed_by: str
    used_when: str
    formats: tuple[str, ...]
    version: str
    sources: tuple[TemplateSource, ...]
    opening: Mapping[str, Any]
    blocks: tuple[Mapping[str, Any], ...]
