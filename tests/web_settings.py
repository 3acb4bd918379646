"""Settings of the tests: the workbench's own, on a throw-away base, with nothing slow."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("MAILLON_HOME", tempfile.mkdtemp(prefix="maillon-tests-"))
os.environ["MAILLON_MODE"] = "development"

from maillon_web.config.settings import *  # noqa: F403
from maillon_web.config.settings import DATABASES, IS_SQLITE, STORAGES

if IS_SQLITE:
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = Path(os.environ["MAILLON_HOME"]) / "static"
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)
ACCOUNT_RATE_LIMITS = False
