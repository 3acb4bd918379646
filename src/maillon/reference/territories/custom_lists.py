"""Territories that a team composes: read from a file, kept in a folder, called by `list:<slug>`."""

import re
from dataclasses import dataclass
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.territory import Place, Territory, TerritoryKind
from maillon.domain.text import find_nearest, fold
from maillon.reference.territories.files import get_vintage
from maillon.reference.territories.index import resolve_commune_code
from maillon.reference.territories.keys import PREFIXES, find_by_code, find_by_key
from maillon.reference.territories.list_files import ListEntry, RawList, read_raw_list

__all__ = [
    "ListFile",
    "get_custom",
    "list_custom",
    "make_slug",
    "read_list_file",
    "read_territory_list",
    "write_territory_list",
]

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_SUFFIX = ".yaml"


@dataclass(frozen=True, kw_only=True, slots=True)
class ListFile:
    """A territory read from a file, and what was mended on the way, one sentence each."""

    territory: Territory
    notes: tuple[str, ...]


def make_slug(name: str) -> str:
    """Return a name as lower-case letters and digits joined by hyphens."""
    return fold(name).lower().replace(" ", "-")


def read_territory_list(path: Path) -> Territory:
    """
    Return the territory that a file describes; `read_list_file` also tells what was mended.

    Raises
    ------
    InvalidInput
        As `read_list_file`.
    """
    return read_list_file(path).territory


def read_list_file(path: Path) -> ListFile:
    """
    Read a list of communes, groupings of communes or towns outside France.

    Parameters
    ----------
    path
        YAML with `nom`, `date` and `communes`; or CSV with a column of codes; or text, one code a
        line, where `# nom : …` and `# date : …` may stand first. An entry is a code or a key
        (`52269`, `epci:200072635`, `geonames:2464470`); a grouping stands for all its communes.

    Raises
    ------
    InvalidInput
        If the file does not read or holds an unknown code; each problem with its line.
    """
    raw = read_raw_list(path)
    notes: list[str] = []
    problems = _check_head(raw, path)
    places: dict[str, Place] = {}
    for entry in raw.entries:
        found = _find_entry(entry, notes)
        if found is None:
            problems.append(
                _(
                    "{file}, ligne {line} : « {code} » n’est le code d’aucun territoire connu."
                ).format(file=path.name, line=entry.line, code=entry.text)
            )
            continue
        places |= {place.code: place for place in found.places}
    if not raw.entries:
        problems.append(
            _("{file} : aucune commune ; ajoutez un code par ligne.").format(file=path.name)
        )
    if problems:
        raise InvalidInput(
            f"{path.name}: {len(problems)} problems",
            user=_("{file} ne se lit pas en entier ; corrigez : {problems}").format(
                file=path.name, problems=" ".join(problems[:5])
            ),
            details=problems,
        )
    return ListFile(territory=_make_list(raw, places), notes=tuple(notes))


def _check_head(raw: RawList, path: Path) -> list[str]:
    problems = []
    if not make_slug(raw.name):
        problems.append(
            _("{file} : le nom manque ; ajoutez une ligne « nom : … ».").format(file=path.name)
        )
    if raw.date and not _DATE.fullmatch(raw.date):
        problems.append(
            _("{file} : la date « {date} » s’écrit AAAA-MM-JJ.").format(
                file=path.name, date=raw.date
            )
        )
    return problems


def _find_entry(entry: ListEntry, notes: list[str]) -> Territory | None:
    text = entry.text
    if len(text) == 4 and text.isdigit():
        # A spreadsheet takes the code for a number and drops its first zero.
        text = f"0{text}"
        notes.append(
            _("Ligne {line} : {code} lu {read}, le zéro du début manquait.").format(
                line=entry.line, code=entry.text, read=text
            )
        )
    found = find_by_key(text) or find_by_code(text)
    if found is None or found.kind is not TerritoryKind.COMMUNE:
        return found
    code = text.rpartition(":")[2].strip().upper()
    current = resolve_commune_code(code)
    if current not in {None, code}:
        found = find_by_code(str(current))
        notes.append(
            _("Ligne {line} : {code} fait aujourd’hui partie de {name} ({current}).").format(
                line=entry.line,
                code=code,
                name=found.name if found else current,
                current=current,
            )
        )
    return found


def _make_list(raw: RawList, places: dict[str, Place]) -> Territory:
    prefix = PREFIXES[TerritoryKind.PLACES]
    is_abroad = all(code.startswith(f"{prefix}:") for code in places)
    slug = make_slug(raw.name)
    return Territory(
        key=f"{PREFIXES[TerritoryKind.LIST]}:{slug}",
        code=slug,
        name=raw.name,
        kind=TerritoryKind.PLACES if is_abroad else TerritoryKind.LIST,
        vintage=raw.date or get_vintage(),
        places=[places[code] for code in sorted(places)],
    )


def write_territory_list(folder: Path, territory: Territory) -> Path:
    """
    Keep a composed territory, in place of the one of the same slug; return its file.

    Raises
    ------
    InvalidInput
        If its code cannot be the name of a file.
    """
    _check_slug(territory.code)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{territory.code}{_SUFFIX}"
    lines = [
        f"nom: {_quote(territory.name)}",
        f'date: "{territory.vintage}"',
        "communes:",
        *(f'  - "{place.code}"  # {" ".join(place.name.split())}' for place in territory.places),
    ]
    draft = path.with_suffix(".tmp")
    draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft.replace(path)
    return path


def _quote(text: str) -> str:
    flat = " ".join(text.split())
    return "'" + flat.replace("'", "''") + "'"


def _check_slug(slug: str) -> None:
    if not _SLUG.fullmatch(slug):
        raise InvalidInput(
            f"not a slug: {slug!r}",
            user=_(
                "« {slug} » ne peut pas nommer une liste : lettres sans accent, chiffres et tirets."
            ).format(slug=slug),
        )


def list_custom(folder: Path) -> list[Territory]:
    """Return the composed territories of a folder, by slug; none when there is no such folder."""
    return [get_custom(folder, path.stem) for path in sorted(folder.glob(f"*{_SUFFIX}"))]


def get_custom(folder: Path | None, slug: str) -> Territory:
    """
    Return one composed territory.

    Raises
    ------
    InvalidInput
        If no list bears this slug, the nearest ones are then named; or if its file was broken.
    """
    known = [] if folder is None else sorted(path.stem for path in folder.glob(f"*{_SUFFIX}"))
    if folder is None or slug not in known:
        near = [f"list:{name}" for name in find_nearest(slug, known) or known[:3]]
        user = _(
            "Aucune liste ne s’appelle « {slug} » ; créez-la avec « maillon territory import »."
        )
        if near:
            user = _("Aucune liste ne s’appelle « {slug} » ; les plus proches : {near}.")
        raise InvalidInput(
            f"no list {slug!r}", user=user.format(slug=slug, near=", ".join(near)), details=near
        )
    _check_slug(slug)
    found = read_territory_list(folder / f"{slug}{_SUFFIX}")
    # The name of the file is the identity: a name mended by hand does not move the list.
    return Territory(
        key=f"list:{slug}",
        code=slug,
        name=found.name,
        kind=found.kind,
        vintage=found.vintage,
        places=found.places,
    )
