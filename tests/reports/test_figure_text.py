import pytest
from rich.console import Console
from tests.reports.sample import make_sample

from maillon.domain.errors import InvalidInput
from maillon.reports import explain_figure, list_figures
from maillon.reports.figure_text import list_summary_parts, make_cell, show_figure


def read(renderable):
    console = Console(record=True, width=100, file=None, quiet=False, color_system=None)
    with console.capture() as capture:
        console.print(renderable)
    return capture.get()


def test_a_protected_number_is_never_shown_even_when_it_is_in_the_document():
    document = make_sample()
    figure = document["figures"]["stage.preparation.workforce"]
    figure.update(value=17, range=[15, 19])
    shown = read(explain_figure(document, "stage.preparation.workforce"))
    assert "non publié (secret)" in shown
    assert "17" not in shown
    assert "secret statistique" in shown
    assert make_cell(document, "stage.preparation.workforce")["note"] == ""


def test_an_unknown_number_says_so():
    figure = make_sample()["figures"]["stage.lavage.location_quotient"]
    assert show_figure(figure) == "non connu"
    assert show_figure({**figure, "range": [2, None]}) == "au moins 2"


def test_a_share_is_shown_as_a_percentage():
    assert show_figure(make_sample()["figures"]["stage.amont.dependence"]) == "82\u202f%"


def test_an_explanation_gives_formula_inputs_sources_choices_and_limits():
    shown = read(explain_figure(make_sample(), "total.workforce"))
    for text in (
        "entre 1\u202f480 et 3\u202f020",
        "Nombre d'établissements distincts",
        "par le code seul : 3",
        "total.establishments",
        "Registre fictif (1er\u00a0novembre 2026)",
        "choix de départ",
        "n'est pas une entreprise",
    ):
        assert text in shown


def test_an_unknown_figure_names_its_nearest_neighbours():
    with pytest.raises(InvalidInput) as caught:
        explain_figure(make_sample(), "stage.lavage.etablissements")
    assert "stage.lavage.establishments" in caught.value.for_user()
    assert "stage.lavage.establishments" in caught.value.details


def test_a_figure_like_no_other_leads_to_the_list():
    with pytest.raises(InvalidInput, match="unknown figure") as caught:
        explain_figure(make_sample(), "??")
    assert "maillon explain" in caught.value.for_user()


def test_every_figure_is_in_the_list():
    document = make_sample()
    shown = read(list_figures(document)).replace("\n", "")
    assert all(key in shown for key in ("total.hidden", "stage.tri.to_check", "median.soutien"))


def test_a_name_with_brackets_is_not_taken_for_a_style():
    document = make_sample()
    document["figures"]["total.hidden"]["label"] = "Exemple [bold]fictif[/bold]"
    assert "Exemple [bold]fictif[/bold]" in read(explain_figure(document, "total.hidden"))


def test_a_number_opens_where_the_sentence_quotes_it():
    document = make_sample()
    sentence = document["summary"][0]
    quoted = list_summary_parts(document, sentence["text"], sentence["figures"])
    links = {part["figure"]: part["text"] for part in quoted["parts"] if part["figure"]}
    assert links["total.establishments"] == "1 304"
    assert links["total.ess_published"] == "41"
    assert "".join(part["text"] for part in quoted["parts"]) == sentence["text"]
    assert quoted["others"] == []


def test_a_number_inside_another_is_not_taken_for_it():
    document = make_sample()
    quoted = list_summary_parts(document, "En 2026, 1 412 lieux, 2,5 %.", ["total.ess_declared"])
    assert [part["figure"] for part in quoted["parts"]] == [""]
    assert quoted["others"][0]["figure"] == "total.ess_declared"


def test_two_figures_of_one_value_take_two_places():
    document = make_sample()
    keys = ["stage.amont.to_check", "stage.vente.to_check", "stage.tri.to_check"]
    quoted = list_summary_parts(document, "4 ici et 4 là.", keys)
    links = [part["figure"] for part in quoted["parts"] if part["figure"]]
    assert links == ["stage.amont.to_check", "stage.tri.to_check"]  # the second does not exist
