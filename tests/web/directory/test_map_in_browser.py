"""The map in a real browser: strict policy, both themes, both languages, with and without a map."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from tests.web.people import add_actor, make_filiere, make_people

from maillon_web.directory.models import EssStatus

# Playwright runs a loop in this thread, and the queries of the tests are not in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("socket_enabled")]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
READY_MS = 30_000
WATCH_POLICY = """
window.policyViolations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.policyViolations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""
NO_WEBGL = """
const usual = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...others) {
  return kind.startsWith("webgl") ? null : usual.call(this, kind, ...others);
};
"""


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    path = os.environ.get("MAILLON_CHROMIUM") or shutil.which("chromium")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no browser: scripts/install_browser.sh says how to get one")
        pytest.skip("no browser: scripts/install_browser.sh says how to get one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def workspace(transactional_db):
    """A filière on the Métropole de Lyon with made-up actors, and one who reads it."""
    people = make_people()
    filiere = make_filiere(people)
    places = [(45.764, 4.835), (45.771, 4.89), (45.70, 4.88), (45.59, 4.77)]
    for number in range(24):
        lat, lon = places[number % len(places)]
        add_actor(
            filiere,
            f"Exemple fictif {number}",
            stage=("collecte", "tri", "vente", "")[number % 4],
            lat=lat + number / 4000,
            lon=lon,
            position_quality="precise",
            commune_code="69123",
            commune_name="Lyon",
            ess_status=EssStatus.PUBLISHED if number % 3 else EssStatus.NONE,
        )
    add_actor(
        filiere, "Exemple fictif de commune", stage="tri", commune_code="69266",
        commune_name="Villeurbanne",
    )  # fmt: skip
    add_actor(filiere, "Exemple fictif sans lieu", stage="tri")
    return filiere, people.reader


def _answer_with(body):
    return lambda route: route.fulfill(json=body)


@pytest.fixture
def open_map(browser, live_server, workspace, client):
    """Open the map as the reader, and give the page with all that it complained of."""
    filiere, reader = workspace
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    contexts = []

    def open_at(query="", *, name="map", width=1280, theme="light", language="fr", script=""):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, reduced_motion="reduce"
        )
        contexts.append(context)
        cookies = {
            "sessionid": client.cookies["sessionid"].value,
            "maillon_theme": theme,
            "django_language": language,
        }
        context.add_cookies(
            [
                {"name": name, "value": value, "url": live_server.url}
                for name, value in cookies.items()
            ]
        )
        context.add_init_script(WATCH_POLICY + script)
        for end, body in open_at.answers.items():
            context.route(f"**/{end}", _answer_with(body))
        page = context.new_page()
        page.faults = []
        page.asked = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "console",
            lambda message: page.faults.append(message.text) if message.type == "error" else None,
        )
        page.on("request", lambda request: page.asked.append(request.url))
        address = reverse(f"directory:{name}", args=(filiere.pk,))
        page.goto(f"{live_server.url}{address}{query}")
        ready = "noDrawing" if script else "true"
        page.locator(f"[data-map][data-ready='{ready}']").wait_for(timeout=READY_MS)
        return page

    open_at.answers = {}
    yield open_at
    for context in contexts:
        context.close()


def check_quiet(page):
    assert page.faults == []
    assert page.evaluate("() => window.policyViolations") == []


def check_accessible(page, width, *, part=None):
    results = Axe().run(page, context=part)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 375, 320])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_map_draws_under_the_strict_policy_without_accessibility_fault(
    open_map, width, theme, language
):
    page = open_map("?autour=69266&rayon=20", width=width, theme=theme, language=language)
    assert page.locator("[data-map]").get_attribute("data-points") == "25"
    check_accessible(page, width)
    check_quiet(page)


def test_nothing_is_asked_elsewhere_than_on_our_server(open_map, live_server):
    page = open_map()
    ours = (live_server.url, "blob:", "data:")
    assert [url for url in page.asked if not url.startswith(ours)] == []


def test_the_map_says_in_words_how_many_it_draws_and_how_many_it_cannot(open_map):
    page = open_map()
    status = page.locator("[data-map-status]").inner_text()
    assert status.startswith("25 acteurs sur la carte.")
    assert "1 autre" in status
    legend = page.locator("[data-stage='1']").inner_text()
    assert legend.split() == ["Tri", "7"]


def test_a_stage_hidden_in_the_legend_leaves_the_map(open_map):
    page = open_map()
    page.get_by_role("checkbox", name="Tri").uncheck()
    page.get_by_text("18 acteurs sur la carte.").wait_for()
    check_quiet(page)


