"""A form says what it wants, what is wrong and where, to everybody."""

import re

from django import forms
from django.template import Context, Template


class MadeUpForm(forms.Form):
    name = forms.CharField(label="Nom", help_text="Tel que vous le direz.")
    kind = forms.ChoiceField(label="Type", choices=[("a", "A")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="D’accord")
    size = forms.ChoiceField(label="Taille", choices=[("1", "Un")], required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def render(form: forms.Form) -> str:
    template = Template('{% load ui %}{% include "ui/form.html" with submit="Envoyer" %}')
    return template.render(Context({"form": form}))


def test_every_field_has_its_label():
    html = render(MadeUpForm())
    ids = set(re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', html)) - {"id_secret"}
    assert ids == set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    assert re.search(r"<fieldset[^>]*>\s*<legend[^>]*>Type", html)


def test_a_required_field_says_so_in_words():
    assert render(MadeUpForm()).count("(obligatoire)") == 3


def test_a_form_not_sent_yet_has_no_summary():
    assert "data-take-focus" not in render(MadeUpForm())


def test_the_summary_leads_to_each_wrong_field():
    html = render(MadeUpForm({}))
    assert "3 points sont à corriger" in html
    ids = set(re.findall(r' id="([^"]+)"', html))
    targets = re.findall(r'href="#([^"]+)"', html)
    assert targets == ["id_name", "id_kind_0", "id_agreed"]
    assert set(targets) <= ids


def test_what_describes_a_field_exists():
    html = render(MadeUpForm({}))
    ids = set(re.findall(r' id="([^"]+)"', html))
    described = re.findall(r'aria-describedby="([^"]+)"', html)
    assert described[0] == "id_name_helptext id_name_error"
    assert {name for names in described for name in names.split()} <= ids


def test_an_error_of_the_whole_form_is_in_the_summary():
    form = MadeUpForm({"name": "x", "kind": "a", "agreed": "on"})
    form.is_valid()
    form.add_error(None, "Ces deux choix se contredisent.")
    html = render(form)
    assert "Un point est à corriger" in html
    assert "Ces deux choix se contredisent." in html


def test_a_class_of_the_form_is_kept_beside_ours():
    form = MadeUpForm()
    form.fields["name"].widget.attrs["class"] = "wide"
    assert 'class="wide form-control"' in render(form)
