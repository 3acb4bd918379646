import time

import pytest

from maillon.sources.plain_text import read_address, remove_contacts, to_plain_text


def test_html_becomes_lines_without_tags() -> None:
    page = (
        "<p>Pour les <strong>communes</strong>&nbsp;:</p><ul><li>études</li><li>travaux</li></ul>"
    )
    assert to_plain_text(page) == "Pour les communes :\n– études\n– travaux"


def test_markdown_becomes_lines_without_marks() -> None:
    text = "## Montant\n\nJusqu'à **80 %**, voir [la page](https://exemple.invalid/a_b)."
    plain = to_plain_text(f"{text}\n- études\n* travaux")
    assert plain == "Montant\n\nJusqu'à 80 %, voir la page.\n– études\n– travaux"


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>Bon",
        "<style>p{}</style>Bon",
        "Bon<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>Bon",
        "<!-- alert(1) -->Bon",
    ],
)
def test_what_runs_in_a_page_does_not_enter_the_text(page: str) -> None:
    assert to_plain_text(page) == "Bon"


def test_an_address_of_a_link_leaves_with_it() -> None:
    assert "javascript" not in to_plain_text(
        "[cliquez](javascript:alert(1)) <a href='javascript:x'>ici</a>"
    )


def test_a_comparison_is_no_tag() -> None:
    assert to_plain_text("dispositifs (< 2000 EH) et a < b") == "dispositifs (< 2000 EH) et a < b"


def test_a_short_line_with_a_contact_leaves_whole() -> None:
    text = "Aide aux études\nExemple Fictif : fictif@exemple.invalid\nTél. 01 02 03 04 05\nFin"
    assert remove_contacts(text) == "Aide aux études\nFin"


@pytest.mark.parametrize(
    "contact",
    [
        "fictif@exemple.invalid",
        "fictif [at] exemple.invalid",
        "01 02 03 04 05",
        "+33 1 02 03 04 05",
        "0102030405",
        "Mme Exemple Fictive",
        "Monsieur Fictif",
    ],
)
def test_a_contact_leaves_a_long_line_and_the_rest_stays(contact: str) -> None:
    line = f"{'Cette aide finance des études. ' * 8}Écrire à {contact} pour la demander."
    kept = remove_contacts(line)
    assert contact not in kept
    assert kept.startswith("Cette aide finance des études.")
    assert kept.endswith("pour la demander.")


@pytest.mark.parametrize(
    "text", ["100 000 000 €", "de 2021 à 2027", "SIREN 732 829 320", "Madame la maire", "10,50 €"]
)
def test_a_number_or_an_office_is_no_contact(text: str) -> None:
    assert remove_contacts(text) == text


@pytest.mark.parametrize(
    "wrong",
    [
        "mailto:fictif@exemple.invalid",
        "javascript:alert(1)",
        "data:text/html,x",
        "//exemple.invalid",
        "https://fictif:secret@exemple.invalid/",
        "https://exemple.invalid/a b",
        "https://[exemple",
        "exemple",
        "",
    ],
)
def test_only_a_public_web_address_is_an_address(wrong: str) -> None:
    assert read_address(wrong) is None


def test_an_address_loses_the_spaces_around_it() -> None:
    assert read_address(" https://exemple.invalid/aide ") == "https://exemple.invalid/aide"


@pytest.mark.parametrize(
    "hostile",
    [
        *("[" * 90_000, "<" * 90_000, "a" * 90_000, "*" * 90_000, "<a " * 30_000, "(" * 90_000),
        *("<!--" * 20_000, "<script>" * 10_000, "&#" * 40_000, "[a](" * 20_000, "<a>" * 30_000),
        *("</p" * 30_000, "a@" * 40_000, "0 1" * 30_000, "M. A" * 20_000, "**a" * 30_000),
    ],
)
def test_a_hostile_text_does_not_hold_the_reader(hostile: str) -> None:
    begin = time.perf_counter()
    to_plain_text(hostile)
    assert time.perf_counter() - begin < 5