def test_density_is_said_in_numbers(open_map):
    page = open_map()
    page.get_by_label("leur densité").check()
    page.locator("[data-map-density]").wait_for(state="visible")
    legend = page.locator("[data-map-density]").inner_text()
    assert "acteurs" in legend
    assert "km de large" in legend
    check_accessible(page, 1280)
    check_quiet(page)


def test_a_click_names_the_actor_and_says_what_is_around(open_map, workspace):
    filiere, _reader = workspace
    actor = filiere.presences.get(actor__name="Exemple fictif de commune").actor
    page = open_map(f"?autour=acteur:{actor.pk}&rayon=5")
    canvas = page.locator(".maplibregl-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    popup = page.locator(".maplibregl-popup")
    popup.get_by_text("Exemple fictif de commune").first.wait_for()
    assert "Villeurbanne" in popup.inner_text()
    check_accessible(page, 1280)
    popup.get_by_role("link", name="Qu’y a-t-il autour").click()
    page.get_by_role("heading", name="À 10 km au plus : Exemple fictif de commune").wait_for()
    check_quiet(page)


def test_the_view_is_listed_and_a_line_lights_its_point(open_map):
    page = open_map()
    page.get_by_role("button", name="Lister les acteurs de cette vue").click()
    heading = page.get_by_role("heading", name="25 acteurs dans cette vue de la carte")
    heading.wait_for()
    assert heading.evaluate("item => item === document.activeElement")
    assert "zone=" in page.url
    assert page.locator(".results-count").inner_text() == "25 acteurs trouvés"
    line = page.locator(".map-list [data-actor]").first
    line.click()
    assert "is-chosen" in line.get_attribute("class")
    check_accessible(page, 1280)
    check_quiet(page)


def test_the_view_narrows_the_map_and_its_table_until_one_takes_it_away(open_map):
    page = open_map("?zone=4.7,45.55,4.85,45.65")
    assert page.locator("[data-map]").get_attribute("data-points") == "6"
    assert page.locator(".results-count").inner_text() == "6 acteurs trouvés"
    page.get_by_label("Maillon", exact=True).select_option("aucun")
    # The same six points: the address alone says that the answer is there.
    page.wait_for_url("**stage=aucun**")
    page.locator("[data-map][data-points='6']").wait_for(timeout=READY_MS)
    page.get_by_label("Maillon", exact=True).select_option("tri")
    page.get_by_text("Aucun acteur ici").wait_for()
    assert page.locator(".results-count").inner_text() == "0 acteur trouvé"
    assert "zone=" in page.url
    check_accessible(page, 1280)
    page.get_by_role("link", name="Retirer le filtre : Dans la vue de la carte").click()
    page.locator("[data-map][data-points='7']").wait_for(timeout=READY_MS)
    assert "zone=" not in page.url
    check_quiet(page)


def test_a_number_around_a_place_follows_the_filters(open_map):
    page = open_map("?autour=69266&rayon=5")
    number = page.locator(".around-number").first
    everybody = number.inner_text()
    page.get_by_label("Maillon", exact=True).select_option("tri")
    page.locator("[data-map][data-points='7']").wait_for(timeout=READY_MS)
    page.wait_for_function(
        "before => document.querySelector('.around-number').innerText !== before", arg=everybody
    )
    assert "autour=69266" in page.url
    assert "stage=tri" in page.url
    check_quiet(page)


def test_beside_the_list_the_view_narrows_the_list(open_map):
    page = open_map("?stage=tri", name="list")
    assert page.locator(".results-count").inner_text() == "8 acteurs trouvés"
    page.get_by_role("button", name="Lister les acteurs de cette vue").click()
    page.get_by_role("heading", name="7 acteurs trouvés").wait_for()
    page.wait_for_function("() => document.activeElement.matches('#results .results-count')")
    page.get_by_label("Maillon", exact=True).select_option("")
    page.get_by_role("heading", name="25 acteurs trouvés").wait_for()
    assert page.get_by_role("link", name="Dans la vue de la carte").is_visible()
    page.locator("[data-map][data-points='25']").wait_for(timeout=READY_MS)
    check_accessible(page, 1280)
    check_quiet(page)


def test_an_address_with_a_view_that_is_none_still_draws_the_map(open_map):
    page = open_map("?zone=abc")
    assert page.locator("[data-map]").get_attribute("data-points") == "25"
    page.get_by_text("elle ne filtre rien").wait_for()
    check_quiet(page)


def test_a_commune_typed_is_counted_without_leaving_the_map(open_map):
    page = open_map()
    page.get_by_label("Une commune, par son nom ou son code").fill("villeurbanne")
    page.get_by_label("À moins de").select_option("20")
    page.get_by_role("heading", name="À 20 km au plus : Villeurbanne").wait_for()
    assert "autour=69266" in page.url
    assert page.get_by_label("Une commune, par son nom ou son code").input_value() == "Villeurbanne"
    figure = page.locator(".figure-tile a").last
    figure.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Somme des habitants").wait_for()
    page.keyboard.press("Escape")
    assert figure.evaluate("item => item === document.activeElement")
    check_quiet(page)


def test_a_place_that_is_not_clear_is_said_in_place(open_map):
    page = open_map()
    page.get_by_label("Une commune, par son nom ou son code").fill("Nulle-Part-Fictive")
    page.get_by_role("button", name="Compter").click()
    page.get_by_role("alert").wait_for()


def test_the_centre_of_the_map_is_a_place_to_count_around_from_the_keyboard(open_map):
    page = open_map()
    button = page.get_by_role("button", name="Prendre le centre de la carte")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="À 10 km au plus : Point choisi sur la carte").wait_for()


