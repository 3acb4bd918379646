"""The pages of an import, as people meet them."""

import csv
import io

import pytest
from django.urls import reverse
from tests.web.directory.list_files import (
    DESCRIPTION,
    SIRETS,
    make_import,
    make_ready,
    make_upload,
    write_bomb,
    write_csv,
    write_xlsx,
)
from tests.web.people import add_actor, make_filiere

from maillon.domain.typography import typeset_french
from maillon_web.directory.models import Actor, ImportRow, ImportState, ListImport, ValueChoice
from maillon_web.directory.services import list_undoing, list_writing, lists
from maillon_web.directory.services.list_files import find_path
from maillon_web.directory.services.list_rejects import write_xlsx as write_rejects
from maillon_web.jobs.models import Job, JobState

LYON = ("Lyon", "69001")
ROWS = [
    ("Exemple fictif 1", SIRETS[0], *LYON, "1 rue fictive", "ramassage", "oui"),
    ("Exemple fictif 2", "12345", *LYON, "", "tri", ""),
    ("", "", "", "", "", "tri", ""),
    ("Exemple fictif 3", "", "Ville qui n'existe pas", "", "=1+1", "", "peut-être"),
]
STEPS = ("file", "columns", "values", "review", "done")


@pytest.fixture(autouse=True)
def _alone(monkeypatch, settings, tmp_path, django_capture_on_commit_callbacks):
    """Without the diagnostic that follows, and with files of this test only."""
    settings.UPLOADS_FOLDER = tmp_path
    for module in (list_writing, list_undoing):
        monkeypatch.setattr(module, "ask_refresh", lambda *_a, **_k: None)


@pytest.fixture
def client(as_user, people):
    return as_user(people.contributor)


@pytest.fixture
def do(client, django_capture_on_commit_callbacks):
    """Send a form, and let the work that it asked for be done."""

    def send(address: str, data: dict, **headers):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, data, **headers)

    return send


def at(name: str, filiere, *arguments) -> str:
    return reverse(f"directory:{name}", args=(filiere.pk, *arguments))


def described(**fields) -> dict[str, object]:
    return {
        "label": "Carnet fictif",
        "dated": "2026-01-31",
        "licence": "",
        "visibility": "members",
    } | fields


def columns_of(made: ListImport, **changed: str) -> dict[str, str]:
    mapping = made.inspection["mapping"] | changed
    return {
        f"column_{column['position']}": mapping.get(column["name"], "")
        for column in made.inspection["columns"]
    }


def test_a_list_goes_from_the_file_to_the_directory_and_back(filiere, client, do):
    answer = do(
        at("list_upload", filiere), described(file=make_upload(write_csv(ROWS), "Mon carnet.csv"))
    )
    made = ListImport.objects.get()
    assert answer.url == at("list_step", filiere, made.pk, "columns")
    page = client.get(answer.url).content.decode()
    assert "Exemple fictif 1" in page
    assert "Mon carnet.csv" in page

    answer = do(at("list_step", filiere, made.pk, "columns"), columns_of(made))
    page = client.get(answer.url).content.decode()
    assert "ramassage" in page
    assert "peut-être" in page
    made.refresh_from_db()
    targets = {
        f"target_{number}": "collecte" if value["value"] == "ramassage" else ""
        for number, value in enumerate(made.wanted_values)
    }
    assert not Actor.objects.exists()
    answer = do(at("list_step", filiere, made.pk, "values"), targets)
    page = client.get(answer.url).content.decode()
    assert "Rien n’est encore écrit" in page
    assert not Actor.objects.exists()
    made.refresh_from_db()
    assert made.summary["counts"]["new"] == 3
    assert made.summary["counts"]["rejected"] == 1

    assert (
        "3 fiches seront créées." in client.get(at("list_apply", filiere, made.pk)).content.decode()
    )
    answer = do(at("list_apply", filiere, made.pk), {})
    page = client.get(answer.url, follow=True).content.decode()
    assert "La liste est dans l’annuaire" in page
    assert Actor.objects.get(siret=SIRETS[0]).presences.get().declared_stages == ["collecte"]
    choice = ValueChoice.objects.get(raw="ramassage")
    assert (choice.target, choice.organisation) == ("collecte", filiere.organisation)

    answer = do(at("list_undo", filiere, made.pk), {})
    page = client.get(answer.url).content.decode()
    assert "3 fiches sont retirées." in page
    assert not Actor.objects.exists()


