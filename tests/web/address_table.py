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
    OWNER = "owner"
    """Be the person whose it is."""
    TEAM = "team"
    """Write in the filière that it is written for."""
    REVIEWER = "reviewer"
    """Lead the filière that it is written for, or run the server."""
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


def _team(kept: str, *, methods: tuple[str, ...] = BOTH) -> Row:
    return Row(needs=Need.TEAM, methods=methods, inside={"contribution_id": kept})


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
    # Charters and contracts
    "agreements:list": _read(),
    "agreements:commitments": _read(),
    "agreements:charter": _read(charter_id="charter"),
    "agreements:charter_add": _write(),
    "agreements:charter_edit": _write(charter_id="charter"),
    "agreements:charter_remove": _write(charter_id="charter"),
    "agreements:charter_commitment_add": _write(text_id="charter"),
    "agreements:version_add": _write(charter_id="charter"),
    "agreements:version_edit": _write(version_id="draft"),
    "agreements:adopt": _write(version_id="draft"),
    "agreements:signature_add": _write(version_id="adopted"),
    "agreements:signature_edit": _write(part_id="signature"),
    "agreements:signature_remove": _write(part_id="signature"),
    "agreements:contract": _read(contract_id="contract"),
    "agreements:contract_add": _write(),
    "agreements:contract_edit": _write(contract_id="contract"),
    "agreements:contract_remove": _write(contract_id="contract"),
    "agreements:party_add": _write(text_id="contract"),
    "agreements:party_edit": _write(part_id="party"),
    "agreements:party_remove": _write(part_id="party"),
    "agreements:commitment_add": _write(text_id="contract"),
    "agreements:commitment_edit": _write(part_id="commitment"),
    "agreements:commitment_remove": _write(part_id="commitment"),
    "agreements:commitment_check": _write(part_id="commitment"),
    "agreements:annex_add": _write(text_id="contract"),
    "agreements:annex_edit": _write(part_id="annex"),
    "agreements:annex_remove": _write(part_id="annex"),
    "agreements:deadline_add": _write(text_id="contract"),
    "agreements:deadline_edit": _write(part_id="deadline"),
    "agreements:deadline_remove": _write(part_id="deadline"),
    # Groups, meetings and events
    "gatherings:list": _read(),
    "gatherings:calendar": _read(),
    "gatherings:overview_panel": _read(),
    "gatherings:meeting": _read(meeting_id="meeting"),
    "gatherings:meeting_calendar": _read(meeting_id="meeting"),
    "gatherings:meeting_add": _write(),
    "gatherings:meeting_edit": _write(meeting_id="meeting"),
    "gatherings:follow_up": _write(meeting_id="meeting"),
    "gatherings:meeting_remove": _write(meeting_id="meeting"),
    "gatherings:invite": _post(meeting_id="meeting"),
    "gatherings:approve": _post(meeting_id="meeting"),
    "gatherings:group": _read(group_id="group"),
    "gatherings:group_add": _write(),
    "gatherings:group_edit": _write(group_id="group"),
    "gatherings:group_remove": _write(group_id="group"),
    "gatherings:seat_add": _write(whole_id="group"),
    "gatherings:seat_edit": _write(part_id="seat"),
    "gatherings:seat_remove": _write(part_id="seat"),
    "gatherings:participant_add": _write(whole_id="meeting"),
    "gatherings:participant_edit": _write(part_id="participant"),
    "gatherings:participant_remove": _write(part_id="participant"),
    "gatherings:item_add": _write(whole_id="meeting"),
    "gatherings:item_edit": _write(part_id="item"),
    "gatherings:item_remove": _write(part_id="item"),
    "gatherings:item_move": _post(part_id="item"),
    "gatherings:decision_add": _write(whole_id="meeting"),
    "gatherings:decision_edit": _write(part_id="meeting_decision"),
    "gatherings:decision_remove": _write(part_id="meeting_decision"),
    "gatherings:task_add": _write(whole_id="meeting"),
    "gatherings:task_detach": _post(part_id="task"),
    # The method
    "method:steps": _take_part(),
    "method:synthesis": _take_part(),
    "method:form_choice": _take_part(),
    "method:figure": _take_part(figure_key="method_figure"),
    "method:lever": _take_part(lever_key="lever_key"),
    "method:lever_state": _write(lever_key="lever_key"),
    "method:lever_start": _post(lever_key="lever_key"),
    "method:evidence_add": _write(lever_key="lever_key"),
    "method:evidence_edit": _write(evidence_id="evidence"),
    "method:evidence_remove": _write(evidence_id="evidence"),
    "method:scenario": _take_part(),
    "method:scenario_edit": _write(),
    "method:condition_add": _write(),
    "method:condition_edit": _write(condition_id="exit_condition"),
    "method:condition_meet": _write(condition_id="exit_condition"),
    "method:condition_move": Row(
        needs=Capability.CONTRIBUTE,
        methods=POST,
        inside={"condition_id": "exit_condition"},
        data={"to": "up"},
    ),
    "method:condition_remove": _write(condition_id="exit_condition"),
    "method:gate": _take_part(project_id="project"),
    "method:gate_panel": _take_part(project_id="project"),
    "method:factor": _write(project_id="project", factor_key="factor_key"),
    "method:means": _take_part(),
    "method:means_add": _write(),
    "method:means_edit": _write(means_id="means"),
    "method:means_remove": _write(means_id="means"),
    "method:overview_panel": _read(),
    # Library
    "library:search": Row(needs=Need.NOTHING),
    "library:entry": Row(needs=Need.NOTHING, inside={"entry": "shelf"}),
    "library:sheet": Row(needs=Need.NOTHING, inside={"key": "sheet_key"}),
    "library:self_test": Row(needs=Need.NOTHING, inside={"key": "aid_key"}),
    "library:suggested": Row(needs=Need.NOTHING, data={"lever": "animation.scic"}),
    "library:contribute": Row(needs=Need.ACCOUNT),
    "library:write": Row(needs=Need.ACCOUNT, methods=BOTH, inside={"kind": "sheet_kind"}),
    "library:drafts": Row(needs=Need.ACCOUNT),
    "library:contribution": Row(needs=Need.TEAM, inside={"contribution_id": "draft_sheet"}),
    "library:edit": _team("draft_sheet"),
    "library:propose": _team("draft_sheet"),
    "library:withdraw": _team("draft_sheet"),
    "library:take_back": _team("proposed_sheet", methods=POST),
    "library:queue": Row(needs=Need.ACCOUNT),
    "library:review": Row(
        needs=Need.REVIEWER, methods=BOTH, inside={"contribution_id": "proposed_sheet"}
    ),
    "library:open": Row(
        needs=Need.STAFF, methods=POST, inside={"contribution_id": "members_sheet"}
    ),
    "library:saved": Row(needs=Need.ACCOUNT),
    "library:keep": Row(needs=Need.ACCOUNT, methods=BOTH, data={"q": "laine"}),
    "library:saved_edit": Row(needs=Need.OWNER, methods=BOTH, inside={"saved_id": "saved_search"}),
    "library:saved_remove": Row(
        needs=Need.OWNER, methods=BOTH, inside={"saved_id": "saved_search"}
    ),
    "library:stop": Row(needs=Need.SECRET, methods=BOTH, inside={"token": "false_key"}),
    "library:imports": Row(needs=Need.STAFF, methods=BOTH),
    "library:refresh": Row(needs=Need.STAFF, methods=POST),
    "library:filiere": _read(),
    "library:filiere_suggested": _read(),
    "library:funding": _read(),
    "library:actor_funding": _read(actor_id="actor"),
    # Documents
    "documents:list": _take_part(),
    "documents:fields": _take_part(),
    "documents:prepare": _take_part(paper_key="paper_key"),
    "documents:download": _take_part(paper_key="paper_key", format="paper_format"),
    "documents:templates": _take_part(),
    "documents:template_add": _write(),
    "documents:template_edit": _write(template_id="own_template"),
    "documents:template_remove": _write(template_id="own_template"),
    "documents:template_file": _take_part(template_id="own_template"),
    # Plan
    "plan:list": _read(),
    "plan:board": _read(),
    "plan:gantt": _read(),
    "plan:calendar": _read(),
    "plan:ics": _read(),
    "plan:money": _read(),
    "plan:action_add": _write(),
    "plan:action": _read(action_id="plan_action"),
    "plan:action_edit": _write(action_id="plan_action"),
    "plan:action_remove": _write(action_id="plan_action"),
    "plan:move": _post(action_id="plan_action"),
    "plan:budgets": _write(action_id="plan_action"),
    "plan:funding_add": _write(action_id="plan_action"),
    "plan:funding_edit": _write(action_id="plan_action", funding_id="plan_funding"),
    "plan:funding_remove": _write(action_id="plan_action", funding_id="plan_funding"),
    "plan:dependency_add": _post(action_id="plan_action"),
    "plan:dependency_remove": _post(action_id="plan_action", dependency_id="plan_tie"),
    "plan:share_offer": _write(action_id="plan_action"),
    "plan:share_change": _post(action_id="plan_action", share_id="plan_share"),
    "plan:share_revoke": _post(action_id="plan_action", share_id="plan_share"),
    "plan:shared": _take_part(share_id="plan_share"),
    "plan:share_accept": _post(share_id="plan_share"),
    "plan:share_leave": _post(share_id="plan_share"),
    "plan:share_progress": _post(share_id="plan_share"),
    "plan:objectives": _read(),
    "plan:objective_add": _write(),
    "plan:objective_edit": _write(objective_id="plan_objective"),
    "plan:objective_remove": _write(objective_id="plan_objective"),
    "plan:objective_move": _post(objective_id="plan_objective"),
    "plan:indicators": _read(),
    "plan:indicator_add": _write(),
    "plan:indicator": _read(indicator_id="plan_indicator"),
    "plan:indicator_edit": _write(indicator_id="plan_indicator"),
    "plan:indicator_remove": _write(indicator_id="plan_indicator"),
    "plan:value_add": _post(indicator_id="plan_indicator"),
    "plan:value_remove": _post(indicator_id="plan_indicator", value_id="plan_value"),
    "plan:export": _take_part(),
    "plan:template": Row(needs=Capability.CONTRIBUTE),
    "plan:import": _write(),
    "plan:import_write": _post(),
    "plan:overview_panel": _read(),
    "plan:lever_panel": _read(),
    "plan:actor_panel": _read(),
    # Gisements
    "gisements:list": _take_part(),
    "gisements:rows": _take_part(),
    "gisements:gisement": _take_part(gisement_id="gisement"),
    "gisements:add": _write(),
    "gisements:edit": _write(gisement_id="gisement", part="gisement_part"),
    "gisements:remove": _write(gisement_id="gisement"),
    "gisements:capture_add": _write(gisement_id="gisement"),
    "gisements:capture_edit": _write(capture_id="gisement_capture"),
    "gisements:capture_remove": _write(capture_id="gisement_capture"),
    "gisements:captures": _take_part(),
    "gisements:overlaps": _take_part(),
    "gisements:estimate": _take_part(),
    "gisements:estimate_keep": Row(
        needs=Capability.CONTRIBUTE,
        methods=POST,
        data={"table": "ref-france", "ratio": "dma-2021", "count": "1000"},
    ),
    "gisements:ratios": _take_part(),
    "gisements:ratios_template": _take_part(),
    "gisements:ratios_import": _write(),
    "gisements:ratio_table": _take_part(table_id="ratio_table"),
    "gisements:ratio_table_remove": _write(table_id="ratio_table"),
    "gisements:calibrate": _take_part(),
    "gisements:calibrate_apply": _post(total_id="known_total"),
    "gisements:total_add": _write(),
    "gisements:total_edit": _write(total_id="known_total"),
    "gisements:total_remove": _write(total_id="known_total"),
    "gisements:export": _take_part(),
    # Weighings
    "weighings:list": _take_part(),
    "weighings:overview_panel": _take_part(),
    "weighings:line": _take_part(line_id="weighing"),
    "weighings:add": _write(),
    "weighings:correct": _write(line_id="weighing"),
    "weighings:export_csv": _take_part(),
    "weighings:export_xlsx": _take_part(),
    "weighings:duplicates": _take_part(),
    "weighings:import": _write(),
    "weighings:import_review": _write(upload_id="weighing_upload"),
    "weighings:import_write": _post(upload_id="weighing_upload"),
    "weighings:import_drop": _post(upload_id="weighing_upload"),
    "weighings:imports": _take_part(),
    "weighings:bilan": _take_part(),
    "weighings:close": _write(),
    "weighings:closed": _take_part(closed_id="closed_bilan"),
    "weighings:closed_remove": _write(closed_id="closed_bilan"),
    "weighings:targets": _take_part(),
    "weighings:target_add": _write(),
    "weighings:target_edit": _write(target_id="weighing_target"),
    "weighings:target_remove": _write(target_id="weighing_target"),
    "weighings:sites": _take_part(),
    "weighings:site_add": _write(),
    "weighings:site_edit": _write(site_id="weighing_site"),
    "weighings:site_remove": _write(site_id="weighing_site_empty"),
    # What circulates
    "flows:list": _take_part(),
    "flows:quick_add": _post(),
    "flows:add": _write(),
    "flows:flow": _take_part(flow_id="flow"),
    "flows:edit": _write(flow_id="flow"),
    "flows:remove": _write(flow_id="flow"),
    "flows:balance": _take_part(),
    "flows:balance_start": Row(needs=Capability.TAKE_PART, methods=POST),
    "flows:sankey": _take_part(),
    "flows:picture": _take_part(format="picture_format"),
    "flows:import": _write(),
    "flows:write": _post(),
    "flows:template": Row(needs=Capability.CONTRIBUTE),
    "flows:export": _take_part(format="flow_file"),
    "flows:start_chain": _write(),
    "flows:start_year": _write(),
    "flows:examples": Row(needs=Capability.CONTRIBUTE),
    "flows:example": Row(needs=Capability.CONTRIBUTE, inside={"key": "flow_example"}),
    "flows:overview_panel": _take_part(),
    "flows:stage_panel": _take_part(),
    "flows:places": _take_part(),
    "flows:yields": _take_part(),
    "flows:place_add": _write(),
    "flows:place_edit": _write(row_id="flow_place"),
    "flows:place_remove": _write(row_id="flow_place"),
    "flows:yield_add": _write(),
    "flows:yield_edit": _write(row_id="flow_yield"),
    "flows:yield_remove": _write(row_id="flow_yield"),
    "flows:stock_add": _write(),
    "flows:stock_edit": _write(row_id="flow_stock"),
    "flows:stock_remove": _write(row_id="flow_stock"),
    # Where the value is
    "economics:accounts": _take_part(),
    "economics:take_example": _post(),
    "economics:figure": _take_part(figure_key="value_figure"),
    "economics:price_formation": _take_part(),
    "economics:break_even": _take_part(),
    "economics:account_add": _write(),
    "economics:account_edit": _write(account_id="value_account"),
    "economics:account_remove": _write(account_id="value_account"),
    "economics:prices": _take_part(),
    "economics:prices_write": _post(),
    "economics:price_edit": _write(price_id="flow_price"),
    "economics:price_remove": _write(price_id="flow_price"),
    "economics:scenarios": _take_part(),
    "economics:scenario_add": _write(),
    "economics:scenario_edit": _write(scenario_id="value_scenario"),
    "economics:scenario_remove": _write(scenario_id="value_scenario"),
    "economics:sensitivity": _take_part(),
    "economics:lm3": _take_part(),
    "economics:spending_add": _write(),
    "economics:spending_edit": _write(spending_id="local_spending"),
    "economics:spending_remove": _write(spending_id="local_spending"),
    "economics:commitments": _take_part(),
    "economics:commitment": _take_part(commitment_id="price_commitment"),
    "economics:commitment_add": _write(),
    "economics:commitment_edit": _write(commitment_id="price_commitment"),
    "economics:commitment_remove": _write(commitment_id="price_commitment"),
    "economics:commitment_years": _write(commitment_id="price_commitment"),
    "economics:commitment_terms": _take_part(commitment_id="price_commitment"),
    "economics:group_add": _write(),
    "economics:group_edit": _write(group_id="cause_group"),
    "economics:group_remove": _write(group_id="cause_group"),
    "economics:regional": _take_part(),
    "economics:table_template": Row(needs=Capability.CONTRIBUTE),
    "economics:table_add": _write(),
    "economics:table_edit": _write(table_id="sector_table"),
    "economics:table_remove": _write(table_id="sector_table"),
    "economics:export": _take_part(kind="value_export"),
    # Exchange
    "exchange:open": Row(needs=Need.ACCOUNT, methods=BOTH),
    "exchange:export": _lead(),
    "exchange:take": Row(
        needs=Capability.LEAD, inside={"job_id": "job"}, lacks="the file was never made"
    ),
    "exchange:copy": Row(needs=Capability.TAKE_PART, methods=BOTH),
}
