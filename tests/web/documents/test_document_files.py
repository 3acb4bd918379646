"""The files: they open, and say what the pages say."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.studies.made_up_country import FILIERE, METROPOLIS
from tests.web.documents.objects import (
    fill,
    make_charter,
    make_contract,
    make_meeting,
    make_plan,
)
from tests.web.documents.reading import count_pages, read

from maillon.domain.formatting import format_quantity
from maillon.domain.jobs import SilentProgress
from maillon.reference.filieres import get_filiere
from maillon.reference.papers import list_paper_templates
from maillon.reports.papers import CONTENT_TYPES
from maillon.studies.drafting import check_context
from maillon_web.diagnosis.services import refresh
from maillon_web.documents.selectors.blanks import list_to_write
from maillon_web.documents.selectors.context import build_context
from maillon_web.documents.selectors.subjects import Subject, SubjectKind
from maillon_web.filieres.library import describe_stages
from maillon_web.filieres.models import Filiere, Stage
from maillon_web.filieres.selectors import open_filiere
from maillon_web.plan.models import Action, Objective

# What a document is made of is read by pages that both passes visit.
pytestmark = pytest.mark.once
EACH = [(paper.key, name) for paper in list_paper_templates() for name in CONTENT_TYPES]
TODAY = date(2026, 11, 22)


def take(client, filiere, key, kind, **query):
    response = client.get(reverse("documents:download", args=[filiere.pk, key, kind]), query)
    return response, b"".join(response) if response.streaming else response.content


def prepare(client, filiere, key, **query):
    return client.get(reverse("documents:prepare", args=[filiere.pk, key]), query)


def flatten(text):
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize(("key", "kind"), EACH)
def test_every_document_opens_in_every_format_and_says_its_blanks(
    key, kind, wool, written, people, as_user
):
    client = as_user(people.reader)
    page = prepare(client, wool, key)
    response, content = take(client, wool, key, kind)
    assert response.status_code == 200
    assert response["Content-Type"] == CONTENT_TYPES[kind]
    assert response["Cache-Control"] == "private, no-store"
    assert f'filename="{key}-filiere-fictive-' in response["Content-Disposition"]
    words = read(content, kind)
    paper = page.context["draft"].paper
    for text in (paper.title, *(place.where for place in list_to_write(paper)[1:])):
        assert flatten(text) in words
    assert ("à compléter" in words) == any("complét" in str(block) for block in paper.blocks)


def test_the_context_holds_only_known_fields(wool, written, people):
    opened = open_filiere(reader=people.contributor, filiere_id=wool.pk)
    for kind in SubjectKind:
        subject = Subject(kind=kind, record=written[kind.value])
        context = build_context(opened, subject, TODAY)
        assert kind.value in context
        assert check_context(context) == []


def test_an_empty_filiere_has_a_context_too(filiere, people):
    opened = open_filiere(reader=people.reader, filiere_id=filiere.pk)
    assert check_context(build_context(opened, None, TODAY)) == []


@pytest.mark.parametrize("kind", ["docx", "pdf", "pptx"])
def test_the_figures_are_those_of_the_diagnostic_pages(kind, wool, people, as_user):
    client = as_user(people.reader)
    response = client.get(reverse("diagnosis:results", args=[wool.pk]))
    totals = response.context["pages"]["totals"]
    assert totals
    key = "diaporama" if kind == "pptx" else "note-de-cadrage"
    words = read(take(client, wool, key, kind)[1], kind)
    quoted = prepare(client, wool, key).context["draft"].context["diagnosis"]["figures"]
    shown = flatten(client.get(reverse("diagnosis:chain", args=[wool.pk])).content.decode())
    for figure in quoted:
        assert flatten(figure["value"]) in words
        page = client.get(reverse("diagnosis:figure", args=[wool.pk, figure["id"]]))
        assert flatten(figure["value"]) in flatten(page.content.decode())
    stages = prepare(client, wool, key).context["draft"].context["diagnosis"]["stages"]
    for stage, row in zip(stages, response.context["pages"]["stages"], strict=True):
        assert stage["label"] == row["label"]
        assert stage["actors"] == row["cells"]["establishments"]["text"]
        assert stage["state"] == row["state_label"]
        assert flatten(stage["label"]) in words
        assert flatten(stage["label"]) in shown


@pytest.mark.parametrize("kind", ["docx", "pdf", "pptx"])
def test_the_totals_are_those_of_the_plan_pages(kind, wool, written, people, as_user):
    client = as_user(people.reader)
    words = read(take(client, wool, "feuille-de-route", kind)[1], kind)
    totals = client.get(reverse("plan:money", args=[wool.pk])).context["totals"]
    planned = sum(float(total.value) for total in totals.planned_by_year)
    spent = sum(float(total.value) for total in totals.spent_by_year)
    assert (planned, spent) == (2077.5, 450)
    for amount in (planned, spent):
        assert flatten(format_quantity(amount, "€")) in words
    counts = client.get(reverse("plan:list", args=[wool.pk])).context["counts"]
    assert counts.total == 2
    context = prepare(client, wool, "feuille-de-route").context["draft"].context
    assert context["plan"]["action_count"] == counts.total
    rows = [action for entry in context["plan"]["objectives"] for action in entry["actions"]]
    assert len(rows) == counts.total
    assert sum(row["planned_eur"] or 0 for row in rows) == planned
    assert sum(row["spent_eur"] or 0 for row in rows) == spent
    for name in ("Action fictive", "Partie fictive", "Direction fictive", "Indicateur fictif"):
        assert name in words


def test_the_progress_is_that_of_the_method(wool, written, people, as_user):
    client = as_user(people.reader)
    steps = client.get(reverse("method:steps", args=[wool.pk])).context["standing"].advice.steps
    told = prepare(client, wool, "diaporama").context["draft"].context["method"]["steps"]
    assert [(step["title"], step["done"], step["total"]) for step in told] == [
        (step.step.title, step.counts.done, step.counts.total) for step in steps
    ]
    assert sum(step["done"] for step in told) == 1


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        (
            "contrat-de-filiere",
            [
                "Contrat fictif",
                "Objet fictif",
                "Partie fictive une",
                "Partie fictive deux",
                "Livrer (fictif) En contrepartie : Un local",
                "Bilan fictif",
                "Annexe fictive",
                "4 mars 2029",
            ],
        ),
        (
            "charte",
            ["Charte fictive", "Version 3", "5 mars 2026", "Valeurs fictives", "Signataire fictif"],
        ),
        (
            "compte-rendu",
            [
                "Rencontre fictive",
                "Groupe fictif",
                "Lieu fictif",
                "Point fictif",
                "Dit fictif.",
                "Décision fictive",
                "Organisation fictive",
                "Action fictive",
                "Leçon fictive",
            ],
        ),
    ],
)
def test_a_document_says_what_its_record_says(key, texts, wool, written, people, as_user):
    kind = {"contrat-de-filiere": "contract", "charte": "charter", "compte-rendu": "meeting"}[key]
    _response, content = take(
        as_user(people.reader), wool, key, "docx", sujet=str(written[kind].pk)
    )
    words = read(content, "docx")
    assert [text for text in texts if text not in words] == []
    assert "Signataire parti" not in words


@pytest.mark.parametrize("key", ["contrat-de-filiere", "convention-sieg", "lettre-d-intention"])
def test_a_legal_text_says_its_date_and_who_validates_it(key, wool, written, people, as_user):
    client = as_user(people.reader)
    words = read(take(client, wool, key, "docx")[1], "docx")
    assert "à valider par votre service juridique" in words
    assert "22 novembre 2026" in words
    page = prepare(client, wool, key).content.decode()
    assert "à valider par votre service juridique" in page


def test_the_summary_for_elected_members_has_two_pages(wool, written, people, as_user):
    for rank in range(4):
        objective = Objective.objects.create(
            filiere=wool, title=f"Objectif fictif {rank}", description="Raison fictive"
        )
        for number in range(5):
            Action.objects.create(
                filiere=wool, objective=objective, title=f"Action fictive {rank}.{number}"
            )
    _response, content = take(as_user(people.reader), wool, "synthese-elus", "pdf")
    assert count_pages(content) == 2


def test_the_summary_of_a_filiere_full_of_gaps_has_two_pages(
    filiere, people, as_user, monkeypatch, country_home
):
    monkeypatch.setenv("MAILLON_HOME", str(country_home))
    values = {"territory_key": METROPOLIS, "territory_name": "MEL", "template_key": FILIERE}
    Filiere.objects.filter(pk=filiere.pk).update(**values)
    filiere.refresh_from_db()
    filiere.stages.all().delete()
    for position, stage in enumerate(describe_stages(get_filiere(FILIERE))):
        Stage.objects.create(filiere=filiere, position=position, **stage)
    refresh(filiere, SilentProgress())
    fill(filiere, people)
    client = as_user(people.reader)
    told = prepare(client, filiere, "synthese-elus").context["draft"].context["diagnosis"]
    assert len(told["missing"]) + len(told["fragile"]) >= 3
    assert count_pages(take(client, filiere, "synthese-elus", "pdf")[1]) == 2


def test_an_unheld_meeting_leaves_its_content_to_write(wool, written, people, as_user):
    meeting = written["meeting"]
    meeting.state = "planned"
    meeting.save()
    page = prepare(as_user(people.reader), wool, "compte-rendu", sujet=str(meeting.pk))
    assert "decisions" not in page.context["draft"].context["meeting"]
    assert "pas marquée comme tenue" in page.content.decode()


def test_a_document_is_french_whatever_the_language_of_the_page(wool, written, people, as_user):
    client = as_user(people.reader)
    french = take(client, wool, "feuille-de-route", "docx")[1]
    client.cookies["django_language"] = "en"
    assert read(take(client, wool, "feuille-de-route", "docx")[1], "docx") == read(french, "docx")


def test_a_document_costs_the_same_whatever_the_filiere_holds(wool, written, people, as_user):
    client = as_user(people.reader)
    paths = [
        reverse("documents:list", args=[wool.pk]),
        reverse("documents:prepare", args=[wool.pk, "feuille-de-route"]),
        reverse("documents:prepare", args=[wool.pk, "compte-rendu"]),
        reverse("documents:download", args=[wool.pk, "contrat-de-filiere", "docx"]),
    ]
    few = [count_queries(client, path) for path in paths]
    common = {"filiere": wool, "visibility": "members", "created_by": people.lead}
    for _turn in range(5):
        make_contract(common)
        make_charter(common)
        make_meeting(common, make_plan(common)["action"])
    assert [count_queries(client, path) for path in paths] == few


def count_queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
