"""
How the map of the workbench holds with many actors: server, weight, frames in a real browser.

    python benchmarks/web_map.py [--actors 50000] [--territory dep:69] [--rounds 3] [--out FILE]

Everything is made up, in a folder that is thrown away: actors are named « Exemple fictif … » and
stand around the points of real communes, in proportion to their population. Frames are those that
Chromium gives to `requestAnimationFrame` while the map is dragged; without a graphics card they
are drawn by the processor (SwiftShader), the slowest case that a reader can meet.
"""

import argparse
import gzip
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from maillon.domain.territory import Territory
from maillon.reference.territories import get_territory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from maillon_web.filieres.models import Filiere

SEED = 20261122
STAGES = ("collecte", "tri", "preparation", "filature", "confection", "vente")
STATUSES = ("published", "deduced", "declared", "none", "none", "none", "none")
PORT = 8963
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The page runs this while the script drags the map.
WATCH_FRAMES = """() => {
  window.frames_ms = [];
  let before = performance.now();
  const note = (now) => {
    window.frames_ms.push(now - before);
    before = now;
    window.frame = requestAnimationFrame(note);
  };
  window.frame = requestAnimationFrame(note);
}"""
READ_FRAMES = "() => { cancelAnimationFrame(window.frame); return window.frames_ms; }"