def test_what_was_settled_before_is_filled_and_says_by_whom(filiere, people, client, do):
    content = write_csv(ROWS)
    first = make_import(filiere, people.lead, content)
    lists.settle_values(first, {("declared_stages", "ramassage"): "collecte"}, author=people.lead)
    second = make_import(filiere, people.contributor, content)
    do(at("list_step", filiere, second.pk, "columns"), columns_of(second))
    page = client.get(at("list_step", filiere, second.pk, "values")).content.decode()
    assert "Déjà choisi" in page
    assert "par lead le" in page


def test_a_commune_that_was_not_found_is_given_by_hand(filiere, people, client, do):
    made = make_import(filiere, people.contributor, write_csv(ROWS))
    do(at("list_step", filiere, made.pk, "columns"), columns_of(made))
    made.refresh_from_db()
    address = at("list_step", filiere, made.pk, "values")
    place = client.get(address).context["form"].list_lines()[-1]
    assert place.value["field"] == "city"
    answer = do(address, {place.other.html_name: "Nulle Part les Bains"})
    assert "Aucune commune de ce nom" in answer.content.decode()
    do(address, {place.other.html_name: "Villeurbanne"})
    row = made.rows.get(name="Exemple fictif 3")
    assert row.values["commune_name"] == "Villeurbanne"


def test_a_name_is_required_and_a_field_comes_from_one_column(filiere, people, client, do):
    made = make_import(filiere, people.contributor, write_csv(ROWS))
    address = at("list_step", filiere, made.pk, "columns")
    answer = do(address, columns_of(made, Nom=""))
    assert "le nom des structures\u00a0: il est obligatoire" in answer.content.decode()
    answer = do(address, columns_of(made, Adresse="name"))
    assert typeset_french("« Nom » vient déjà de la colonne") in answer.content.decode()
    answer = do(address, {"column_0": "nothing of the kind"})
    assert answer.status_code == 200


def test_one_may_go_back_and_choose_another_file_or_sheet(filiere, people, client, do):
    book = write_xlsx(
        {
            "Première fictive": [("Nom", "Commune"), ("Exemple fictif 1", "Lyon")],
            "Seconde fictive": [("Nom", "Commune"), ("Autre fictif", "Lyon"), ("Tiers", "Bron")],
        }
    )
    made = make_import(filiere, people.contributor, book, "carnet.xlsx")
    address = at("list_step", filiere, made.pk, "columns")
    assert "Seconde fictive" in client.get(address).content.decode()
    do(address, {"sheet": "Seconde fictive"})
    made.refresh_from_db()
    assert (made.sheet, made.inspection["row_count"]) == ("Seconde fictive", 2)
    former = find_path(made)
    do(
        at("list_step", filiere, made.pk, "file"),
        described(label="Autre nom fictif", file=make_upload(write_csv(ROWS))),
    )
    made.refresh_from_db()
    assert (made.label, made.state, made.sheet) == ("Autre nom fictif", ImportState.UPLOADED, "")
    assert find_path(made).exists()
    assert not former.exists()


