"""Load the applications, or say in one sentence what keeps them from being loaded."""

import os
from importlib.util import find_spec
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.language import get_language
from maillon.domain.language import translate as _

__all__ = ["choose_demo_home", "load_applications"]

_NEEDED = ("django", "allauth", "csp", "django_htmx", "django_tasks_db", "gunicorn", "whitenoise")
# What would make the demonstration write somewhere else than in its own folder.
_OWN_SETTINGS = ("MAILLON_DATABASE_URL", "MAILLON_STATIC_ROOT", "MAILLON_HTTPS", "MAILLON_HOSTS")


def load_applications(*, mode: str) -> None:
    """
    Read the settings and load Django's applications, in the language of the person.

    Parameters
    ----------
    mode
        How the workbench runs where `MAILLON_MODE` does not say it.

    Raises
    ------
    InvalidInput
        If the workbench is not installed, or if a setting is wrong.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise InvalidInput(
            f"the web extra is not installed: {', '.join(missing)}",
            user=_(
                "Il manque ce qu’il faut pour ouvrir Maillon dans un navigateur. Installez-le par "
                "« pip install 'maillon[web]' », puis relancez la commande."
            ),
        )
    os.environ["MAILLON_MODE"] = os.environ.get("MAILLON_MODE") or mode
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon_web.config.settings")

    import django
    from django.utils import translation

    django.setup()
    translation.activate(get_language())


def choose_demo_home(home: Path) -> None:
    """Make the demonstration live in its own folder, whatever this machine's settings are."""
    for name in _OWN_SETTINGS:
        os.environ.pop(name, None)
    os.environ["MAILLON_MODE"] = "demo"
    os.environ["MAILLON_HOME"] = str(home.absolute())
