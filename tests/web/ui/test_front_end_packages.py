"""The front-end packages: fetched, whole, and never named by an address in what is committed."""

import hashlib
import json
import os
from pathlib import Path

import pytest
from scripts import fetch_assets
from scripts.fetch_assets import AssetsError, digest_of_wishes, find_problems, run_npm

ROOT = fetch_assets.ROOT
WISHES = digest_of_wishes(ROOT)


@pytest.fixture
def vendor() -> Path:
    folder = fetch_assets.VENDOR
    if not folder.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("static/vendor is absent: run scripts/fetch_assets.py")
        pytest.skip("static/vendor is absent: run scripts/fetch_assets.py")
    return folder


def make_vendor(folder: Path) -> Path:
    (folder / "htmx").mkdir(parents=True)
    (folder / "htmx" / "htmx.min.js").write_bytes(b"let made_up;")
    digest = hashlib.sha256(b"let made_up;").hexdigest()
    package = {
        "name": "htmx.org",
        "version": "0",
        "licence": "0BSD",
        "files": {"htmx/htmx.min.js": digest},
    }
    manifest = {"wishes": WISHES, "packages": [package]}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_every_fetched_file_is_the_one_of_the_manifest(vendor):
    assert find_problems(vendor, wishes=WISHES) == []


def test_every_package_says_its_version_and_its_licence(vendor):
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    packages = json.loads((vendor / "manifest.json").read_text(encoding="utf-8"))["packages"]
    assert {package["name"]: package["version"] for package in packages} == wanted
    assert all(package["licence"] for package in packages)
    assert all(any("LICENSE" in path for path in package["files"]) for package in packages)


def test_no_fetched_file_asks_for_a_source_map(vendor):
    texts = [path for path in vendor.rglob("*") if path.suffix in {".js", ".mjs", ".css"}]
    assert texts
    assert [path.name for path in texts if b"sourceMappingURL" in path.read_bytes()] == []


def test_what_a_first_page_loads_stays_under_its_budget(vendor):
    import gzip

    ours = ROOT / "src" / "maillon_web" / "ui" / "static" / "ui"
    texts = [
        vendor / "bootstrap" / "bootstrap.min.css",
        vendor / "htmx" / "htmx.min.js",
        *ours.glob("*.css"),
        *ours.glob("*.js"),
    ]
    weight = sum(len(gzip.compress(path.read_bytes())) for path in texts)
    weight += (vendor / "source-sans" / "source-sans-3-latin-wght-normal.woff2").stat().st_size
    assert weight < 150_000


def test_the_committed_files_of_npm_name_no_address():
    for name in fetch_assets.NPM_FILES:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "http" not in text
        assert '"resolved"' not in text
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text(encoding="utf-8")


def test_every_locked_package_has_a_hash():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_a_folder_up_to_date_has_no_problem(tmp_path):
    assert find_problems(make_vendor(tmp_path), wishes=WISHES) == []


def test_an_absent_folder_is_a_problem(tmp_path):
    assert find_problems(tmp_path / "nowhere", wishes=WISHES) != []


def test_a_file_that_was_changed_is_named(tmp_path):
    folder = make_vendor(tmp_path)
    (folder / "htmx" / "htmx.min.js").write_bytes(b"let changed;")
    (problem,) = find_problems(folder, wishes=WISHES)
    assert "htmx/htmx.min.js" in problem


def test_other_versions_in_the_lock_are_a_problem(tmp_path):
    assert find_problems(make_vendor(tmp_path), wishes="another digest") != []


def make_fake_npm(folder: Path, error: str) -> list[str]:
    script = folder / "npm"
    script.write_text(f"#!/bin/sh\necho '{error}' >&2\nexit 1\n", encoding="utf-8")
    script.chmod(0o755)
    return [str(script)]


@pytest.mark.parametrize("code", ["ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "E404", "E503"])
def test_a_registry_that_does_not_answer_has_its_own_exit_code(tmp_path, monkeypatch, code):
    command = make_fake_npm(tmp_path, f"npm error code {code}")
    monkeypatch.setattr(fetch_assets, "_find_npm", lambda: command)
    with pytest.raises(AssetsError, match="registre npm") as caught:
        run_npm(["ci"], folder=tmp_path)
    assert caught.value.code == 3


def test_another_refusal_of_npm_shows_its_words(tmp_path, monkeypatch):
    command = make_fake_npm(tmp_path, "npm error code EINTEGRITY")
    monkeypatch.setattr(fetch_assets, "_find_npm", lambda: command)
    with pytest.raises(AssetsError, match="EINTEGRITY") as caught:
        run_npm(["ci"], folder=tmp_path)
    assert caught.value.code == 1


def test_when_npm_fails_what_was_there_stays(tmp_path, monkeypatch, capsys):
    folder = make_vendor(tmp_path / "vendor")
    command = make_fake_npm(tmp_path, "npm error code ENOTFOUND")
    monkeypatch.setattr(fetch_assets, "_find_npm", lambda: command)
    monkeypatch.setattr(fetch_assets, "VENDOR", folder)
    monkeypatch.setattr(fetch_assets, "digest_of_wishes", lambda root: "newer wishes")
    assert fetch_assets.main([]) == 3
    assert "registre npm" in capsys.readouterr().err
    assert (folder / "htmx" / "htmx.min.js").read_bytes() == b"let made_up;"


def test_pictures_outside_the_folder_of_a_stylesheet_are_refused(tmp_path):
    css = tmp_path / "made_up.css"
    css.write_text("a { background: url(../../secret.png) }", encoding="utf-8")
    with pytest.raises(AssetsError, match=r"made_up\.css"):
        list(fetch_assets._list_pictures(css))


def test_pictures_of_a_stylesheet_are_copied_and_its_source_map_is_not(tmp_path):
    source = tmp_path / "package"
    (source / "images").mkdir(parents=True)
    (source / "images" / "pin.png").write_bytes(b"made up")
    (source / "a.css").write_text(
        "a { background: url('images/pin.png') }\n/*# sourceMappingURL=a.css.map */\n",
        encoding="utf-8",
    )
    (source / "package.json").write_text(
        '{"name": "made-up", "version": "1", "license": "MIT"}', encoding="utf-8"
    )
    entry = fetch_assets._copy_package(source, tmp_path / "out" / "made-up", ["a.css"])
    assert set(entry["files"]) == {"made-up/a.css", "made-up/images/pin.png"}
    assert "sourceMappingURL" not in (tmp_path / "out/made-up/a.css").read_text(encoding="utf-8")
