import re, pytest
from tests.journeys.test_every_page import *
from tests.journeys.test_every_page import VISITS
pytestmark=[pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]
import os
@pytest.mark.parametrize("n", [1])
def test_shoot(album, n):
    for name, v in VISITS.items():
        if os.environ.get("ONLY") and not re.search(os.environ["ONLY"], name): continue
        try: page=album.turn_to(v)
        except AssertionError as e: print("!!", name, str(e)[:100]); continue
        f=re.sub(r"\W+","_",name)
        page.screenshot(path=f"/tmp/shots/w/{f}.1280.png", full_page=True)
        page.set_viewport_size({"width":375,"height":800})
        page.screenshot(path=f"/tmp/shots/w/{f}.375.png", full_page=True)
