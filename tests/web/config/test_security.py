"""Headers, cookies, secrets, hosts, attempts and weights: what a stranger may not do."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User
from maillon_web.config.environment import (
    check_secret,
    read_flag,
    read_hosts,
    read_mode,
    read_number,
    read_secret,
    read_site_address,
)

STRONG = "Kq7-vT2_mZp9xWc4RbN8sJ1dLf6hYg3aUe5iOo0PtQrXwVzBnMk"
PAGES = ("/", "/compte/login/", "/sante/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_a_page_lets_no_script_or_style_in_but_its_own_files(address: str) -> None:
    policy = Client().get(address, headers={"Accept": "text/html"})["Content-Security-Policy"]
    said = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert said["default-src"] == said["script-src"] == said["style-src"] == "'self'"
    assert said["object-src"] == said["frame-ancestors"] == "'none'"
    assert said["form-action"] == said["base-uri"] == "'self'"
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "https:" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_a_page_holds_no_script_or_style_of_its_own(address: str) -> None:
    text = Client().get(address, headers={"Accept": "text/html"}).text
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)


@pytest.mark.django_db
def test_a_page_is_framed_by_nobody_and_tells_others_nothing() -> None:
    response = Client().get("/")
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites() -> None:
    User.objects.create_user("lead@exemple.test", "mot de passe fictif")
    client = Client()
    client.get("/compte/login/")
    client.post("/compte/login/", {"login": "lead@exemple.test", "password": "mot de passe fictif"})
    client.post("/affichage/theme/", {"theme": "dark"})
    assert {settings.CSRF_COOKIE_NAME, "maillon_theme"} <= set(client.cookies)
    for name, cookie in client.cookies.items():
        assert cookie["samesite"] == "Lax", name
        assert cookie["httponly"], name


@pytest.mark.django_db
def test_another_host_than_ours_is_not_answered() -> None:
    assert Client().get("/", headers={"host": "ailleurs.exemple.test"}).status_code == 400


@pytest.mark.django_db
@override_settings(ACCOUNT_RATE_LIMITS={})
def test_somebody_who_tries_passwords_is_stopped() -> None:
    cache.clear()
    User.objects.create_user("lead@exemple.test", "mot de passe fictif")
    client = Client()
    wrong = {"login": "lead@exemple.test", "password": "au hasard"}
    for _attempt in range(30):
        response = client.post("/compte/login/", wrong)
        if response.status_code == 429:
            break
    right = wrong | {"password": "mot de passe fictif"}
    assert "_auth_user_id" not in client.session
    client.post("/compte/login/", right)
    assert "_auth_user_id" not in client.session, "the right password opens after 30 wrong ones"
    cache.clear()


@pytest.mark.django_db
def test_a_file_that_is_too_heavy_is_refused_before_it_is_received() -> None:
    heavy = str(settings.MOST_UPLOAD_BYTES + 2 * 1024**2)
    response = Client().generic("POST", "/filieres/ouvrir/", b"", CONTENT_LENGTH=heavy)
    assert response.status_code == 413
    assert "trop lourd" in response.text
    assert "50" in response.text


@pytest.mark.parametrize(
    "secret", ["", "court", "a" * 80, "abcabc" * 12, "django-insecure-" + STRONG]
)
def test_a_key_that_can_be_guessed_is_refused(secret: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_secret(secret)
    assert "MAILLON_SECRET_KEY" in refused.value.for_user()


def test_a_strong_key_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MAILLON_SECRET_KEY", STRONG)
    assert read_secret("production", tmp_path) == STRONG


def test_outside_of_production_a_key_is_drawn_once_for_the_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("MAILLON_SECRET_KEY", raising=False)
    drawn = read_secret("demo", tmp_path / "home")
    check_secret(drawn)
    assert read_secret("demo", tmp_path / "home") == drawn != read_secret("demo", tmp_path / "b")
    assert (tmp_path / "home" / "workbench.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("hosts", ["", " , ", "*", "exemple.test,*"])
def test_production_must_say_under_which_names_it_answers(
    monkeypatch: pytest.MonkeyPatch, hosts: str
) -> None:
    monkeypatch.setenv("MAILLON_HOSTS", hosts)
    with pytest.raises(InvalidInput) as refused:
        read_hosts("production")
    assert "MAILLON_HOSTS" in refused.value.for_user()


@pytest.mark.parametrize(
    ("given", "origins", "hosts", "expected"),
    [
        ("https://a.test", ["https://b.test"], ["c.test"], "https://a.test"),
        (" https://a.test:8443/ ", [], ["c.test"], "https://a.test:8443"),
        ("http://[::1]:8000", [], ["c.test"], "http://[::1]:8000"),
        ("", ["https://*.b.test", "https://b.test/"], ["c.test"], "https://b.test"),
        ("", ["https://*.b.test"], ["*", ".c.test", "c.test", "d.test"], "https://c.test"),
        ("", [], ["*"], "https://localhost"),
    ],
)
def test_messages_lead_to_the_address_given_or_to_the_first_known(
    monkeypatch: pytest.MonkeyPatch,
    given: str,
    origins: list[str],
    hosts: list[str],
    expected: str,
) -> None:
    monkeypatch.setenv("MAILLON_SITE_ADDRESS", given)
    assert read_site_address(hosts=hosts, origins=origins, has_https=True) == expected


def test_without_https_the_address_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAILLON_SITE_ADDRESS", raising=False)
    assert read_site_address(hosts=["c.test"], origins=[], has_https=False) == "http://c.test"


@pytest.mark.parametrize(
    "given",
    [
        "filieres.exemple.fr",
        "ftp://a.test",
        "javascript:alert(1)",
        "https://",
        "https://a.test/filieres/1/",
        "https://a.test?x=1",
        "https://a.test\nBcc: b@c.test",
        "https://user:pass@a.test",
        "https://*.a.test",
        "https://a.test:99999",
        "https://a b.test",
    ],
)
def test_an_address_of_the_site_that_is_none_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("MAILLON_SITE_ADDRESS", given)
    with pytest.raises(InvalidInput) as refused:
        read_site_address(hosts=["c.test"], origins=[], has_https=True)
    assert "MAILLON_SITE_ADDRESS" in refused.value.for_user()


def test_elsewhere_only_this_machine_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAILLON_HOSTS", raising=False)
    assert read_hosts("development") == ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("MAILLON_MODE", "prod", read_mode),
        ("MAILLON_FICTIF", "peut-être", lambda: read_flag("MAILLON_FICTIF", default=True)),
        ("MAILLON_FICTIF", "deux", lambda: read_number("MAILLON_FICTIF", default=2)),
        ("MAILLON_FICTIF", "0", lambda: read_number("MAILLON_FICTIF", default=2, least=1)),
    ],
)
def test_a_setting_that_means_nothing_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, read
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInput) as refused:
        read()
    assert name in refused.value.for_user()
    assert value in refused.value.for_user()


IN_PRODUCTION = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("check", deploy=True, fail_level="WARNING")
plain = Client().get("/compte/login/", headers={"host": "exemple.test"})
probe = Client(raise_request_exception=False).get("/sante/", headers={"host": "exemple.test"})
safe = Client().get("/affichage/theme/", headers={"host": "exemple.test"}, secure=True)
print(json.dumps({
    "plain": [plain.status_code, plain["Location"]],
    "probe": probe.status_code,
    "hsts": safe.get("Strict-Transport-Security"),
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE,
               settings.LANGUAGE_COOKIE_SECURE],
    "debug": settings.DEBUG,
}))
"""


