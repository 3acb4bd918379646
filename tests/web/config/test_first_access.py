"""The link drawn on the server opens one session, of its person, once."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User
from maillon_web.config.first_access import create_administrator, create_confirmed, make_link

pytestmark = pytest.mark.django_db


def _enter(link: str) -> Client:
    client = Client()
    client.get(link.removeprefix("http://lieu.exemple"))
    return client


def _who(client: Client) -> int | None:
    number = client.session.get("_auth_user_id")
    return int(number) if number else None


def test_a_link_opens_the_session_of_its_person_once() -> None:
    person = create_confirmed("visite@exemple.test")
    link = make_link(person, address="http://lieu.exemple/")
    assert link.startswith("http://lieu.exemple/entrer/")
    assert _who(_enter(link)) == person.pk
    second = Client().get(link.removeprefix("http://lieu.exemple"))
    assert second.status_code == 410
    assert "Ce lien ne sert plus" in second.text


def test_a_false_link_opens_nothing() -> None:
    assert Client().get("/entrer/au-hasard/").status_code == 410


def test_a_preview_of_the_link_does_not_use_it_up() -> None:
    person = create_confirmed("visite@exemple.test")
    link = make_link(person, address="")
    Client().head(link)
    assert _who(_enter(link)) == person.pk


def test_the_link_itself_is_kept_nowhere() -> None:
    link = make_link(create_confirmed("visite@exemple.test"), address="")
    token = link.rstrip("/").rpartition("/")[2]
    assert not any(token in str(key) for key in getattr(cache, "_cache", {}))


def test_somebody_signed_in_keeps_their_session() -> None:
    person, other = (create_confirmed(f"{name}@exemple.test") for name in ("un", "deux"))
    client = _enter(make_link(person, address=""))
    response = client.get(make_link(other, address=""))
    assert response["Location"] == "/"
    assert _who(client) == person.pk


def test_a_second_factor_is_still_asked_for() -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    person = create_confirmed("visite@exemple.test")
    TOTP.activate(person, generate_totp_secret())
    client = Client()
    response = client.get(make_link(person, address=""))
    assert _who(client) is None
    assert response.status_code == 302
    assert "2fa" in response["Location"]


def test_an_account_that_was_closed_is_not_opened() -> None:
    person = create_confirmed("visite@exemple.test")
    link = make_link(person, address="")
    User.objects.update(is_active=False)
    assert Client().get(link).status_code == 410


def test_who_administers_is_created_or_let_in_again() -> None:
    person = create_administrator("Responsable@Exemple.test")
    assert (person.email, person.is_staff, person.is_superuser) == (
        "responsable@exemple.test", True, True,
    )  # fmt: skip
    assert create_administrator("responsable@exemple.test").pk == person.pk
    assert not person.has_usable_password()
    assert mail.outbox == []


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        create_administrator("pas une adresse")
    assert "pas une adresse" in refused.value.for_user()
    assert not User.objects.exists()
