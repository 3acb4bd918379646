"""The layout, the choice of the theme, the pages for what goes wrong."""

import re

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

pytestmark = pytest.mark.django_db


def test_the_theme_is_kept_and_written_in_the_next_page(client: Client):
    answer = client.post("/affichage/theme/", {"theme": "dark", "next": "/compte/login/?a=1"})
    assert answer.headers["Location"] == "/compte/login/?a=1"
    page = client.get("/compte/login/").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert 'data-theme-choice="dark"' in page


def test_an_unknown_theme_is_not_kept(client: Client):
    client.post("/affichage/theme/", {"theme": '"><script>'})
    assert 'data-theme-choice="auto"' in client.get("/compte/login/").content.decode()


def test_a_forged_theme_cookie_does_not_enter_the_page(client: Client):
    client.cookies["maillon_theme"] = "<b>"
    assert 'data-theme-choice="auto"' in client.get("/compte/login/").content.decode()


def test_the_choice_of_the_theme_leads_to_no_other_site(client: Client):
    answer = client.post("/affichage/theme/", {"theme": "dark", "next": "//ailleurs.example/"})
    assert answer.headers["Location"] == "/"


def test_the_theme_cannot_be_changed_by_a_link(client: Client):
    assert client.get("/affichage/theme/").status_code == 405


def test_signing_in_wears_the_theme_in_both_languages(client: Client):
    page = client.get("/compte/login/", headers={"accept-language": "fr"}).content.decode()
    assert '<html lang="fr"' in page
    assert page.count("<h1") == 1
    assert 'href="#contenu"' in page
    assert 'id="contenu"' in page
    english = client.get("/compte/login/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en"' in english


def test_nothing_of_the_page_needs_a_weaker_content_policy(client: Client):
    page = client.get("/compte/login/").content.decode()
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|javascript:", page) == []
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_the_page_of_a_wrong_sign_in_says_what_to_mend(client: Client):
    answer = client.post("/compte/login/", {"login": "", "password": ""})
    assert "data-take-focus" in answer.content.decode()


def test_an_unknown_address_gets_a_page_that_says_what_to_do(client: Client):
    answer = client.get("/nulle-part/")
    assert answer.status_code == 404
    assert "Cette page n’existe pas" in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_an_error_page_needs_nothing_but_itself(name: str):
    page = render_to_string(name)
    assert page.count("<h1") == 1
    assert 'href="/"' in page


def test_a_confirmation_asks_before_it_does():
    request = RequestFactory().get("/")
    context = {"heading": "Retirer ?", "submit": "Retirer", "danger": True, "cancel": "/x/"}
    page = render_to_string("ui/confirm.html", context, request=request)
    assert "<h1>Retirer ?</h1>" in page
    assert 'method="post"' in page
    assert "csrfmiddlewaretoken" in page
    assert 'href="/x/"' in page


def render_pages(number: int, address: str = "/liste/?q=tri&page=9") -> str:
    page = Paginator(range(1000), 50).page(number)
    context = {"page": page, "request": RequestFactory().get(address)}
    return Template("{% load ui %}{% pagination page %}").render(Context(context))


def test_the_other_pages_keep_the_filters():
    html = render_pages(3)
    assert "?q=tri&amp;page=4" in html
    assert "?q=tri&amp;page=2" in html
    assert html.count("aria-current") == 1


def test_the_first_and_the_last_page_lead_nowhere_beyond():
    assert 'rel="prev"' not in render_pages(1)
    assert 'rel="next"' not in render_pages(20)


def test_one_page_needs_no_links_to_others():
    page = Paginator(range(3), 50).page(1)
    context = {"page": page, "request": RequestFactory().get("/")}
    html = Template("{% load ui %}{% pagination page %}").render(Context(context))
    assert html.strip() == ""


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/filieres/", "page"), ("/filieres/3/", "true"), ("/autre/", None)],
)
def test_a_menu_says_where_the_reader_is(path: str, expected: str | None):
    template = Template("{% load ui %}{% nav_link '/filieres/' 'Filières' %}")
    html = template.render(Context({"request": RequestFactory().get(path)}))
    found = re.search(r'aria-current="([a-z]+)"', html)
    assert (found[1] if found else None) == expected


def test_an_address_that_does_not_exist_makes_no_link():
    template = Template("{% load ui %}{% nav_link nowhere 'Rien' %}")
    assert template.render(Context({"nowhere": ""})).strip() == ""
