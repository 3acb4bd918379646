"""Turn what the parser of the command line refuses into French sentences."""

import re
from collections.abc import Mapping
from typing import Any

from typer.exceptions import TyperException

from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest

__all__ = ["describe_parser_error", "is_plain_help"]

_QUOTED = re.compile(r"'([^']*)'")
_EXTRA = re.compile(r"extra argument\(s\) \((.*)\)")


def is_plain_help(error: TyperException) -> bool:
    """Tell whether a group was called without command: its help is the answer, nothing is wrong."""
    return type(error).__name__ == "NoArgsIsHelpError"


def describe_parser_error(error: TyperException) -> str:
    """Return what is wrong with the words typed, and where to look."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "maillon"
    return _("{problem} Voir « {command} --help ».").format(
        problem=_describe(error, context), command=path
    )


def _describe(error: TyperException, context: Any) -> str:  # noqa: ANN401 - typer keeps it private
    message = error.format_message()
    match type(error).__name__:
        case "NoSuchOption":
            text = _describe_unknown_option(error)
        case "BadOptionUsage":
            text = _describe_option_use(error, message)
        case "MissingParameter":
            text = _("Il manque {name}.").format(name=_name(error))
        case "BadParameter":
            text = _describe_value(error, message)
        case _other:
            text = _describe_words(message, getattr(context, "command", None))
    return text


def _describe_words(message: str, group: Any) -> str:  # noqa: ANN401 - as above
    if message.startswith("No such command"):
        return _describe_unknown_command(message, group)
    extra = _EXTRA.search(message)
    if extra:
        return _("Il y a des mots en trop : {words}.").format(words=extra[1])
    return _("La commande n’est pas comprise ({reason}).").format(reason=message)


def _name(error: TyperException) -> str:
    """Return the option as it is typed, or the argument as the help shows it."""
    param = getattr(error, "param", None)
    if param is None:
        return _("une valeur")
    options = [name for name in param.opts if name.startswith("--")]
    return str(options[0] if options else (param.name or "").upper())


def _describe_option_use(error: TyperException, message: str) -> str:
    name = getattr(error, "option_name", "")
    if "requires an argument" in message:
        return _("L’option {name} attend une valeur.").format(name=name)
    return _("L’option {name} ne prend pas de valeur.").format(name=name)


def _describe_unknown_option(error: TyperException) -> str:
    name = getattr(error, "option_name", "")
    near = list(getattr(error, "possibilities", None) or [])
    if near:
        return _("L’option {name} n’existe pas. Vouliez-vous : {near} ?").format(
            name=name, near=", ".join(sorted(near))
        )
    return _("L’option {name} n’existe pas.").format(name=name)


def _describe_value(error: TyperException, message: str) -> str:
    name = _name(error)
    if "is not one of" in message:
        # The parser tells the value first, then the choices, each in quotes.
        given, *choices = _QUOTED.findall(message.partition("is not one of")[0])[-1:] + (
            _QUOTED.findall(message.partition("is not one of")[2])
        )
        return _("{name} n’accepte pas « {given} ». Valeurs possibles : {choices}.").format(
            name=name, given=given, choices=", ".join(choices)
        )
    if "integer" in message or "number" in message:
        return _("{name} attend un nombre.").format(name=name)
    return _("La valeur donnée à {name} ne convient pas.").format(name=name)


def _describe_unknown_command(message: str, group: Any) -> str:  # noqa: ANN401 - as above
    typed = next(iter(_QUOTED.findall(message)), "")
    commands: Mapping[str, Any] = getattr(group, "commands", None) or {}
    near = find_nearest(typed, list(commands)) or sorted(commands)
    return _("La commande « {name} » n’existe pas. Essayez : {near}.").format(
        name=typed, near=", ".join(near)
    )
