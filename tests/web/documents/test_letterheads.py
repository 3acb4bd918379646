"""Templates of an organisation: brought, checked, used, taken back, removed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.plain import plain
from tests.web.documents.objects import write_slides, write_word
from tests.web.documents.reading import read

from maillon_web.accounts.personal_data import iter_holdings
from maillon_web.documents.models import OwnTemplate
from maillon_web.documents.services import own_templates as services
from maillon_web.history.models import ChangeSet
from maillon_web.history.wording import describe

FIELDS = (
    "Notre commune et la filière {{ filiere.name }} ({{ plan.action_count }} actions)",
    "Parties : {% for party in contract.parties %}{{ party.name }} ; {% endfor %}",
    "Objet : {{ contract.object }}",
)


def bring(client, filiere, content, **given):
    values = {"name": "Modèle fictif", "paper_key": ""} | given
    file = SimpleUploadedFile(values.pop("file_name", "modele.docx"), content)
    path = reverse("documents:template_add", args=[filiere.pk])
    return client.post(path, {**values, "file": file})


def read_page(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def take(client, filiere, key, kind, own, **query):
    path = reverse("documents:download", args=[filiere.pk, key, kind])
    return client.get(path, {"modele": str(own.pk), **query})


def test_a_template_with_fields_is_filled_with_the_facts(wool, written, people, as_user):
    client = as_user(people.contributor)
    response = bring(client, wool, write_word(*FIELDS), paper_key="contrat-de-filiere")
    assert response.status_code == 302
    own = OwnTemplate.objects.get()
    assert (own.use, own.file_format, own.added_by) == ("fields", "docx", people.contributor)
    made = take(client, wool, "contrat-de-filiere", "docx", own)
    words = read(b"".join(made), "docx")
    assert "la filière Filière fictive (2 actions)" in words
    assert "Partie fictive une ; Partie fictive deux ;" in words
    assert "Objet : Objet fictif" in words


def test_the_page_says_how_many_of_its_fields_are_filled(wool, written, people, as_user):
    client = as_user(people.contributor)
    bring(client, wool, write_word(*FIELDS, "{{ meeting.title }}"), paper_key="contrat-de-filiere")
    path = reverse("documents:prepare", args=[wool.pk, "contrat-de-filiere"])
    page = client.get(path, {"modele": str(OwnTemplate.objects.get().pk)})
    own = page.context["own"]
    assert (own["coverage"].filled, own["coverage"].total) == (5, 6)
    assert [field.path for field in own["missing"]] == ["meeting.title"]
    assert [name for name, _url, _usual in page.context["files"]] == ["docx"]


def test_a_template_without_field_lends_its_style(wool, written, people, as_user):
    client = as_user(people.contributor)
    bring(client, wool, write_word())
    own = OwnTemplate.objects.get()
    assert own.use == "style"
    words = read(b"".join(take(client, wool, "feuille-de-route", "docx", own)), "docx")
    assert "Action fictive" in words
    assert take(client, wool, "feuille-de-route", "pdf", own).status_code == 400


def test_a_presentation_lends_its_master(wool, written, people, as_user):
    client = as_user(people.contributor)
    bring(client, wool, write_slides(), file_name="masque.pptx")
    own = OwnTemplate.objects.get()
    assert own.file_format == "pptx"
    words = read(b"".join(take(client, wool, "diaporama", "pptx", own)), "pptx")
    assert "Objectif fictif" in words
    assert take(client, wool, "diaporama", "docx", own).status_code == 400


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"ceci n'est pas un fichier Word", "n’est pas un .docx ou un .pptx lisible"),
        (b"PK\x03\x04" + b"\x00" * 200, "n’est pas un .docx ou un .pptx lisible"),
        (write_word("{{ filiere.nom }}"), "Le champ « filiere.nom » n’existe pas."),
        (write_word("{% for x in filiere.name %}{% endfor %}"), "n’est pas une liste"),
        (write_word("{{ filiere.name"), "mal écrit"),
        (write_word("{{ filiere.__class__ }}"), "n’existe pas"),
        (b"x" * 5_000_001, "dépasse 5 Mo"),
    ],
)
def test_a_bad_template_is_refused_with_its_sentence(content, sentence, wool, people, as_user):
    response = bring(as_user(people.contributor), wool, content)
    assert response.status_code == 422
    assert sentence in read_page(response)
    assert not OwnTemplate.objects.exists()


def test_each_problem_has_its_sentence(wool, people, as_user):
    response = bring(
        as_user(people.contributor), wool, write_word("{{ inconnu.un }} {{ inconnu.deux }}")
    )
    page = read_page(response)
    assert "« inconnu.un » n’existe pas" in page
    assert "« inconnu.deux » n’existe pas" in page


def test_a_file_and_a_name_are_asked_for(wool, people, as_user):
    path = reverse("documents:template_add", args=[wool.pk])
    response = as_user(people.contributor).post(path, {"name": "", "paper_key": "zz"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"file", "name", "paper_key"}


def test_there_is_a_limit_to_how_many(wool, people, as_user, monkeypatch):
    monkeypatch.setattr(services, "MOST_TEMPLATES", 1)
    client = as_user(people.contributor)
    assert bring(client, wool, write_word()).status_code == 302
    response = bring(client, wool, write_word())
    assert response.status_code == 422
    assert "a déjà 1 modèles" in response.content.decode()


def test_a_template_is_renamed_taken_back_and_removed(wool, people, as_user):
    client = as_user(people.contributor)
    content = write_word("Bonjour")
    bring(client, wool, content)
    own = OwnTemplate.objects.get()
    path = reverse("documents:template_edit", args=[wool.pk, own.pk])
    assert client.post(path, {"name": "Nouveau nom", "paper_key": "charte"}).status_code == 302
    own.refresh_from_db()
    assert (own.name, own.paper_key) == ("Nouveau nom", "charte")
    back = as_user(people.reader).get(reverse("documents:template_file", args=[wool.pk, own.pk]))
    assert b"".join(back) == content
    assert 'filename="nouveau-nom.docx"' in back["Content-Disposition"]
    path = reverse("documents:template_remove", args=[wool.pk, own.pk])
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 302
    assert not OwnTemplate.objects.exists()
    told = [plain(describe(change_set)) for change_set in ChangeSet.objects.order_by("pk")]
    assert told[-3:] == [
        "Modèle de document ajouté : « Modèle fictif »",
        "Modèle de document « Modèle fictif » renommé « Nouveau nom »",
        "Modèle de document supprimé : « Nouveau nom »",
    ]


def test_a_reader_uses_templates_and_brings_none(wool, people, as_user):
    bring(as_user(people.contributor), wool, write_word())
    own = OwnTemplate.objects.get()
    client = as_user(people.reader)
    assert client.get(reverse("documents:templates", args=[wool.pk])).status_code == 200
    assert take(client, wool, "charte", "docx", own).status_code == 200
    assert bring(client, wool, write_word()).status_code == 404
    for name in ("template_edit", "template_remove"):
        path = reverse(f"documents:{name}", args=[wool.pk, own.pk])
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert OwnTemplate.objects.count() == 1


def test_what_a_person_brought_is_shown_to_it_and_unsigned(wool, people, as_user):
    bring(as_user(people.contributor), wool, write_word())
    holding = dict(iter_holdings())["documents"]
    assert holding.collect(people.contributor)[0]["name"] == "Modèle fictif"
    holding.erase(people.contributor)
    assert OwnTemplate.objects.get().added_by is None


def test_every_field_of_the_help_can_be_copied_into_a_template(wool, people, as_user):
    page = as_user(people.reader).get(reverse("documents:fields", args=[wool.pk]))
    assert page.status_code == 200
    rows = [row for group in page.context["groups"] for row in group.rows]
    assert len(rows) > 100
    alone = [row.copy for row in rows if not row.is_inside and row.field.kind != "list"]
    response = bring(as_user(people.contributor), wool, write_word(*alone))
    assert response.status_code == 302, response.content.decode()


def test_nested_fields_of_the_help_make_a_working_loop(wool, written, people, as_user):
    page = as_user(people.reader).get(reverse("documents:fields", args=[wool.pk]))
    copies = {row.field.path: row.copy for group in page.context["groups"] for row in group.rows}
    inner = copies["plan.objectives.actions"].replace("…", copies["plan.objectives.actions.title"])
    whole = copies["plan.objectives"].replace("…", inner)
    client = as_user(people.contributor)
    assert bring(client, wool, write_word(whole)).status_code == 302
    made = take(client, wool, "feuille-de-route", "docx", OwnTemplate.objects.get())
    assert "Action fictive" in read(b"".join(made), "docx")