def make_base(actor_count: int, territory_key: str) -> tuple[int, str]:
    """Fill a new base with made-up actors; return the filière and the session of its lead."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from maillon_web.accounts.models import Organisation, User
    from maillon_web.filieres.models import Filiere, Member, Role, Stage

    territory = get_territory(territory_key)
    organisation = Organisation.objects.create(name="Collectivité fictive", kind="collectivite")
    lead = User.objects.create_user("fictif@exemple.test", "mot de passe fictif", name="Fictif")
    filiere = Filiere.objects.create(
        name="Filière fictive",
        organisation=organisation,
        territory_key=territory.key,
        territory_name=territory.name,
    )
    for rank, key in enumerate(STAGES):
        Stage.objects.create(filiere=filiere, key=key, label=key.capitalize(), position=rank)
    Member.objects.create(filiere=filiere, user=lead, role=Role.LEAD)
    add_actors(filiere, territory, actor_count)
    session = SessionStore()
    session[SESSION_KEY] = str(lead.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = lead.get_session_auth_hash()
    session.create()
    return filiere.pk, str(session.session_key)


def add_actors(filiere: "Filiere", territory: Territory, actor_count: int) -> None:
    """Add made-up actors around the points of the communes."""
    from maillon_web.directory.models import Actor, Placement, Presence
    from maillon_web.directory.services.presences import make_presence

    chance = random.Random(SEED)  # noqa: S311 - made-up data
    places = [place for place in territory.places if place.lat is not None]
    drawn = chance.choices(places, [place.population for place in places], k=actor_count)
    actors = []
    for number, place in enumerate(drawn):
        is_precise = chance.random() < 0.8
        actors.append(
            Actor(
                organisation=filiere.organisation,
                external_id=f"web:{number}",
                name=f"Exemple fictif {number}",
                sort_name=f"exemple fictif {number:06d}",
                commune_code=place.code,
                commune_name=place.name,
                lat=place.lat + (chance.gauss(0, 0.012) if is_precise else 0),
                lon=place.lon + (chance.gauss(0, 0.016) if is_precise else 0),
                position_quality="precise" if is_precise else "commune",
                ess_status=chance.choice(STATUSES),
            )
        )
    actors = Actor.objects.bulk_create(actors, batch_size=2000)
    stages = chance.choices(STAGES, k=actor_count)
    Presence.objects.bulk_create(
        [
            make_presence(
                filiere, actor, origin="register", main_stage=stage, main_confidence="placed"
            )
            for actor, stage in zip(actors, stages, strict=True)
        ],
        batch_size=2000,
    )
    Placement.objects.bulk_create(
        [
            Placement(filiere=filiere, actor=actor, stage_key=stage, confidence="placed", score=3)
            for actor, stage in zip(actors, stages, strict=True)
        ],
        batch_size=2000,
    )


@contextmanager
def serve() -> Iterator[str]:
    """Serve the workbench as in use, one process."""
    base = f"http://127.0.0.1:{PORT}"
    command = [sys.executable, "-W", "ignore", "-m", "gunicorn", "--threads", "4"]
    command += ["--bind", f"127.0.0.1:{PORT}", "--log-level", "error"]
    process = subprocess.Popen(
        [*command, "maillon_web.config.wsgi:application"], stderr=subprocess.DEVNULL
    )
    try:
        for _attempt in range(120):
            try:
                urllib.request.urlopen(f"{base}/sante/", timeout=2)  # noqa: S310 - our own server
            except OSError:
                time.sleep(0.5)
            else:
                break
        yield base
    finally:
        process.terminate()
        process.wait()


def time_server(base: str, address: str, session: str, rounds: int) -> dict[str, object]:
    """Time one address, and weigh what it sends."""
    headers = {"Cookie": f"sessionid={session}", "Accept-Encoding": "gzip"}
    seconds = []
    body = b""
    for _round in range(rounds + 1):
        begin = time.perf_counter()
        request = urllib.request.Request(base + address, headers=headers)  # noqa: S310 - our own server
        with urllib.request.urlopen(request) as response:  # noqa: S310
            body = response.read()
            is_packed = response.headers.get("Content-Encoding") == "gzip"
        seconds.append(time.perf_counter() - begin)
    plain = gzip.decompress(body) if is_packed else body
    return {
        "median_s": round(statistics.median(seconds[1:]), 3),
        "sent_kB": round(len(body) / 1000),
        "plain_kB": round(len(plain) / 1000),
    }


def watch(page: "Page", gesture: Callable[[], object]) -> dict[str, float]:
    """Return the frames of a gesture, in milliseconds."""
    page.evaluate(WATCH_FRAMES)
    gesture()
    frames = sorted(page.evaluate(READ_FRAMES))
    return {
        "frames": len(frames),
        "median_ms": round(statistics.median(frames), 1),
        "p95_ms": round(frames[int(len(frames) * 0.95) - 1], 1),
        "longest_ms": round(frames[-1], 1),
    }


def drag(page: "Page") -> None:
    """Drag the map to and fro, as a hand does."""
    box = page.locator(".maplibregl-canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(60):
        away = 220 * (1 - abs(step - 30) / 30)
        page.mouse.move(x + away, y + away / 2)
    page.mouse.up()


def open_map(browser: "Browser", address: str, session: str) -> "tuple[Page, float]":
    """Open a map, wait until it stands still; return the page and how long that took."""
    from playwright.sync_api import expect

    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="fr-FR", device_scale_factor=1
    )
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    begin = time.perf_counter()
    page.goto(address)
    expect(page.locator("[data-map]")).to_have_attribute("data-ready", "true", timeout=60_000)
    seconds = time.perf_counter() - begin
    page.locator(".map-canvas").scroll_into_view_if_needed()
    return page, round(seconds, 2)


def drag_at_scales(page: "Page") -> dict[str, object]:
    """Drag the map as it opens, then at the scale of a town, then of a street."""
    found: dict[str, object] = {"whole": watch(page, lambda: drag(page))}
    zoom_in = page.get_by_role("button", name="Agrandir la carte")
    for name in ("town", "street"):
        for _click in range(3):
            zoom_in.click()
            page.wait_for_timeout(700)
        found[name] = watch(page, lambda: drag(page))
    page.get_by_role("button", name="Revoir tout le territoire").click()
    page.wait_for_timeout(1500)
    return found


def time_browser(address: str, session: str) -> dict[str, object]:
    """Open the map in Chromium, drag it, change what it shows; then the same without any actor."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("MAILLON_CHROMIUM") or shutil.which("chromium")
    found: dict[str, object] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page, found["ready_s"] = open_map(browser, address, session)
        found["drag"] = drag_at_scales(page)
        density, stage = page.get_by_label("leur densité"), page.locator("[data-stage='0'] input")
        found["to_density"] = watch(page, lambda: (density.check(), page.wait_for_timeout(1500)))
        found["drag_density"] = watch(page, lambda: drag(page))
        page.get_by_label("les acteurs").check()
        page.wait_for_timeout(1500)
        found["hide_stage"] = watch(page, lambda: (stage.uncheck(), page.wait_for_timeout(1500)))
        page.close()
        page, found["ready_without_actors_s"] = open_map(
            browser, f"{address}?q=introuvable", session
        )
        found["drag_without_actors"] = drag_at_scales(page)
        browser.close()
    return found


def main() -> None:
    """Make, serve, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actors", type=int, default=50_000)
    parser.add_argument("--territory", default="dep:69")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["MAILLON_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon_web.config.settings")
        filiere_id, session = make_base(asked.actors, asked.territory)
        ways = {
            "points": "carte/points.json",
            "points_of_a_stage": "carte/points.json?stage=tri",
            "outline": "carte/contours.json",
            "page": "carte/",
            "around_50_km": "carte/alentours.json?autour=69123&rayon=50",
            "around_10_km": "carte/alentours.json?autour=69123&rayon=10",
            "view": "carte/acteurs/?zone=4.7,45.6,5.0,45.9",
        }
        with serve() as base:
            root = f"/filieres/{filiere_id}/annuaire/"
            results: dict[str, object] = {"actors": asked.actors, "territory": asked.territory}
            results["server"] = {
                name: time_server(base, root + way, session, asked.rounds)
                for name, way in ways.items()
            }
            results["browser"] = time_browser(f"{base}{root}carte/", session)
    text = json.dumps(results, indent=2, ensure_ascii=False)
    print(text)
    if asked.out:
        asked.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
