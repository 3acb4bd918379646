"""The method page gives a model that runs, and names every field that is read."""

import json
import re
from pathlib import Path

from maillon.economics import reading
from maillon.studies.accounting import account_for_chain

PAGE = Path(__file__).resolve().parents[2] / "docs/methodes/valeur.md"


def test_the_model_of_the_page_gives_complete_accounts():
    text = PAGE.read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", text, flags=re.DOTALL)
    document = account_for_chain(json.loads(example), draws=0)
    assert document["questions"] == []
    assert document["chain"]["indirect_value_added"] == 100 * 300 * 0.6


def test_the_page_names_every_field_of_a_stage_and_of_a_cost():
    text = PAGE.read_text(encoding="utf-8")
    for name in (*reading._STAGE_FIELDS, *reading._COST_FIELDS):
        assert f"`{name}`" in text, name
