"""
Write the reference pages that come from the code and its data.

    python scripts/reference_pages.py           # rewrite docs/reference
    python scripts/reference_pages.py --check   # fail when a page is out of date
"""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, get_args

import yaml

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "reference"
REFERENCE = ROOT / "src" / "maillon" / "reference"
# Typer keeps its parsed commands to itself: their types have no public name.
Parsed: TypeAlias = Any
NOTICE = (
    "<!-- Page écrite par « make docs » (scripts/reference_pages.py) : ne la corrigez pas ici. -->"
)


@cache
def load_words() -> dict[str, dict[str, str]]:
    """Return the French words of what the code names in English."""
    words: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_name("reference_words.yaml").read_text(encoding="utf-8")
    )
    return words


def find_word(kind: str, *names: str) -> str:
    """Return the words of the first name that has some; a missing one stops the build."""
    words = load_words()[kind]
    for name in names:
        if name in words:
            return words[name]
    raise SystemExit(f"scripts/reference_words.yaml: {kind} lacks {names[0]!r}")


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table."""
    cells = [header, ["---"] * len(header), *rows]
    return [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in cells]


def write_page(title: str, introduction: str, body: Iterable[str]) -> str:
    """Return a whole page."""
    return "\n".join([f"# {title}", "", NOTICE, "", introduction, "", *body]).rstrip() + "\n"


# Commands


def write_commands() -> str:
    """Describe every command of the `maillon` program, with its arguments and options."""
    from maillon.cli.app import build_command
    from maillon.domain.language import LANGUAGES

    program = build_command()
    body = ["## Options de toutes les commandes", ""]
    body += write_table(("Option", "Valeur", "Sens"), map(_option_row, program.params))
    for path, command in _iter_commands("maillon", program):
        body += ["", f"## {path}", "", command.help or "", "", "```", _usage(path, command), "```"]
        if command.params:
            rows = [
                _option_row(param)
                for param in sorted(command.params, key=lambda param: param.opts[0].startswith("-"))
            ]
            body += ["", *write_table(("Argument ou option", "Valeur", "Sens"), rows)]
    return write_page(
        "Les commandes",
        find_word("introductions", "commandes").format(languages=", ".join(LANGUAGES)),
        body,
    )


def _iter_commands(path: str, group: Parsed) -> Iterator[tuple[str, Parsed]]:
    for name, command in group.commands.items():
        here = f"{path} {name}"
        if hasattr(command, "commands"):
            yield from _iter_commands(here, command)
        else:
            yield here, command


def _usage(path: str, command: Parsed) -> str:
    named = [param for param in command.params if param.opts[0].startswith("--")]
    words = [path]
    words += [
        param.name.upper() if param.required else f"[{param.name.upper()}]"
        for param in command.params
        if param not in named
    ]
    words += [f"{param.opts[0]} …" for param in named if param.required]
    if any(not param.required for param in named):
        words.append("[OPTIONS]")
    return " ".join(words)


def _option_row(param: Parsed) -> tuple[str, str, str]:
    shown = [f"`{option}`" for option in param.opts] or [f"`{param.name}`"]
    if not param.opts[0].startswith("-"):
        shown = [f"`{param.name.upper()}`"]
    notes = []
    default = param.default.value if isinstance(param.default, Enum) else param.default
    if param.required:
        notes.append("obligatoire")
    elif default not in (None, "", False) and not callable(default):
        notes.append(f"par défaut `{default}`")
    if param.multiple:
        notes.append("à répéter")
    note = f" *({', '.join(notes)})*" if notes else ""
    return ", ".join(shown), _value_words(param.type_descriptor.annotation), f"{param.help}{note}"


def _value_words(annotation: Parsed) -> str:
    kept = [kind for kind in get_args(annotation) if kind is not type(None)]
    if kept:  # an optional value, or one to be repeated
        return _value_words(kept[0])
    if issubclass(annotation, Enum):
        return ", ".join(f"`{choice.value}`" for choice in annotation)
    return find_word("types", annotation.__name__.lower())


# Result document


def write_result() -> str:
    """Describe every key of the result document."""
    schema = json.loads((REFERENCE / "schemas/diagnosis.schema.json").read_text(encoding="utf-8"))
    parts = {"document": schema, **schema["$defs"]}
    body: list[str] = []
    for name, part in parts.items():
        body += [f"## {find_word('sections', name)}", ""]
        prefix = "" if name == "document" else name
        rows = [
            (f"`{_own_path(path, name)}`", _schema_type(entry), _meaning(path, name))
            for path, entry in _iter_keys(part, prefix)
        ]
        body += [*write_table(("Clé", "Type", "Sens"), rows), ""]
    return write_page(
        "Le résultat d'un diagnostic",
        find_word("introductions", "resultat").format(schema=schema["$id"]),
        body,
    )


def _iter_keys(part: dict[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the path of each key under an object or a list of objects."""
    if "items" in part:
        yield from _iter_keys(part["items"], f"{prefix}[]")
        return
    for name, entry in part.get("properties", {}).items():
        path = f"{prefix}.{name}" if prefix else name
        yield path, {**entry, "optional": name not in part.get("required", ())}
        if "$ref" not in entry:
            yield from _iter_keys(entry, path)