def test_a_step_that_is_not_reached_leads_to_the_present_one(filiere, people, client):
    made = make_import(filiere, people.contributor, write_csv(ROWS))
    for step in ("review", "done"):
        answer = client.get(at("list_step", filiere, made.pk, step))
        assert answer.url == at("list_step", filiere, made.pk, "values")
    assert client.get(at("list_go_on", filiere, made.pk)).url.endswith("/valeurs/")
    assert client.get(at("list_apply", filiere, made.pk)).status_code == 302


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vide.csv", b"", "est vide"),
        ("carnet.csv", b"%PDF-1.7 fictif", "ni un CSV ni un classeur"),
        ("image.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "ni un CSV ni un classeur"),
        ("page.xlsx", b"<html><body>fictif</body></html>", "ni un CSV ni un classeur"),
        ("ancien.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "mot de passe"),
        ("faux.xlsx", b"PK\x03\x04" + b"0" * 600, "est abîmé"),
        ("titre.csv", b"Nom;Commune\n", "pas de ligne sous ses en-t"),
        ("sans.csv", b"\x00\x01\x02\x03" * 200, "ni un CSV ni un classeur"),
    ],
)
def test_each_bad_file_has_its_sentence(filiere, do, tmp_path, name, content, said):
    answer = do(at("list_upload", filiere), described(file=make_upload(content, name)))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not ListImport.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_archive_that_is_no_workbook_is_not_opened(filiere, do):
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("carnet.csv", "Nom\nExemple fictif 1\n")
    answer = do(at("list_upload", filiere), described(file=make_upload(file.getvalue(), "x.xlsx")))
    assert "est une archive" in answer.content.decode()


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_opened(
    filiere, do, settings, monkeypatch
):
    settings.MOST_UPLOAD_BYTES = 1024 * 1024

    def fail(*_arguments, **_named):
        raise AssertionError("it was opened")

    monkeypatch.setattr(lists, "inspect_file", fail)
    bomb = write_bomb(20 * 1024 * 1024)
    assert len(bomb) < 100_000
    answer = do(at("list_upload", filiere), described(file=make_upload(bomb, "bombe.xlsx")))
    assert "démesuré" in answer.content.decode()


def test_a_workbook_that_lies_about_its_size_is_measured_as_it_unpacks(filiere, do, settings):
    settings.MOST_UPLOAD_BYTES = 1024 * 1024
    bomb = write_bomb(20 * 1024 * 1024)
    lie = bomb.replace((20 * 1024 * 1024).to_bytes(4, "little"), (1024).to_bytes(4, "little"))
    assert lie != bomb
    answer = do(at("list_upload", filiere), described(file=make_upload(lie, "bombe.xlsx")))
    assert "démesuré" in answer.content.decode()


def test_a_file_beyond_the_limit_is_refused(filiere, do, settings):
    settings.MOST_UPLOAD_BYTES = 100
    answer = do(at("list_upload", filiere), described(file=make_upload(write_csv(ROWS))))
    assert "la limite est de" in answer.content.decode()


def test_another_encoding_and_formulas_are_read_as_they_are(filiere, people):
    rows = [("Épicerie fictive", SIRETS[0], *LYON, "", "", "")]
    made = make_ready_from(filiere, people, write_csv(rows).decode().encode("cp1252"))
    assert made.rows.get().name == "Épicerie fictive"
    book = write_xlsx({"Feuille": [("Nom", "Commune"), ('=HYPERLINK("http://x.test")', "Lyon")]})
    read = make_import(filiere, people.lead, book, "formules.xlsx")
    assert read.inspection["row_count"] == 1


def make_ready_from(filiere, people, content: bytes) -> ListImport:
    from maillon.domain.jobs import SilentProgress
    from maillon_web.directory.services.list_preparing import prepare

    made = make_import(filiere, people.lead, content)
    prepare(made, author=people.lead, progress=SilentProgress())
    return made


def test_a_day_to_come_is_refused(filiere, do):
    upload = make_upload(write_csv(ROWS))
    answer = do(at("list_upload", filiere), described(file=upload, dated="2999-01-01"))
    assert "encore passée" in answer.content.decode()


