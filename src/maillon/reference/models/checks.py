"""What a schema cannot say of an example: nothing is invented, and everything holds together."""

from typing import Any

from maillon.domain.flows import OUTSIDE
from maillon.domain.language import translate as _
from maillon.reference.cases.marked import MarkedFile, YamlPath

__all__ = ["check_example"]

_LONGEST_QUOTE = 12


def check_example(file: MarkedFile, *, expected_key: str) -> None:
    """
    Report what does not agree inside an example whose shape is right.

    Parameters
    ----------
    expected_key
        Name of the file without its ending: the key of the example.
    """
    content = file.content
    if content["key"] != expected_key:
        file.report(
            ("key",),
            _(
                "la clé est « {key} », le fichier s’appelle « {name} ». Donnez-leur le même nom."
            ).format(key=content["key"], name=expected_key),
        )
    known = {stage["key"] for stage in content["stages"]} | {OUTSIDE}
    for part, names in (
        ("flows", ("from", "to")),
        ("yields", ("stage", "to")),
        ("commitments", ("from", "to")),
    ):
        for index, row in enumerate(content[part]):
            for name in names:
                if row[name] not in known:
                    file.report(
                        (part, index, name),
                        _("« {key} » n’est pas un maillon de ce modèle.").format(key=row[name]),
                    )
    _check_grounds(file, content)
    for part in ("stages", "flows", "yields", "commitments", "said"):
        for index, row in enumerate(content[part]):
            if "passage" in row:
                _check_passage(file, (part, index, "passage"), row["passage"])


def _check_grounds(file: MarkedFile, content: dict[str, Any]) -> None:
    """Report a number that no passage gives, and a row that nothing explains."""
    for part, name in (("flows", "value"), ("yields", "share")):
        for index, row in enumerate(content[part]):
            if row[name] is not None and "passage" not in row:
                file.report(
                    (part, index, name),
                    _("une valeur sans passage n’est pas tirée du document. Laissez-la vide."),
                )
            if "passage" not in row and "note" not in row:
                file.report(
                    (part, index),
                    _("il manque « passage », ou « note » qui dit pourquoi cette ligne est là."),
                )


def _check_passage(file: MarkedFile, path: YamlPath, passage: dict[str, Any]) -> None:
    lines, quote = passage["lines"], passage["quote"]
    first, last = (int(number) for number in lines.split("-"))
    if first > last:
        file.report(
            (*path, "lines"),
            _("les lignes {lines} sont à l’envers. Écrivez la première, puis la dernière.").format(
                lines=lines
            ),
        )
    count = len(quote.split())
    if count > _LONGEST_QUOTE:
        file.report(
            (*path, "quote"),
            _("la citation a {count} mots. Gardez-en {limit} au plus.").format(
                count=count, limit=_LONGEST_QUOTE
            ),
        )