def _own_path(path: str, section: str) -> str:
    return path.removeprefix(section).removeprefix("[]").removeprefix(".") or path


def _meaning(path: str, section: str) -> str:
    plain = path.replace("[]", "")
    own = [f"document.{path}"] if section == "document" else []
    return find_word("result", *own, path, plain, path.rpartition(".")[2])


def _schema_type(entry: dict[str, Any]) -> str:
    words = _type_words(entry)
    return f"{words} `?`" if entry.get("optional") else words


def _type_words(entry: dict[str, Any]) -> str:
    if "$ref" in entry:
        title = find_word("sections", entry["$ref"].rpartition("/")[2])
        return f"[{title.lower()}](#{title.lower().replace(' ', '-')})"
    if "const" in entry:
        return f"`{entry['const']}`"
    if "enum" in entry:
        return ", ".join("vide" if value is None else f"`{value}`" for value in entry["enum"])
    kinds = entry.get("type", "object")
    names = [_type_name(kind, entry) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    return " ou ".join(names)


def _type_name(kind: str, entry: dict[str, Any]) -> str:
    if kind == "array":
        return f"liste ({_type_words(entry['items'])})"
    if kind == "object" and isinstance(entry.get("additionalProperties"), dict):
        return f"objet ({_type_words(entry['additionalProperties'])})"
    plain = {
        "string": "date" if entry.get("format") == "date" else "texte",
        "integer": "entier",
        "number": "nombre",
        "boolean": "vrai ou faux",
        "object": "objet",
        "null": "vide",
    }
    return plain[kind]


# Tables


def write_tables() -> str:
    """Describe the columns of every table."""
    body = []
    for file in sorted((REFERENCE / "tables").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            columns = list(csv.DictReader(stream))
        body += [f"## {file.stem}", "", f"{find_word('tables', file.stem)}.", ""]
        body += [*_table_rows(columns), ""]
    return write_page(
        "Les tables",
        find_word("introductions", "tables"),
        body,
    )


def _table_rows(columns: list[dict[str, str]]) -> list[str]:
    extra = next((name for name in ("synonyms", "source_columns") if name in columns[0]), None)
    titles = {"synonyms": "En-têtes compris", "source_columns": "Colonnes de la source"}
    header = ["Colonne", "Type", "Obligatoire", "Nom", "Description"]
    rows = []
    for column in columns:
        unit = f" ({column['unit']})" if column["unit"] else ""
        required = "oui" if column["required"] == "yes" else ""
        row = [f"`{column['column']}`", column["type"] + unit, required]
        row += [column["label_fr"], column["description"]]
        if extra:
            row.append(column[extra].replace("|", ", "))
        rows.append(row)
    return write_table([*header, titles[extra]] if extra else header, rows)


# Parameters


def write_parameters() -> str:
    """Describe every parameter, and every rule of the ESS perimeter, with its source."""
    from maillon.domain.formatting import format_date, format_number
    from maillon.reference.parameters import Parameter, list_ess_rules, list_parameters

    def row(parameter: Parameter) -> tuple[str, ...]:
        interval = "–"
        if parameter.low is not None and parameter.high is not None:
            interval = f"{format_number(parameter.low)} à {format_number(parameter.high)}"
        checked = f"vérifié le {format_date(parameter.source.retrieved_on)}"
        return (
            f"`{parameter.key}`",
            parameter.label,
            f"{format_number(parameter.value)} {parameter.unit}".strip(),
            interval,
            f"{parameter.source.label} ({parameter.source.publisher})",
            checked if parameter.is_verified else "non vérifié",
            parameter.caveat.strip(),
        )

    header = ("Clé", "Ce que c'est", "Valeur", "De … à …", "Source", "Vérification", "Limite")
    groups: dict[str, list[Parameter]] = {}
    for parameter in list_parameters():
        groups.setdefault(parameter.key.partition(".")[0], []).append(parameter)
    body: list[str] = []
    for name, members in groups.items():
        body += [f"## {find_word('parameters', name)}", "", *write_table(header, map(row, members))]
        body += [""]
    body += ["## Règles de l'ESS, dans l'ordre où elles l'emportent", ""]
    rules = [(f"`{rule.code}`", rule.text, rule.source) for rule in list_ess_rules()]
    body += write_table(("Code", "Règle", "Ce sur quoi elle repose"), rules)
    return write_page(
        "Les paramètres",
        find_word("introductions", "parametres"),
        body,
    )


# Errors


def write_errors() -> str:
    """Describe the error family and the exit codes."""
    from maillon.cli import main
    from maillon.domain.errors import MaillonError

    family = list(_iter_family(MaillonError))
    rows = [
        (
            f"{'– ' * depth}`{kind.__name__}`",
            find_word("errors", kind.__name__),
            str(kind.exit_code),
        )
        for depth, kind in family
    ]
    codes = [
        *((code, find_word("exit_codes", code)) for code in ("0", "1")),
        *(
            (str(code), find_word("exit_codes", str(code)))
            for code in sorted({kind.exit_code for _, kind in family})
        ),
    ]
    if main.USER_ERROR not in {kind.exit_code for _, kind in family}:
        raise SystemExit("erreurs.md: the code of a command that is not understood has changed")
    body = ["## La famille", "", *write_table(("Erreur", "Sens", "Code de sortie"), rows)]
    body += ["", "## Les codes de sortie", "", *write_table(("Code", "Sens"), codes)]
    body += [
        "",
        "## En Python",
        "",
        "```python",
        "from maillon import MaillonError, diagnose",
        "",
        "try:",
        '    result = diagnose("epci:200046977", "textile_tlc")',
        "except MaillonError as error:",
        "    print(error.for_user())  # une phrase : ce qui s'est passé, quoi faire",
        "    print(error.details)     # une phrase par problème, quand il y en a plusieurs",
        "```",
        "",
        "`str(error)` est en anglais, pour les développeurs.",
    ]
    return write_page(
        "Les erreurs",
        find_word("introductions", "erreurs"),
        body,
    )


def _iter_family(kind: type[Any], depth: int = 0) -> Iterator[tuple[int, type[Any]]]:
    yield depth, kind
    # Those of the library: the workbench, where it is loaded, has its own.
    ours = [child for child in kind.__subclasses__() if child.__module__.startswith("maillon.")]
    for child in ours:
        yield from _iter_family(child, depth + 1)


WRITERS: dict[str, Callable[[], str]] = {
    "commandes.md": write_commands,
    "resultat.md": write_result,
    "tables.md": write_tables,
    "parametres.md": write_parameters,
    "erreurs.md": write_errors,
}


def list_stale(folder: Path = PAGES) -> list[str]:
    """Return the names of the pages that no longer say what the code says."""
    return [
        name
        for name, write in WRITERS.items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != write()
    ]


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or return 1 when one is out of date."""
    if "--check" in arguments:
        stale = list_stale()
        if stale:
            print(f"Pages à réécrire par « make docs » : {', '.join(stale)}")
        return 1 if stale else 0
    for name, write in WRITERS.items():
        (PAGES / name).write_text(write(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
