"""On the made-up country of the studies: registers, secrets, neighbours, own lists."""

import json
import time

import pytest
from django.urls import reverse
from tests.studies.made_up_country import FILIERE, METROPOLIS, SECRET_WORDS, copy_home
from tests.studies.made_up_lists import import_rows, make_row
from tests.web.people import make_filiere

from maillon.domain.jobs import SilentProgress
from maillon.domain.provenance import Provenance
from maillon.domain.visibility import Audience
from maillon.reference.filieres import get_filiere
from maillon_web.diagnosis.models import DiagnosisFigure, DiagnosisText
from maillon_web.diagnosis.selectors import read_whole
from maillon_web.diagnosis.services import inputs, profile, refresh
from maillon_web.directory.models import Presence
from maillon_web.filieres.library import describe_stages
from maillon_web.filieres.models import FiliereVisibility, Stage

DECLARED = {
    "actor_id": "web:999",
    "name": "EXEMPLE FICTIF DECLARE",
    "commune_code": "59350",
    "source_keys": "annuaire",
    "declared_filiere": FILIERE,
    "declared_stages": "tri",
}


@pytest.fixture
def textile(people, country_home, monkeypatch):
    """A public filière on the made-up country."""
    monkeypatch.setenv("MAILLON_HOME", str(country_home))
    filiere = make_filiere(
        people,
        visibility=FiliereVisibility.PUBLIC,
        territory_key=METROPOLIS,
        territory_name="Métropole Européenne de Lille",
        template_key=FILIERE,
    )
    filiere.stages.all().delete()
    for position, values in enumerate(describe_stages(get_filiere(FILIERE))):
        Stage.objects.create(filiere=filiere, position=position, **values)
    return filiere


@pytest.fixture
def diagnosed_textile(textile):
    refresh(textile, SilentProgress())
    return textile


def test_a_filiere_is_filled_at_once_from_the_registers(textile):
    start = time.perf_counter()
    refresh(textile, SilentProgress())
    assert time.perf_counter() - start < 30
    assert Presence.objects.filter(filiere=textile).count() > 5


def test_what_is_not_diffused_is_in_no_page_nor_file(diagnosed_textile, people, as_user):
    texts = DiagnosisText.objects.filter(run__filiere=diagnosed_textile)
    assert texts.count() == 4
    for text in texts:
        held = json.dumps([text.document, text.pages, read_whole(text)], ensure_ascii=False)
        for word in SECRET_WORDS:
            assert word not in held
    for figure in DiagnosisFigure.objects.all():
        assert not any(word in json.dumps(figure.payload) for word in SECRET_WORDS)


def test_the_state_of_a_stage_comes_with_its_reasons_and_the_nearest(
    diagnosed_textile, people, as_user
):
    pages = DiagnosisText.objects.get(audience="members", language="fr").pages
    weak = [stage for stage in pages["stages"] if stage["state"] in {"missing", "fragile"}]
    assert weak
    assert all(stage["reasons"] for stage in weak)
    near = next(stage for stage in pages["stages"] if stage["nearest"] or stage["neighbours"])
    url = reverse("diagnosis:stage", args=(diagnosed_textile.pk, near["key"]))
    page = as_user(people.reader).get(url).content.decode()
    assert "Au plus près, hors du territoire" in page


def test_with_registers_the_page_compares_and_does_not_say_that_nobody_looked(
    diagnosed_textile, people, as_user
):
    url = reverse("diagnosis:results", args=(diagnosed_textile.pk,))
    page = as_user(people.reader).get(url).content.decode()
    assert "Établissements pour 10 000 habitants" in page
    assert "Aucun registre ne décrit" not in page


def declare(monkeypatch, visibility):
    """Make the directory hold one actor of that visibility."""

    def list_declared(_filiere, audience):
        is_seen = audience is Audience.MEMBERS or visibility == "public"
        return [DECLARED | {"visibility": visibility}] if is_seen else []

    source = Provenance(key="annuaire", label="Annuaire fictif", vintage="2026")
    monkeypatch.setattr(inputs, "list_declared", list_declared)
    monkeypatch.setattr(inputs, "list_provenances", lambda _filiere, _rows: [source])


def list_names(audience):
    text = DiagnosisText.objects.get(run__is_current=True, audience=audience, language="fr")
    return {actor["name"] for actor in read_whole(text)["actors"]}


@pytest.mark.parametrize(("visibility", "is_public"), [("members", False), ("public", True)])
def test_what_the_directory_declares_counts_for_those_who_may_see_it(
    visibility, is_public, textile, monkeypatch, people, as_user
):
    declare(monkeypatch, visibility)
    refresh(textile, SilentProgress())
    assert DECLARED["name"] in list_names("members")
    assert (DECLARED["name"] in list_names("public")) is is_public
    for name in ("results", "chain", "overview_panel"):
        page = as_user(None).get(reverse(f"diagnosis:{name}", args=(textile.pk,)))
        assert (DECLARED["name"] in page.content.decode()) <= is_public


def test_lists_imported_by_command_belong_to_no_filiere(
    textile, country_home, tmp_path, monkeypatch
):
    home = copy_home(country_home, tmp_path / "own")
    import_rows(home, tmp_path / "list.csv", [make_row("EXEMPLE FICTIF LISTE", "tri")])
    monkeypatch.setenv("MAILLON_HOME", str(home))
    refresh(textile, SilentProgress())
    assert "EXEMPLE FICTIF LISTE" not in list_names("members")


def test_the_ranking_reads_the_registers(textile):
    kept = profile(textile, SilentProgress())
    assert kept.profiles["is_covered"]
    assert json.dumps(kept.profiles)
