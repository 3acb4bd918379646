"""Nobody is named or reached through a sheet; what is held on a person is shown and erased."""

import pytest

from maillon_web.filieres.selectors import open_filiere
from maillon_web.filieres.waiting import list_waiting
from maillon_web.library import holdings
from maillon_web.library.models import Contribution, Rhythm, SavedSearch
from maillon_web.library.services import contributions as services
from maillon_web.library.services.privacy import find_contacts


@pytest.mark.parametrize(
    "text",
    [
        "prenom.nom@exemple.test",
        "prenom.nom (at) exemple.test",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "0612345678",
        "+33 6 12 34 56 78",
        "0033612345678",
        "+212 5 22 12 34 56",
    ],
)
def test_what_reaches_a_person_is_seen(text):
    assert find_contacts(f"Écrire à {text}, avant lundi.")


@pytest.mark.parametrize(
    "text",
    [
        "SIRET 552 100 554 00013",
        "SIREN 552100554",
        "2021-2023",
        "100 000 bouteilles en 2022",
        "1 234 567 890 €",
        "code NAF 38.11Z et code postal 06100",
        "le 01/02/2023 puis le 03/04/2024",
        "44.837789, -0.57918",
        "@ecolenationale sur les réseaux",
        "0,25 ETP et 05 communes",
    ],
)
def test_a_number_that_reaches_nobody_is_let_through(text):
    assert find_contacts(text) == []


@pytest.fixture
def held(people, library, filiere, write_sheet) -> Contribution:
    """A person's draft of its own, a sheet published for a filière, and a search."""
    write_sheet(people.contributor, "Exemple fictif : brouillon personnel")
    shared = write_sheet(people.contributor, "Exemple fictif : partagée", filiere=filiere)
    services.propose(shared, author=people.contributor)
    services.publish(shared, visibility="members", note="", author=people.lead)
    SavedSearch.objects.create(owner=people.contributor, name="Fictive", rhythm=Rhythm.DAILY)
    return shared


def test_what_is_held_on_a_person_is_shown(people, held):
    shown = str(holdings.collect(people.contributor))
    for text in ("brouillon personnel", "partagée", "Fictive"):
        assert text in shown
    assert "partagée" in str(holdings.collect(people.lead))


def test_an_erased_person_leaves_what_is_shared_unsigned(people, held):
    holdings.erase(people.contributor)
    holdings.erase(people.lead)
    kept = Contribution.objects.get()
    assert (kept.title, kept.author, kept.reviewed_by) == (held.title, None, None)
    assert not SavedSearch.objects.exists()


def test_what_waits_is_said_to_who_may_do_it(people, library, filiere, write_sheet):
    kept = write_sheet(people.contributor, filiere=filiere)
    services.propose(kept, author=people.contributor)

    def waits(user) -> str:
        return str(list_waiting(open_filiere(reader=user, filiere_id=filiere.pk), user))

    assert "à relire" in waits(people.lead)
    assert "à relire" not in waits(people.contributor)
    services.send_back(kept, note="Complétez", author=people.lead)
    assert "à compléter" in waits(people.contributor)
    assert "à relire" not in waits(people.lead)
