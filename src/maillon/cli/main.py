"""Entry point of the `maillon` command: choose the language, run, turn errors into sentences."""

import os
import sys

import typer
from typer.exceptions import TyperException

from maillon.cli.parser_errors import describe_parser_error, is_plain_help
from maillon.domain.errors import MaillonError
from maillon.domain.language import LANGUAGES, use_language
from maillon.domain.language import translate as _

__all__ = ["main"]

USER_ERROR = 2
# What the parser returns when the person stops the command.
STOPPED = 130


def _wanted_language(arguments: list[str]) -> str:
    """Read `--lang` before the help texts are built: they are sentences too."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
    return os.environ.get("MAILLON_LANG") or "fr"


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def main(arguments: list[str] | None = None) -> int:
    """
    Run the command and leave with its exit code.

    Exit codes: 0; 2 for a mistake that the person can mend; 3 for a source that fails.
    """
    words = sys.argv[1:] if arguments is None else arguments
    language = _wanted_language(words)
    if language not in LANGUAGES:
        _say(f"Langue inconnue : {language}. Langues possibles : {', '.join(LANGUAGES)}.")
        sys.exit(USER_ERROR)
    use_language(language)
    # Read when numpy is first imported: on a busy machine its threads wait for each other, and a
    # product takes them twenty times as long as one alone.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    from maillon.cli.app import build_command

    try:
        code = build_command()(args=words, prog_name="maillon", standalone_mode=False)
    except MaillonError as error:
        _say(error.for_user())
        for detail in error.details:
            _say(f"  – {detail}")
        code = error.exit_code
    except typer.Exit as stop:
        code = stop.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    except TyperException as error:
        code = 0 if is_plain_help(error) else USER_ERROR
        if code:
            _say(describe_parser_error(error))
    except BrokenPipeError:
        # The reader of a pipe (`| head`) left: nothing more to say to it.
        sys.stdout = None
        code = 0
    if code == STOPPED:
        _say(_("Arrêté à votre demande : rien n’a été modifié."))
        code = USER_ERROR
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
