import pytest, os, re
from pathlib import Path
from tests.journeys.workbench import *
from tests.journeys.page_checks import *
pytestmark=[pytest.mark.browser, pytest.mark.allow_hosts(["127.0.0.1"])]
def test_shoot(empty_base, browser, address, django_db_blocker, tmp_path):
    from maillon_web.config.first_access import create_confirmed
    from maillon_web.config.demonstration import create_filiere, outline_from, get_template
    from maillon_web.accounts.models import Organisation, OrganisationKind, OrganisationMember
    from maillon_web.diagnosis.services import refresh
    from maillon_web.diagnosis.services.profiling import profile
    from maillon.domain.jobs import SilentProgress
    from maillon_web.directory.models import Presence
    with django_db_blocker.unblock(), live_in(Path("/tmp/h_jt2")), use_base(copy_base(empty_base, tmp_path/"b.sqlite3")):
        u=create_confirmed("camille@exemple.test", name="Camille (exemple)")
        o=Organisation.objects.create(name="Métropole fictive", kind=OrganisationKind.COLLECTIVITE)
        OrganisationMember.objects.create(organisation=o,user=u,role="admin")
        from maillon.studies.diagnosing import find_territory
        t=find_territory("epci:200093201")
        f=create_filiere(author=u, organisation=o, name="Textile – Métropole européenne de Lille", territory=t, outline=outline_from(get_template("textile_tlc")), description="Exemple fictif.", visibility="members", is_demonstration=False)
        if not f.diagnoses.exists(): refresh(f, SilentProgress())
        profile(f, SilentProgress())
        wb=Workbench(address, browser)
        for theme in ("light","dark"):
            w=wb.enter(u, theme=theme); w.awaited.append("."); watch_requests(w.context); page=w.open("about:blank")
            actor=Presence.objects.filter(filiere=f,is_listed=True).order_by("-size_rank").first().actor
            st=f.stages.all()[3].key
            for name,path in {"home":"/","overview":f"/filieres/{f.pk}/","results":f"/filieres/{f.pk}/diagnostic/","chain":f"/filieres/{f.pk}/chaine/","stage":f"/filieres/{f.pk}/chaine/{st}/","list":f"/filieres/{f.pk}/annuaire/","sheet":f"/filieres/{f.pk}/annuaire/{actor.pk}/","map":f"/filieres/{f.pk}/annuaire/carte/","ranking":f"/filieres/{f.pk}/classement/","around":f"/filieres/{f.pk}/annuaire/carte/?autour=59350&rayon=10"}.items():
                page.set_viewport_size({"width":1280,"height":900}); r=w.go(page,path); settle(page)
                print(name, r.status, find_axe_violations(page)[:2])
                page.screenshot(path=f"/tmp/shots/d/{name}_{theme}.1280.png", full_page=True)
                page.set_viewport_size({"width":375,"height":800}); page.wait_for_timeout(300)
                print("  375 wide", measure(page).is_too_wide, measure(page).cut[:2])
                page.screenshot(path=f"/tmp/shots/d/{name}_{theme}.375.png", full_page=True)
            print([x for x in w.faults][:5])
        wb.close()
