import pytest
pytestmark=[pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]
def test_a(workbench, world):
    w = workbench.enter(world.users["lead"])
    page = w.open("/filieres/")
    print(page.title()); page.screenshot(path="/tmp/shots/probe.png", full_page=True)
def test_b(workbench):
    page = workbench.enter().open("/compte/login/")
    print(page.title())
