"""Every page of the workbench, who looks at it, and why some addresses are not pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from tests.journeys.more_to_see import Sights
from tests.web.address_table import ADDRESSES, Need
from tests.web.visitors import World

from maillon_web.filieres.rights import Capability

__all__ = ["EXCUSED", "Visit", "find_path", "list_visits"]

_FRAGMENT = "a part of a page: seen in the page that asks for it"
_FILE = "a file"
_DATA = "data for the map"
_ON_THE_WAY = "only a form leads there: seen after that form"
_LEADS_ON = "leads to another page at once"
EXCUSED: Mapping[str, str] = {
    "account_confirm_login_code": _ON_THE_WAY,
    "accounts:export": _FILE,
    "diagnosis:compare_search": _FRAGMENT,
    "diagnosis:download": _FILE,
    "diagnosis:overview_panel": _FRAGMENT,
    "diagnosis:picture": _FILE,
    "diagnosis:state": _FRAGMENT,
    "gisements:export": _FILE,
    "gisements:ratios_template": _FILE,
    "directory:catchment": _DATA,
    "directory:export": _FILE,
    "directory:list_go_on": _LEADS_ON,
    "directory:list_progress": _FRAGMENT,
    "directory:list_rejects": _FILE,
    "directory:map_actors": _FRAGMENT,
    "directory:outline": _DATA,
    "directory:points": _DATA,
    "directory:search": _FRAGMENT,
    "directory:workbook_take": _FILE,
    "documents:download": _FILE,
    "documents:template_file": _FILE,
    "economics:export": _FILE,
    "economics:table_template": _FILE,
    "exchange:take": _FILE,
    "filieres:activity_search": _FRAGMENT,
    "filieres:commune_search": _FRAGMENT,
    "filieres:name_proposal": _FRAGMENT,
    "filieres:territory_search": _FRAGMENT,
    "filieres:work": _FRAGMENT,
    "flows:export": _FILE,
    "flows:overview_panel": _FRAGMENT,
    "flows:picture": _FILE,
    "flows:stage_panel": _FRAGMENT,
    "flows:template": _FILE,
    "gatherings:calendar": _FILE,
    "gatherings:meeting_calendar": _FILE,
    "gatherings:overview_panel": _FRAGMENT,
    "jobs:state": _FRAGMENT,
    "method:gate_panel": _FRAGMENT,
    "method:overview_panel": _FRAGMENT,
    "mfa_authenticate": _ON_THE_WAY,
    "mfa_download_recovery_codes": _FILE,
    "plan:actor_panel": _FRAGMENT,
    "plan:export": _FILE,
    "plan:ics": _FILE,
    "plan:lever_panel": _FRAGMENT,
    "plan:overview_panel": _FRAGMENT,
    "plan:template": _FILE,
    "signals:actor_panel": _FRAGMENT,
    "signals:overview_panel": _FRAGMENT,
    "weighings:export_csv": _FILE,
    "weighings:export_xlsx": _FILE,
    "weighings:overview_panel": _FRAGMENT,
}
_VISITORS: Mapping[Need, str] = {
    Need.NOTHING: "lead",
    Need.ACCOUNT: "lead",
    Need.STAFF: "staff",
    Need.COLLEAGUE: "administrator",
    Need.ADMINISTRATOR: "administrator",
    Need.ASKER: "lead",
    Need.OWNER: "lead",
    Need.TEAM: "contributor",
    Need.REVIEWER: "lead",
    Need.KEEPER: "actor",
    Need.SECRET: "anonymous",
    Need.SIGN_IN: "anonymous",
}
# Where the page is for somebody else than its kind of page usually is.
_WHO: Mapping[str, str] = {
    "account_change_password": "lead",
    "account_email": "lead",
    "account_logout": "lead",
    "account_reauthenticate": "lead",
    "account_set_password": "without_password",
    "accounts:accept_organisation": "invitee",
    "mfa_activate_totp": "lead",
    "mfa_deactivate_totp": "guarded",
    "mfa_generate_recovery_codes": "lead",
    "mfa_index": "guarded",
    "mfa_reauthenticate": "guarded",
    "mfa_view_recovery_codes": "guarded",
}
# The same addresses as other people see them, or with something else to show.
_AGAIN: Mapping[str, str] = {
    "directory:list_drop written": "lead",
    "directory:list_step columns": "lead",
    "directory:list_step done": "lead",
    "directory:list_step review": "lead",
    "directory:list_step review new": "lead",
    "directory:list_step review rejected": "lead",
    "directory:list_step undone": "lead",
    "directory:list_step values": "lead",
    "directory:list_step values stopped": "lead",
    "filieres:accept_invitation known": "invitee",
    "filieres:list nobody": "anonymous",
    "filieres:overview reader": "reader",
    "home:home newcomer": "without_password",
    "home:home nobody": "anonymous",
    "home:home staff": "staff",
    "home:registers staff": "staff",
    "library:queue staff": "staff",
    "library:search nobody": "anonymous",
    "mfa_index none": "lead",
}
_STATUSES: Mapping[str, int] = {"library:stop": 404, "enter": 410}


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A page, and who looks at it; more words after the name tell two visits apart."""

    name: str
    visitor: str
    status: int = 200


def list_visits() -> list[Visit]:
    """Return every page that has an address of its own, in each state that is worth it."""
    return list(_iter_visits())


def _iter_visits() -> Iterator[Visit]:
    for name, row in sorted(ADDRESSES.items()):
        if "get" in row.methods and name not in EXCUSED:
            usual = "lead" if isinstance(row.needs, Capability) else _VISITORS[row.needs]
            yield Visit(name=name, visitor=_WHO.get(name, usual), status=_STATUSES.get(name, 200))
    for name, visitor in _AGAIN.items():
        yield Visit(name=name, visitor=visitor)
    yield Visit(name="nowhere", visitor="reader", status=404)


def find_path(sights: Sights, name: str) -> str:
    """Return the address of a visit."""
    base = name.partition(" ")[0]
    return sights.paths.get(name) or sights.paths.get(base) or _locate(sights.world, base)


def _locate(world: World, name: str) -> str:
    row = ADDRESSES[name]
    arguments = {argument: world.own.objects[kind] for argument, kind in row.inside.items()}
    if row.is_of_a_filiere:
        arguments["filiere_id"] = world.own.filiere.pk
    path = reverse(name, kwargs=arguments)
    return f"{path}?{urlencode(row.data)}" if row.data else path