def _run(words: list[str], home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAILLON_", "DJANGO_"))}
    given = {"MAILLON_HOME": str(home), "PYTHONPATH": "src", **environment}
    return subprocess.run(
        [sys.executable, "-W", "ignore", *words],
        env=kept | given, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_production_speaks_https_only_and_passes_the_checks_of_django(tmp_path: Path) -> None:
    done = _run(
        ["-c", IN_PRODUCTION],
        tmp_path,
        MAILLON_MODE="production",
        MAILLON_SECRET_KEY=STRONG,
        MAILLON_HOSTS="exemple.test",
        DJANGO_SETTINGS_MODULE="maillon_web.config.settings",
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["plain"] == [301, "https://exemple.test/compte/login/"]
    assert said["probe"] in {200, 503}
    assert "max-age=31536000" in said["hsts"]
    assert said["secure"] == [True, True, True]
    assert said["debug"] is False


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"MAILLON_HOSTS": "exemple.test"}, "MAILLON_SECRET_KEY"),
        ({"MAILLON_HOSTS": "exemple.test", "MAILLON_SECRET_KEY": "secret"}, "MAILLON_SECRET_KEY"),
        ({"MAILLON_SECRET_KEY": STRONG}, "MAILLON_HOSTS"),
    ],
)
def test_the_server_does_not_start_in_production_on_weak_settings(
    tmp_path: Path, environment: dict[str, str], said: str
) -> None:
    done = _run(["-m", "maillon.cli.main", "serve"], tmp_path / "home", **environment)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