def test_the_map_is_moved_from_the_keyboard(open_map):
    page = open_map()
    scale = page.locator(".maplibregl-ctrl-scale")
    before = scale.inner_text()
    page.locator(".maplibregl-canvas").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.wait_for_timeout(500)
    assert scale.inner_text() != before
    for name in ("Agrandir la carte", "Réduire la carte", "Carte en plein écran"):
        assert page.get_by_role("button", name=name).is_visible()


def test_the_map_follows_the_filters_of_the_address(open_map):
    page = open_map()
    page.evaluate(
        """() => {
          history.pushState({}, "", "?stage=tri");
          document.dispatchEvent(new CustomEvent("htmx:pushedIntoHistory"));
        }"""
    )
    page.locator("[data-map][data-points='7']").wait_for(timeout=READY_MS)
    check_quiet(page)


def test_beside_the_list_the_map_shows_the_same_set(open_map):
    page = open_map(name="list")
    page.get_by_label("Maillon", exact=True).select_option("tri")
    page.locator("[data-map][data-points='7']").wait_for(timeout=READY_MS)
    assert page.locator("#results h2").inner_text() == "8 acteurs trouvés"
    assert "1 autre" in page.locator("[data-map-status]").inner_text()
    row = page.locator("#results tbody tr").first
    row.click(position={"x": 3, "y": 3})
    assert "is-chosen" in row.get_attribute("class")
    page.go_back()
    page.locator("[data-map][data-points='25']").wait_for(timeout=READY_MS)
    check_accessible(page, 1280, part=".map-beside")
    check_quiet(page)


def test_the_colours_follow_the_theme(open_map):
    page = open_map()
    light = page.locator(".map-canvas").screenshot()
    page.evaluate("() => { document.documentElement.dataset.themeChoice = 'dark'; }")
    page.wait_for_timeout(800)
    assert page.locator(".map-canvas").screenshot() != light
    check_quiet(page)


def test_without_webgl_the_page_says_so_and_the_table_is_there(open_map):
    page = open_map(script=NO_WEBGL)
    assert "ne sait pas dessiner la carte" in page.locator(".map-canvas").inner_text()
    assert page.get_by_role("table").first.is_visible()
    assert page.get_by_role("button", name="Lister les acteurs de cette vue").count() == 0
    check_accessible(page, 1280)


def test_a_public_base_map_is_asked_only_where_the_server_names_it(open_map, settings, live_server):
    settings.BASE_MAP_STYLE = f"{live_server.url}/fond-fictif.json"
    open_map.answers["fond-fictif.json"] = {
        "version": 8,
        "sources": {
            "fond": {
                "type": "geojson",
                "data": {"type": "FeatureCollection", "features": []},
                "attribution": "Fond fictif",
            }
        },
        "layers": [
            {"id": "fond", "type": "background", "paint": {"background-color": "#ffffff"}},
            {"id": "rien", "type": "fill", "source": "fond"},
        ],
    }
    page = open_map()
    assert page.locator("[data-map]").get_attribute("data-points") == "25"
    page.locator(".maplibregl-ctrl-attrib").get_by_text("Fond fictif").wait_for()
    check_accessible(page, 1280)
    check_quiet(page)


def test_a_base_map_out_of_reach_leaves_our_own_ground(open_map, settings, live_server):
    settings.BASE_MAP_STYLE = f"{live_server.url}/introuvable.json"
    page = open_map()
    assert page.locator("[data-map]").get_attribute("data-points") == "25"
    assert page.evaluate("() => window.policyViolations") == []


def test_the_script_of_the_map_is_loaded_only_where_there_is_a_map(open_map, live_server):
    page = open_map()
    assert any("maplibre-gl.mjs" in url for url in page.asked)
    page.asked.clear()
    page.goto(f"{live_server.url}{reverse('filieres:list')}")
    assert not any("maplibre" in url for url in page.asked)
