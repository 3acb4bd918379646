"""
Who may do what at each address of the workbench: one row each, nothing else to write.

To add an address: add its row to `ADDRESSES`, under its full name (`signals:note`).
`needs` says the least that a visitor must be. Where the address names something inside a filière,
`inside` says which made-up object stands for it (see `make_objects`). `methods` says how it may be
asked: every one of them is tried by every visitor of `tests/web/visitors.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from maillon_web.filieres.rights import Capability

__all__ = ["ADDRESSES", "Need", "Row"]


class Need(StrEnum):
    """What an address that is not about one filière asks for."""

    NOTHING = "nothing"
    ACCOUNT = "account"
    """Be signed in; others are sent to the sign-in page."""
    STAFF = "staff"
    """Run the server."""
    COLLEAGUE = "colleague"
    """Be of the organisation."""
    ADMINISTRATOR = "administrator"
    """Administer the organisation."""
    KEEPER = "keeper"
    """In a filière: be the person who keeps the sheet of the actor."""
    ASKER = "asker"
    """Have asked for the job, or run the server."""
    SECRET = "secret"  # noqa: S105 - the name of a need
    """Hold the secret of a link: with a false one, nobody gets anything."""
    SIGN_IN = "sign_in"
    """Pages of the sign-in library, which it guards itself."""


GET = ("get",)
POST = ("post",)
BOTH = ("get", "post")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One address: what it needs, how it is asked, and with what."""

    needs: Capability | Need
    methods: tuple[str, ...] = GET
    inside: Mapping[str, str] = field(default_factory=dict)
    """Argument of the address → name of a made-up object."""
    data: Mapping[str, Any] = field(default_factory=dict)
    lacks: str = ""
    """Why even those who may are told 404 here: the made-up filière has nothing to show."""

    @property
    def is_of_a_filiere(self) -> bool:
        """Whether the address is about one filière, which it names."""
        return isinstance(self.needs, Capability) or self.needs is Need.KEEPER


def _read(**inside: str) -> Row:
    return Row(needs=Capability.READ, inside=inside)


def _take_part(**inside: str) -> Row:
    return Row(needs=Capability.TAKE_PART, inside=inside)


def _write(**inside: str) -> Row:
    return Row(needs=Capability.CONTRIBUTE, methods=BOTH, inside=inside)


def _post(**inside: str) -> Row:
    return Row(needs=Capability.CONTRIBUTE, methods=POST, inside=inside)


def _lead(*, methods: tuple[str, ...] = BOTH, **inside: str) -> Row:
    return Row(needs=Capability.LEAD, methods=methods, inside=inside)


_SIGN_IN = Row(needs=Need.SIGN_IN)
_KEY = Row(needs=Need.SIGN_IN, inside={"key": "false_key"})
_ORGANISATION = {"organisation_id": "organisation"}
_IMPORT = {"import_id": "list_import"}
# Around a commune of the territory of the made-up filières.
_AROUND = {"autour": "23008", "rayon": "10"}
_MEMBER = _ORGANISATION | {"member_id": "organisation_member"}

