"""What must not be seen is not seen: partial diffusion, homes of persons, internal lists."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.studies.documents import check_document, find_actor, read_figures, to_text
from tests.studies.made_up_country import (
    FILIERE,
    HOME_STREET,
    MASKED,
    METROPOLIS,
    PERSON,
    SECRET_LATITUDES,
    SECRET_WORDS,
    WORKSHOP,
    make_siret,
)
from tests.studies.made_up_lists import import_rows, make_row

from maillon import reports
from maillon.domain.visibility import Audience, Visibility
from maillon.studies.diagnosing import diagnose
from maillon.studies.listing import list_actors
from maillon.studies.shapes import list_shapes

INTERNAL_NAME = "ACTEUR INTERNE FICTIF"
SECRETS = (*SECRET_WORDS, *map(str, SECRET_LATITUDES), HOME_STREET)


def _write_everywhere(document: dict[str, Any]) -> dict[str, str]:
    """Return every written form of a result, as text."""
    workbook = zipfile.ZipFile(io.BytesIO(reports.render_xlsx(document)))
    return {
        "json": to_text(document),
        "html": reports.render_html(document, shapes=list_shapes(document)),
        "csv": reports.render_csv(document),
        "csv of stages": reports.render_csv(document, "stages"),
        "csv of figures": reports.render_csv(document, "figures"),
        "geojson": reports.render_geojson(document),
        "xlsx": " ".join(workbook.read(name).decode("utf-8") for name in workbook.namelist()),
    }


@pytest.mark.parametrize("audience", list(Audience))
def test_what_is_partially_diffused_is_counted_and_never_named_nor_located(
    country_home: Path, audience: Audience
) -> None:
    found = diagnose(METROPOLIS, FILIERE, home=country_home, audience=audience)
    assert read_figures(found.document, "reparation_reemploi")["establishments"] == 2
    assert read_figures(found.document, "reparation_reemploi")["hidden"] == 1
    assert find_actor(found.document, make_siret(MASKED)) is None
    for form, text in _write_everywhere(found.document).items():
        leaks = [word for word in (*SECRETS, make_siret(MASKED)) if word in text]
        assert leaks == [], form


def test_the_whole_list_of_actors_hides_them_too(country_home: Path) -> None:
    document = list_actors(METROPOLIS, FILIERE, home=country_home)
    for text in (to_text(document), reports.render_csv(document), reports.render_geojson(document)):
        assert not [word for word in SECRETS if word in text]
    assert {actor["id"] for actor in document["actors"]} >= {
        make_siret(WORKSHOP),
        make_siret(PERSON),
    }


def test_a_natural_person_is_named_by_the_register_and_has_neither_address_nor_point(
    country_home: Path,
) -> None:
    found = diagnose(METROPOLIS, FILIERE, home=country_home)
    actor = find_actor(found.document, make_siret(PERSON))
    assert actor is not None
    assert actor["name"] == "EXEMPLE FICTIF"
    assert (actor["lat"], actor["lon"], actor["position_quality"]) == (None, None, None)
    rows = {row["siret"]: row for row in found.findings.gathered.table.to_pylist()}
    assert rows[make_siret(PERSON)]["address"] is None
    assert rows[make_siret(WORKSHOP)]["address"] == "4 RUE DE L EXEMPLE"
    shown = json.loads(reports.render_geojson(found.document))["features"]
    quality = {feature["id"]: feature["properties"]["position_quality"] for feature in shown}
    assert quality.pop(make_siret(WORKSHOP)) == "precise"
    assert make_siret(PERSON) not in quality
    assert set(quality.values()) == {"commune"}


@pytest.fixture
def secret_home(own_home: Path, tmp_path: Path) -> Path:
    """A home where an internal list adds 4 makers, 1 sorter, and says a secret of a weaver."""
    rows = [
        *(make_row(f"{INTERNAL_NAME} {number}", "fabrication") for number in range(4)),
        make_row(f"{INTERNAL_NAME} seul", "tri"),
        make_row(
            INTERNAL_NAME, "soutien", SIRET=make_siret(WORKSHOP), Activité="propos interne fictif"
        ),
    ]
    import_rows(own_home, tmp_path / "interne.csv", rows, label="Liste interne fictive")
    return own_home


def test_members_see_what_their_lists_say(secret_home: Path) -> None:
    document = diagnose(METROPOLIS, FILIERE, home=secret_home).document
    check_document(document)
    assert read_figures(document, "fabrication")["establishments"] == 7
    assert read_figures(document, "tri")["establishments"] == 1
    weaver = find_actor(document, make_siret(WORKSHOP))
    assert weaver is not None
    assert "soutien" in {stage["key"] for stage in weaver["stages"]}
    assert INTERNAL_NAME in to_text(document)


def test_the_public_version_holds_nothing_of_an_internal_list(
    secret_home: Path, country_home: Path
) -> None:
    document = diagnose(METROPOLIS, FILIERE, home=secret_home, audience=Audience.PUBLIC).document
    check_document(document)
    for form, text in _write_everywhere(document).items():
        leaks = [
            word
            for word in (INTERNAL_NAME, "interne fictif", "liste-liste-interne", "Liste interne f")
            if word.casefold() in text.casefold()
        ]
        assert leaks == [], form
    bare = diagnose(METROPOLIS, FILIERE, home=country_home, audience=Audience.PUBLIC).document
    assert [actor["id"] for actor in document["actors"]] == [a["id"] for a in bare["actors"]]
    for stage in document["stages"]:
        ours, theirs = (read_figures(part, stage["key"]) for part in (document, bare))
        assert {**ours, "internal": 0} == theirs
        assert ours["internal"] in {None, 0}


def test_internal_counts_that_would_name_someone_are_withheld(secret_home: Path) -> None:
    document = diagnose(METROPOLIS, FILIERE, home=secret_home, audience=Audience.PUBLIC).document
    sorter = document["figures"]["stage.tri.internal"]
    assert (sorter["value"], sorter["is_protected"]) == (None, True)
    # Were the total and the other stages shown, the difference would tell the lonely sorter.
    shown = {
        key: document["figures"][key]["value"]
        for key in document["figures"]
        if key.endswith(".internal") and not document["figures"][key]["is_protected"]
    }
    assert {"stage.fabrication.internal", "total.internal"} - shown.keys()


def test_internal_counts_large_enough_are_published(own_home: Path, tmp_path: Path) -> None:
    rows = [make_row(f"{INTERNAL_NAME} {number}", "fabrication") for number in range(4)]
    import_rows(own_home, tmp_path / "interne.csv", rows)
    document = diagnose(METROPOLIS, FILIERE, home=own_home, audience=Audience.PUBLIC).document
    assert read_figures(document, "fabrication")["internal"] == 4
    assert read_figures(document)["internal"] == 4
    assert read_figures(document, "fabrication")["establishments"] == 3
    assert INTERNAL_NAME not in to_text(document)


def test_one_organisation_above_the_limit_is_withheld_even_among_many(
    own_home: Path, tmp_path: Path
) -> None:
    rows = [
        make_row(f"{INTERNAL_NAME} {number}", "fabrication", Effectif="500" if not number else "1")
        for number in range(4)
    ]
    import_rows(own_home, tmp_path / "interne.csv", rows)
    document = diagnose(METROPOLIS, FILIERE, home=own_home, audience=Audience.PUBLIC).document
    assert document["figures"]["stage.fabrication.internal"]["is_protected"]
    assert document["figures"]["total.internal"]["value"] is None


def test_a_public_list_is_shown_to_everyone(own_home: Path, tmp_path: Path) -> None:
    rows = [make_row("Exemple fictif public", "tri")]
    import_rows(own_home, tmp_path / "liste.csv", rows, visibility=Visibility.PUBLIC)
    document = diagnose(METROPOLIS, FILIERE, home=own_home, audience=Audience.PUBLIC).document
    assert read_figures(document, "tri")["establishments"] == 1
    assert "Exemple fictif public" in to_text(document)
