"""The method page gives a model that runs, and names every field that is read."""

import json
import re
from pathlib import Path

from maillon.economics import commitment_reading, reading
from maillon.studies.accounting.accounts import account_for_chain

PAGE = Path(__file__).resolve().parents[2] / "docs/methodes/valeur.md"


def test_the_model_of_the_page_gives_complete_accounts():
    text = PAGE.read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", text, flags=re.DOTALL)
    document = account_for_chain(json.loads(example), draws=0)
    assert document["questions"] == []
    assert document["chain"]["indirect_value_added"] == 100 * 300 * 0.6


def test_the_page_names_every_field_of_a_stage_a_cost_and_a_commitment():
    text = PAGE.read_text(encoding="utf-8")
    names = {*reading._STAGE_FIELDS, *reading._COST_FIELDS, *commitment_reading._MARKET_FIELDS}
    names |= {*commitment_reading._FIELDS, *commitment_reading._YEAR_FIELDS}
    for name in names:
        assert re.search(rf"`{name}(\[\])?`", text), name