ADDRESSES: dict[str, Row] = {
    # The server
    "health": Row(needs=Need.NOTHING),
    "enter": Row(needs=Need.SECRET, inside={"token": "false_key"}),
    "set_language": Row(needs=Need.NOTHING, methods=POST, data={"language": "en"}),
    "ui:set_theme": Row(needs=Need.NOTHING, methods=POST, data={"theme": "dark"}),
    "home:home": Row(needs=Need.NOTHING),
    "home:about": Row(needs=Need.NOTHING),
    "home:accessibility": Row(needs=Need.NOTHING),
    "home:privacy": Row(needs=Need.NOTHING),
    "home:registers": Row(needs=Need.ACCOUNT),
    "home:fetch_registers": Row(needs=Need.STAFF, methods=POST),
    # Sign-in
    "account_login": _SIGN_IN,
    "account_logout": _SIGN_IN,
    "account_inactive": _SIGN_IN,
    "account_signup": _SIGN_IN,
    "account_reauthenticate": _SIGN_IN,
    "account_email": _SIGN_IN,
    "account_email_verification_sent": _SIGN_IN,
    "account_change_password": _SIGN_IN,
    "account_set_password": _SIGN_IN,
    "account_reset_password": _SIGN_IN,
    "account_confirm_login_code": _SIGN_IN,
    "account_confirm_email": _KEY,
    "account_reset_password_from_key_done": _SIGN_IN,
    "account_reset_password_from_key": Row(
        needs=Need.SIGN_IN, inside={"uidb36": "false_number", "key": "false_key"}
    ),
    "account_reset_password_done": _SIGN_IN,
    "account_request_login_code": _SIGN_IN,
    "mfa_index": _SIGN_IN,
    "mfa_authenticate": _SIGN_IN,
    "mfa_reauthenticate": _SIGN_IN,
    "mfa_activate_totp": _SIGN_IN,
    "mfa_deactivate_totp": _SIGN_IN,
    "mfa_view_recovery_codes": _SIGN_IN,
    "mfa_generate_recovery_codes": _SIGN_IN,
    "mfa_download_recovery_codes": _SIGN_IN,
    # People and organisations
    "accounts:profile": Row(needs=Need.ACCOUNT, methods=BOTH),
    "accounts:personal_data": Row(needs=Need.ACCOUNT),
    "accounts:export": Row(needs=Need.ACCOUNT),
    "accounts:erase": Row(needs=Need.ACCOUNT, methods=BOTH),
    "accounts:organisations": Row(needs=Need.ACCOUNT),
    "accounts:create_organisation": Row(needs=Need.ACCOUNT, methods=BOTH),
    "accounts:organisation": Row(needs=Need.COLLEAGUE, inside=_ORGANISATION),
    "accounts:change_member": Row(needs=Need.ADMINISTRATOR, methods=POST, inside=_MEMBER),
    "accounts:remove_member": Row(needs=Need.ADMINISTRATOR, methods=POST, inside=_MEMBER),
    "accounts:cancel_invitation": Row(
        needs=Need.ADMINISTRATOR,
        methods=POST,
        inside=_ORGANISATION | {"invitation_id": "organisation_invitation"},
    ),
    "accounts:accept_organisation": Row(
        needs=Need.SECRET, methods=BOTH, inside={"token": "false_key"}
    ),
    # Long works
    "jobs:job": Row(needs=Need.ASKER, inside={"job_id": "job"}),
    "jobs:state": Row(needs=Need.ASKER, inside={"job_id": "job"}),
    "jobs:cancel": Row(needs=Need.ASKER, methods=POST, inside={"job_id": "job"}),
    # Filières
    "filieres:list": Row(needs=Need.NOTHING),
    "filieres:cases": Row(needs=Need.ACCOUNT),
    "filieres:create": Row(needs=Need.ACCOUNT, methods=BOTH),
    "filieres:territory_search": Row(needs=Need.ACCOUNT),
    "filieres:commune_search": Row(needs=Need.ACCOUNT),
    "filieres:name_proposal": Row(needs=Need.ACCOUNT),
    "filieres:accept_invitation": Row(
        needs=Need.SECRET, methods=BOTH, inside={"token": "false_key"}
    ),
    "filieres:overview": _read(),
    "filieres:work": _take_part(),
    "filieres:history": _take_part(),
    "filieres:undo": _write(change_set_id="change_set"),
    "filieres:settings": _lead(),
    "filieres:territory": _lead(),
    "filieres:archive": _lead(),
    "filieres:restore": _lead(methods=POST),
    "filieres:transfer": _lead(),
    "filieres:chain_edit": _lead(),
    "filieres:chains": _lead(),
    "filieres:stage_edit": _lead(stage_key="stage_key"),
    "filieres:activity_search": _lead(methods=GET, stage_key="stage_key"),
    "filieres:stage_move": _lead(methods=POST, stage_key="stage_key"),
    "filieres:stage_remove": _lead(stage_key="stage_key"),
    "filieres:members": _take_part(),
    "filieres:invite": _lead(methods=POST),
    "filieres:change_member": _lead(methods=POST, member_id="member"),
    "filieres:remove_member": _lead(member_id="member"),
    "filieres:add_partner": _lead(methods=POST),
    "filieres:change_partner": _lead(methods=POST, partner_id="partner"),
    "filieres:remove_partner": _lead(partner_id="partner"),
    "filieres:resend_invitation": _lead(methods=POST, invitation_id="invitation"),
    "filieres:cancel_invitation": _lead(methods=POST, invitation_id="invitation"),
    # The directory
    "directory:list": _read(),
    "directory:search": _read(),
    "directory:export": _read(),
    "directory:workbook": Row(needs=Capability.TAKE_PART, methods=POST),
    "directory:workbook_take": Row(
        needs=Capability.TAKE_PART, inside={"job_id": "job"}, lacks="no workbook was ever made"
    ),
    "directory:add": _write(),
    "directory:sheet": _read(actor_id="actor"),
    "directory:edit": _write(actor_id="actor"),
    "directory:unlist": _post(actor_id="actor"),
    "directory:relist": _post(actor_id="actor"),
    "directory:place": _post(actor_id="actor"),
    "directory:ess": _post(actor_id="actor"),
    "directory:undecide": _post(actor_id="actor", decision_id="decision"),
    "directory:statement_add": _write(actor_id="actor"),
    "directory:statement_edit": _write(actor_id="actor", statement_id="statement"),
    "directory:statement_remove": _write(actor_id="actor", statement_id="statement"),
    "directory:own_sheet": Row(needs=Need.KEEPER, methods=BOTH, inside={"actor_id": "actor"}),
    "directory:own_confirm": Row(needs=Need.KEEPER, methods=POST, inside={"actor_id": "actor"}),
    "directory:check": _post(actor_id="actor"),
    "directory:invite_keeper": _lead(methods=POST, actor_id="actor"),
    "directory:remove_keeper": _lead(methods=POST, actor_id="actor", keeper_id="keeper"),
    # The map of the directory
    "directory:map": _read(),
    "directory:points": _read(),
    "directory:outline": _read(),
    "directory:map_actors": _read(),
    "directory:catchment": Row(needs=Capability.READ, data=_AROUND),
    "directory:catchment_figure": Row(
        needs=Capability.READ, inside={"figure_key": "catchment_figure"}, data=_AROUND
    ),
    # The lists brought into the directory, and the duplicates
    "directory:lists": Row(needs=Capability.CONTRIBUTE),
    "directory:list_upload": _write(),
    "directory:list_go_on": Row(needs=Capability.CONTRIBUTE, inside=_IMPORT),
    "directory:list_progress": Row(needs=Capability.CONTRIBUTE, inside=_IMPORT),
    "directory:list_step": _write(**_IMPORT, step="import_step"),
    "directory:list_choose": _post(**_IMPORT, number="row_number"),
    "directory:list_choose_all": _post(**_IMPORT),
    "directory:list_apply": _write(**_IMPORT),
    "directory:list_undo": _write(**_IMPORT),
    "directory:list_drop": _write(**_IMPORT),
    "directory:list_rejects": Row(
        needs=Capability.CONTRIBUTE, inside=_IMPORT | {"kind": "reject_kind"}
    ),
    "directory:duplicates": Row(needs=Capability.CONTRIBUTE),
    "directory:duplicates_search": _post(),
    "directory:pair": Row(needs=Capability.CONTRIBUTE, inside={"pair_id": "pair"}),
    "directory:merge": _write(pair_id="pair"),
    "directory:pair_settle": _post(pair_id="pair"),
    "directory:pair_undo": _post(),
    # Diagnosis
    "diagnosis:chain": _read(),
    "diagnosis:stage": _read(stage_key="stage_key"),
    "diagnosis:results": _read(),
    "diagnosis:overview_panel": _read(),
    "diagnosis:state": _take_part(),
    "diagnosis:refresh": _post(),
    "diagnosis:compare": _write(),
    "diagnosis:compare_search": Row(needs=Capability.CONTRIBUTE),
    "diagnosis:download": _read(format="format"),
    "diagnosis:picture": _read(name="picture", format="picture_format"),
    "diagnosis:figure": _read(figure_key="figure_key"),
    "diagnosis:ranking": _take_part(),
    "diagnosis:profile": _post(),
    "diagnosis:ranking_figure": Row(
        needs=Capability.TAKE_PART,
        inside={"figure_key": "figure_key"},
        lacks="no ranking was computed",
    ),
    "diagnosis:ranking_score": Row(
        needs=Capability.TAKE_PART,
        inside={"filiere_key": "template_key"},
        lacks="no ranking was computed",
    ),
    # Signals, notes, obstacles, projects
    "signals:signals": _read(),
    "signals:signal_add": _write(),
    "signals:signal_edit": _write(record_id="signal"),
    "signals:signal_remove": _write(record_id="signal"),
    "signals:signal_follow": _write(record_id="signal"),
    "signals:projects": _read(),
    "signals:project": _read(record_id="project"),
    "signals:project_add": _write(),
    "signals:project_edit": _write(record_id="project"),
    "signals:project_remove": _write(record_id="project"),
    "signals:notes": _read(),
    "signals:note": _read(record_id="note"),
    "signals:note_add": _write(),
    "signals:note_edit": _write(record_id="note"),
    "signals:note_remove": _write(record_id="note"),
    "signals:passage_remove": _post(record_id="note", passage_id="passage"),
    "signals:obstacles": _read(),
    "signals:obstacle_add": _write(),
    "signals:obstacle_edit": _write(record_id="obstacle"),
    "signals:obstacle_remove": _write(record_id="obstacle"),
    "signals:actor_panel": _read(actor_id="actor"),
    "signals:overview_panel": _read(),
    # Exchange
    "exchange:open": Row(needs=Need.ACCOUNT, methods=BOTH),
    "exchange:export": _lead(),
    "exchange:take": Row(
        needs=Capability.LEAD, inside={"job_id": "job"}, lacks="the file was never made"
    ),
    "exchange:copy": Row(needs=Capability.TAKE_PART, methods=BOTH),
}
