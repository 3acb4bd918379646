"""A backup holds everything, comes back whole on any engine, or is refused before any change."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from tests.web.people import People, add_actor

from maillon.domain.errors import InconsistentData, InvalidInput, MaillonError
from maillon_web.accounts.models import Organisation, User
from maillon_web.config.backup import restore_backup, write_backup
from maillon_web.config.backup.layout import MANIFEST
from maillon_web.config.backup.tables import (
    PASSING,
    clear_tables,
    iter_rows,
    list_models,
    name_table,
)
from maillon_web.diagnosis.models import DiagnosisRun, DiagnosisText
from maillon_web.directory.models import Actor
from maillon_web.filieres.models import Filiere
from maillon_web.history.services import record

Everything = dict[str, list[list[object]]]


@pytest.fixture
def own_home(tmp_path: Path, settings) -> Path:
    """A home with an uploaded file and a decision."""
    folder = tmp_path / "home"
    (folder / "uploads" / "listes").mkdir(parents=True)
    (folder / "uploads" / "listes" / "liste.csv").write_text("Nom\nExemple fictif\n", "utf-8")
    (folder / "decisions.yaml").write_text("[]\n", "utf-8")
    (folder / "workbench.key").write_text("secret fictif", "utf-8")
    settings.HOME = folder
    return folder


@pytest.fixture
def filled(filiere: Filiere, people: People, own_home: Path) -> Filiere:
    """A filière with what is hard to carry: accents, dates, links to itself, bytes, documents."""
    parent = add_actor(filiere, "Exemple fictif « père » – œuvre\nà deux lignes", stage="tri")
    child = add_actor(
        filiere, "Exemple fictif fils", lat=45.764043, sources=["sirène", {"a": None}]
    )
    with record("actor.update", scope=filiere.scope, author=people.lead) as recorder:
        recorder.update(child, {"parent_id": parent.pk})
    run = DiagnosisRun.objects.create(filiere=filiere, actor_count=2, read_at=timezone.now())
    DiagnosisText.objects.create(
        run=run, audience="members", language="fr", document={"é": [1.5, None]}, whole=b"\x00\xffz"
    )
    return filiere


def _read_everything() -> Everything:
    return {name_table(m): list(iter_rows(m, using="default")) for m in list_models()}


def _rewrite(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_everything_comes_back_as_it_was(filled: Filiere, own_home: Path, tmp_path: Path) -> None:
    before = _read_everything()
    write_backup(tmp_path / "b.zip")
    Actor.objects.all().update(name="Autre")
    User.objects.create_user("nouveau@exemple.test")
    (own_home / "uploads" / "listes" / "liste.csv").write_text("changé", "utf-8")
    restore_backup(tmp_path / "b.zip", is_replacing=True)
    assert _read_everything() == before
    assert sum(map(len, before.values())) > 20
    assert (own_home / "uploads/listes/liste.csv").read_text("utf-8") == "Nom\nExemple fictif\n"
    assert not list(own_home.glob(".restore-*"))


def test_new_records_take_new_numbers_after_a_restoration(filled: Filiere, tmp_path: Path) -> None:
    write_backup(tmp_path / "b.zip")
    restore_backup(tmp_path / "b.zip", is_replacing=True)
    numbers = set(Actor.objects.values_list("pk", flat=True))
    assert add_actor(Filiere.objects.get(), "Exemple fictif suivant").pk not in numbers


def test_every_table_is_backed_up_or_said_to_pass() -> None:
    known = {name_table(model) for model in list_models()} | PASSING
    assert {name_table(m) for m in apps.get_models(include_auto_created=True)} == known


def test_the_key_of_sessions_stays_out_of_the_backup(filled: Filiere, tmp_path: Path) -> None:
    write_backup(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert not [name for name in archive.namelist() if "key" in name]
        assert "files/decisions.yaml" in archive.namelist()
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0


def test_a_base_that_holds_something_is_not_overwritten_unasked(
    filled: Filiere, tmp_path: Path
) -> None:
    write_backup(tmp_path / "b.zip")
    before = _read_everything()
    with pytest.raises(InconsistentData) as refused:
        restore_backup(tmp_path / "b.zip")
    assert "--replace" in refused.value.for_user()
    assert _read_everything() == before


def test_an_empty_base_takes_a_backup_without_being_told_to(
    filled: Filiere, tmp_path: Path
) -> None:
    before = _read_everything()
    write_backup(tmp_path / "b.zip")
    clear_tables(connection)
    assert not Organisation.objects.exists()
    restore_backup(tmp_path / "b.zip")
    assert _read_everything() == before


def test_sign_in_links_of_before_open_nothing_after(filled: Filiere, tmp_path: Path) -> None:
    write_backup(tmp_path / "b.zip")
    cache.set("workbench:link:fictif", 1)
    restore_backup(tmp_path / "b.zip", is_replacing=True)
    assert cache.get("workbench:link:fictif") is None


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-300])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _no_zip(path: Path) -> None:
    path.write_text("Ceci n'est pas une sauvegarde.", "utf-8")


def _other_rows(path: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["tables/accounts.user.jsonl"] += b"[]\n"

    _rewrite(path, change)


def _missing_part(path: Path) -> None:
    _rewrite(path, lambda parts: parts.pop("tables/directory.actor.jsonl") and None)


def _added_part(path: Path) -> None:
    _rewrite(path, lambda parts: parts.update({"files/../../dehors": b"x"}))


def _no_manifest(path: Path) -> None:
    _rewrite(path, lambda parts: parts.pop(MANIFEST) and None)


def _change_manifest(path: Path, change: Callable[[dict], None]) -> None:
    def rewrite(parts: dict[str, bytes]) -> None:
        manifest = json.loads(parts[MANIFEST])
        change(manifest)
        parts[MANIFEST] = json.dumps(manifest).encode()

    _rewrite(path, rewrite)


def _outside(path: Path) -> None:
    def change(manifest: dict) -> None:
        for part in manifest["parts"]:
            part["name"] = part["name"].replace("files/decisions.yaml", "files/../dehors")

    def rename(parts: dict[str, bytes]) -> None:
        parts["files/../dehors"] = parts.pop("files/decisions.yaml")

    _rewrite(path, rename)
    _change_manifest(path, change)


def _newer(path: Path) -> None:
    _change_manifest(path, lambda manifest: manifest.update(format=99))


def _unknown_table(path: Path) -> None:
    def change(manifest: dict) -> None:
        manifest["tables"][0]["name"] = "demain.chose"

    _change_manifest(path, change)


def _other_columns(path: Path) -> None:
    _change_manifest(path, lambda manifest: manifest["tables"][0]["fields"].append("hier"))


def _absent(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_cut, "abîmé"),
        (_empty, "abîmé"),
        (_no_zip, "abîmé"),
        (_other_rows, "abîmé"),
        (_missing_part, "abîmé"),
        (_added_part, "abîmé"),
        (_no_manifest, "abîmé"),
        (_outside, "abîmé"),
        (_newer, "plus récente"),
        (_unknown_table, "plus récente"),
        (_other_columns, "restaurez-la avec cette version"),
        (_absent, "ne se lit pas"),
    ],
)
def test_a_damaged_or_foreign_file_changes_nothing(
    filled: Filiere, own_home: Path, tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    path = tmp_path / "b.zip"
    write_backup(path)
    damage(path)
    before = _read_everything()
    with pytest.raises(InvalidInput) as refused:
        restore_backup(path, is_replacing=True)
    assert said in refused.value.for_user()
    assert _read_everything() == before
    assert (own_home / "decisions.yaml").read_text("utf-8") == "[]\n"


def test_a_backup_made_by_later_migrations_is_refused(
    filled: Filiere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Known:
        disk_migrations = {("jobs", "0001_initial"): None}

        def __init__(self, *_: object, **__: object) -> None: ...

    path = tmp_path / "b.zip"
    write_backup(path)
    monkeypatch.setattr("maillon_web.config.backup.reading.MigrationLoader", Known)
    _change_manifest(path, lambda manifest: manifest.update(migrations={"jobs": ["0001_initial"]}))
    restore_backup(path, is_replacing=True)
    _change_manifest(path, lambda manifest: manifest["migrations"]["jobs"].append("0002_demain"))
    with pytest.raises(InvalidInput) as refused:
        restore_backup(path, is_replacing=True)
    assert "plus récente" in refused.value.for_user()


def _orphan(path: Path) -> None:
    """Refer to a person who is not there, with digests that are right."""
    from hashlib import sha256

    name = "tables/accounts.user.jsonl"

    def change(parts: dict[str, bytes]) -> None:
        parts[name] = b""
        manifest = json.loads(parts[MANIFEST])
        for part in manifest["parts"]:
            if part["name"] == name:
                part.update(size=0, sha256=sha256(b"").hexdigest())
        for table in manifest["tables"]:
            if table["part"] == name:
                table["rows"] = 0
        parts[MANIFEST] = json.dumps(manifest).encode()

    _rewrite(path, change)


def test_rows_that_do_not_hold_together_are_not_let_in(
    filled: Filiere, own_home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "b.zip"
    write_backup(path)
    _orphan(path)
    before = _read_everything()
    (own_home / "decisions.yaml").write_text("[]  # après\n", "utf-8")
    with pytest.raises(MaillonError):
        restore_backup(path, is_replacing=True)
    assert _read_everything() == before
    assert (own_home / "decisions.yaml").read_text("utf-8") == "[]  # après\n"


def test_a_backup_is_never_written_over(filled: Filiere, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("précieux", "utf-8")
    with pytest.raises(InvalidInput):
        write_backup(tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text("utf-8") == "précieux"


def test_a_full_disk_leaves_no_half_backup(
    filled: Filiere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_up(*_: object) -> Iterator[bytes]:
        yield b"[]\n"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("maillon_web.config.backup.writing._to_lines", fill_up)
    folder = tmp_path / "copies"
    with pytest.raises(InvalidInput) as refused:
        write_backup(folder / "b.zip")
    assert "rien n’y a été laissé" in refused.value.for_user()
    assert list(folder.iterdir()) == []


def test_a_half_backup_of_a_sudden_stop_is_swept_by_the_next(
    filled: Filiere, tmp_path: Path
) -> None:
    left = tmp_path / ".b.zip.123.partial"
    left.write_text("moitié", "utf-8")
    write_backup(tmp_path / "b.zip")
    assert not left.exists()


@pytest.mark.django_db(transaction=True)
def test_people_may_write_while_a_backup_is_taken(
    filled: Filiere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from maillon_web.config.backup import writing

    real = writing.iter_home_files

    def write_meanwhile(home: Path) -> Iterator[tuple[str, Path]]:
        Actor.objects.update(name="Après")
        return real(home)

    monkeypatch.setattr(writing, "iter_home_files", write_meanwhile)
    before = _read_everything()
    write_backup(tmp_path / "b.zip")
    restore_backup(tmp_path / "b.zip", is_replacing=True)
    assert _read_everything() == before