def test_the_rows_to_look_at_come_back_with_their_reason_and_their_columns(filiere, people, client):
    made = make_ready(filiere, people.contributor, ROWS)
    answer = client.get(at("list_rejects", filiere, made.pk, "csv"))
    assert "attachment" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = {
        row["Ligne de la liste"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")
    }
    assert set(rows) == {"2", "3", "4", "5"}
    assert "n’est pas un maillon" in rows["2"]["Pourquoi"]
    assert rows["3"]["SIRET"] == "12345"
    assert rows["3"]["Colonnes à revoir"] == "SIRET"
    assert "14 chiffres" in rows["3"]["Pourquoi"]
    assert rows["4"]["Suite donnée"] == "Refusée"
    assert "Commune introuvable." in rows["5"]["Pourquoi"]
    assert rows["5"]["Adresse"] == "'=1+1"


def test_the_file_of_rows_to_look_at_comes_in_again(filiere, people):
    made = make_ready(filiere, people.contributor, ROWS)
    with write_rejects(made) as file:
        again = make_import(filiere, people.lead, file.read(), "a-revoir.xlsx")
    assert set(again.mapping.values()) == set(made.mapping.values())
    assert again.inspection["row_count"] == len(ROWS)


def test_a_row_is_chosen_in_place_and_the_counts_follow(filiere, people, client):
    alike = add_actor(filiere, "Atelier fictif", commune_code="69123", address="Chez nous")
    made = make_ready(
        filiere, people.contributor, [("ATELIER FICTIF", "", *LYON, "Ailleurs", "", "")]
    )
    page = client.get(at("list_step", filiere, made.pk, "review")).content.decode()
    assert "Chez nous" in page
    assert "Même nom, même commune" in page
    answer = client.post(
        at("list_choose", filiere, made.pk, 2),
        {"choice": f"same:actor:{alike.pk}", "voir": "duplicate"},
        headers={"HX-Request": "true"},
    )
    text = answer.content.decode()
    assert 'data-hx-swap-oob="true"' in text
    assert ImportRow.objects.get().target == alike
    answer = client.post(at("list_choose", filiere, made.pk, 2), {"choice": "different"})
    assert answer.status_code == 302
    assert ImportRow.objects.get().state == "new"
    for wrong in ("same:actor:999999", "same:row:1", "nothing"):
        client.post(at("list_choose", filiere, made.pk, 2), {"choice": wrong})
    assert ImportRow.objects.get().target is None


def test_rows_are_settled_all_at_once(filiere, people, client):
    add_actor(filiere, "Fictif", siret=SIRETS[0], external_id=SIRETS[0])
    made = make_ready(filiere, people.contributor, [("X fictif", SIRETS[0], *LYON, "", "", "")])
    address = at("list_choose_all", filiere, made.pk)
    client.post(address, {"likeness": "siret", "choice": "aside"})
    assert ImportRow.objects.get().state == "skipped"
    client.post(address, {"likeness": "siret", "choice": "different"})
    assert ImportRow.objects.get().state == "skipped"
    client.post(address, {"likeness": "x", "choice": "y"})


def test_a_sheet_of_a_hidden_filiere_is_not_shown(filiere, people, client):
    hidden = make_filiere(people, name="Filière cachée fictive")
    add_actor(
        hidden, "Nom caché fictif", siret=SIRETS[0], external_id=SIRETS[0], phone="0102030405"
    )
    made = make_ready(filiere, people.contributor, [("X fictif", SIRETS[0], *LYON, "", "", "")])
    page = client.get(at("list_step", filiere, made.pk, "review")).content.decode()
    assert "Nom caché fictif" not in page
    assert "à laquelle vous n’avez pas accès" in page


@pytest.mark.parametrize("role", ["reader", "actor", "stranger", None])
def test_who_may_not_write_does_not_learn_of_imports(filiere, people, as_user, role):
    made = make_ready(filiere, people.lead, ROWS)
    browser = as_user(getattr(people, role) if role else None)
    reads = [
        at("lists", filiere),
        at("list_upload", filiere),
        at("list_go_on", filiere, made.pk),
        at("list_progress", filiere, made.pk),
        at("list_apply", filiere, made.pk),
        at("list_undo", filiere, made.pk),
        at("list_drop", filiere, made.pk),
        at("list_rejects", filiere, made.pk, "csv"),
        at("list_rejects", filiere, made.pk, "xlsx"),
        *(at("list_step", filiere, made.pk, step) for step in STEPS),
    ]
    writes = [at("list_choose", filiere, made.pk, 2), at("list_choose_all", filiere, made.pk)]
    assert [browser.get(address).status_code for address in reads] == [404] * len(reads)
    posted = [browser.post(address).status_code for address in [*reads[4:7], *writes]]
    assert posted == [404] * 5
    assert ListImport.objects.count() == 1


def test_an_import_of_another_filiere_is_not_found(filiere, people, client):
    other = make_filiere(people, name="Autre filière fictive")
    made = make_ready(other, people.lead, ROWS)
    addresses = [
        at("list_go_on", filiere, made.pk),
        at("list_progress", filiere, made.pk),
        at("list_apply", filiere, made.pk),
        at("list_undo", filiere, made.pk),
        at("list_drop", filiere, made.pk),
        at("list_rejects", filiere, made.pk, "csv"),
        *(at("list_step", filiere, made.pk, step) for step in STEPS),
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    for address in (*addresses[2:5], at("list_choose", filiere, made.pk, 2)):
        assert client.post(address, {"choice": "aside"}).status_code == 404
    assert client.get(at("list_go_on", other, made.pk)).status_code == 302


def test_reading_an_import_writes_nothing(filiere, people, client):
    made = make_ready(filiere, people.contributor, ROWS)
    for name in ("list_apply", "list_undo", "list_drop"):
        assert client.get(at(name, filiere, made.pk)).status_code == 200
    assert client.get(at("list_choose", filiere, made.pk, 2)).status_code == 405
    assert client.put(at("list_drop", filiere, made.pk)).status_code == 405
    made.refresh_from_db()
    assert made.state == ImportState.READY


def test_a_forgotten_import_takes_its_file_along(filiere, people, client):
    made = make_ready(filiere, people.contributor, ROWS)
    path = find_path(made)
    assert path.exists()
    assert path.stat().st_mode & 0o077 == 0
    assert DESCRIPTION.label not in path.name
    client.post(at("list_drop", filiere, made.pk))
    assert not ListImport.objects.exists()
    assert not path.exists()


def test_a_work_under_way_is_shown_and_leads_on_when_it_is_over(filiere, people, client):
    made = make_import(filiere, people.contributor, write_csv(ROWS))
    job = Job.objects.create(kind="directory.read_list_values", label="Lecture", scope="x")
    ListImport.objects.filter(pk=made.pk).update(job_id=job.pk)
    address = at("list_step", filiere, made.pk, "values")
    assert "data-hx-trigger" in client.get(address).content.decode()
    assert client.get(at("list_progress", filiere, made.pk)).status_code == 200
    Job.objects.update(state=JobState.INTERRUPTED, message="Le serveur s'est arrêté.")
    answer = client.get(at("list_progress", filiere, made.pk))
    assert answer["HX-Redirect"] == address
    page = client.get(address).content.decode()
    assert "Le serveur s&#x27;est arrêté." in page


def test_a_work_that_stopped_can_be_asked_for_again(filiere, people, client, do):
    made = make_import(filiere, people.contributor, write_csv(ROWS))
    address = at("list_step", filiere, made.pk, "values")
    assert "Lire la liste" in client.get(address).content.decode()
    do(address, {})
    made.refresh_from_db()
    assert made.wanted_values


def test_an_undone_list_is_taken_up_again(filiere, people, client, do):
    made = make_ready(filiere, people.contributor, ROWS)
    do(at("list_apply", filiere, made.pk), {})
    do(at("list_undo", filiere, made.pk), {})
    answer = do(at("list_step", filiere, made.pk, "done"), {})
    assert answer.url == at("list_step", filiere, made.pk, "review")
    made.refresh_from_db()
    assert made.state == ImportState.READY


def test_the_review_costs_the_same_however_long_the_list(
    filiere, people, client, django_assert_max_num_queries
):
    for number in range(12):
        add_actor(filiere, f"Fictif {number}", commune_code="69123")
    made = make_ready(
        filiere,
        people.contributor,
        [(f"FICTIF {number}", "", *LYON, "", "", "") for number in range(12)],
    )
    for voir in ("duplicate", "new", "check"):
        with django_assert_max_num_queries(24):
            client.get(at("list_step", filiere, made.pk, "review"), {"voir": voir})
    with django_assert_max_num_queries(14):
        client.get(at("lists", filiere))
