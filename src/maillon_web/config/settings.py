"""
Settings of the workbench: everything that changes from one server to another is in the environment.

`docs/reference/reglages.md` lists the variables.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import SELF
from django.utils.translation import gettext_lazy as _

from maillon.studies.home import find_home
from maillon_web.config.environment import (
    read_flag,
    read_hosts,
    read_list,
    read_mode,
    read_number,
    read_secret,
    read_site_address,
)

PACKAGE = Path(__file__).resolve().parent.parent
MODE = read_mode()
HOME = find_home()
DEBUG = False
IS_PRODUCTION = MODE == "production"
SECRET_KEY = read_secret(MODE, HOME)
ALLOWED_HOSTS = read_hosts(MODE)
HAS_HTTPS = read_flag("MAILLON_HTTPS", default=IS_PRODUCTION)
IS_BEHIND_PROXY = read_flag("MAILLON_BEHIND_PROXY", default=False)

INSTALLED_APPS = [
    "maillon_web.config",
    "maillon_web.home",
    "maillon_web.exchange",
    "maillon_web.documents",
    "maillon_web.method",
    "maillon_web.economics",
    "maillon_web.flows",
    "maillon_web.gisements",
    "maillon_web.weighings",
    "maillon_web.gatherings",
    "maillon_web.agreements",
    "maillon_web.plan",
    "maillon_web.signals",
    "maillon_web.library",
    "maillon_web.diagnosis",
    "maillon_web.directory",
    "maillon_web.filieres",
    "maillon_web.history",
    "maillon_web.jobs",
    "maillon_web.accounts",
    "maillon_web.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "maillon_web.config.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "maillon_web.config.middleware.CompressTextMiddleware",
    "csp.middleware.CSPMiddleware",
    "maillon_web.config.middleware.ReadOnSessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "maillon_web.config.middleware.BoundUploadsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "maillon_web.config.middleware.SpeakLanguageMiddleware",
    "maillon_web.config.middleware.ExplainErrorsMiddleware",
]

ROOT_URLCONF = "maillon_web.config.urls"
WSGI_APPLICATION = "maillon_web.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "ui" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "maillon_web.ui.context.page_settings",
            ],
        },
    }
]

# People's data: SQLite beside the imports, or any address that dj-database-url reads.
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        os.environ.get("MAILLON_DATABASE_URL") or f"sqlite:///{HOME / 'workbench.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
IS_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if IS_SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
            "PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "workbench_cache",
        # Sessions and the counters of sign-in attempts live here: too small, they would be lost.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:home"
LOGOUT_REDIRECT_URL = "home:home"

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Maillon – "
ACCOUNT_ADAPTER = "maillon_web.accounts.adapters.AccountAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Maillon"

EMAIL_BACKEND = os.environ.get(
    "MAILLON_EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("MAILLON_EMAIL_HOST")
    else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = HOME / "outbox"
EMAIL_HOST = os.environ.get("MAILLON_EMAIL_HOST", "")
EMAIL_PORT = read_number("MAILLON_EMAIL_PORT", default=587, least=1)
EMAIL_HOST_USER = os.environ.get("MAILLON_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("MAILLON_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = read_flag("MAILLON_EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("MAILLON_EMAIL_FROM", "maillon@localhost")

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = os.environ.get("MAILLON_TIME_ZONE", "Europe/Paris")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("MAILLON_STATIC_ROOT") or HOME / "static")
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "uploads", "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Production serves what `collectstatic` gathered, under names that change with the content; the
# demonstration serves the files where they are, and so starts at once.
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
UPLOADS_FOLDER = HOME / "uploads"
MOST_UPLOAD_BYTES = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

SECURE_SSL_REDIRECT = HAS_HTTPS and read_flag("MAILLON_HTTPS_REDIRECT", default=True)
# A probe on the machine itself asks without HTTPS.
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HAS_HTTPS else 0
# The other names of the same domain belong to other services: not ours to bind.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if IS_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Sign-in attempts are counted by address: behind a proxy, the one that the proxy says.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if IS_BEHIND_PROXY else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HAS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
CSRF_TRUSTED_ORIGINS = read_list("MAILLON_ORIGINS", default="")
SITE_ADDRESS = read_site_address(
    hosts=ALLOWED_HOSTS, origins=CSRF_TRUSTED_ORIGINS, has_https=HAS_HTTPS
)
CSRF_FAILURE_VIEW = "maillon_web.config.error_pages.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# A base map comes from the network only where the deployer gives the address of its style.
BASE_MAP_STYLE = os.environ.get("MAILLON_BASE_MAP_STYLE", "")
BASE_MAP_ORIGINS = read_list("MAILLON_BASE_MAP_ORIGINS", default="")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *BASE_MAP_ORIGINS],
        "connect-src": [SELF, *BASE_MAP_ORIGINS],
        "font-src": [SELF, *BASE_MAP_ORIGINS],
        "worker-src": [SELF, "blob:"],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

LOG_LEVEL = os.environ.get("MAILLON_LOG_LEVEL") or ("WARNING" if MODE == "demo" else "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"structured": {"()": "maillon_web.config.logs.StructuredFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        # RequestLogMiddleware says them, with how long they took.
        "django.request": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
    },
}

# How many processes answer and work; one setting makes several.
WEB_WORKERS = read_number("MAILLON_WEB_WORKERS", default=1 if MODE == "demo" else 2, least=1)
WEB_THREADS = read_number("MAILLON_WEB_THREADS", default=4, least=1)
JOB_WORKERS = read_number("MAILLON_JOB_WORKERS", default=1)

# Personal data: people who no longer come are made anonymous after this time.
RETENTION_MONTHS = read_number("MAILLON_RETENTION_MONTHS", default=36, least=1)
# What is kept of finished jobs, in days.
JOB_RETENTION_DAYS = read_number("MAILLON_JOB_RETENTION_DAYS", default=90, least=1)
