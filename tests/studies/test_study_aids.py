import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from maillon.domain.errors import InvalidInput, SourceRefused
from maillon.domain.sheets import Sheet, SheetKind, TerritoryKind, build_sheet
from maillon.studies.aids import (
    AidStatus,
    Coverage,
    EligibilityAnswers,
    EligibilityCheck,
    Outcome,
    check_eligibility,
    describe_status,
    filter_aids,
    find_aid_sheet,
    list_aid_sheets,
    list_audiences,
    list_instruments,
    list_project_steps,
    summarize_checks,
)
from maillon.studies.base import fetch_and_import
from maillon.studies.fetching import AIDS_TOKEN, fetch_register
from maillon.studies.importing import import_register, list_imports

REAL = Path(__file__).resolve().parents[2] / "../shared/data/aides"
TODAY = date(2026, 11, 22)


def make_item(slug: str, **changes: Any) -> dict[str, Any]:
    return {
        "slug": slug,
        "name": f"Exemple fictif {slug}",
        "financers": ["Financeur fictif"],
        "targeted_audiences": ["Association", "Commune"],
        "aid_types": ["Subvention"],
        "submission_deadline": "2026-12-31",
        "perimeter": "Occitanie",
        "perimeter_scale": "Région",
        "mobilization_steps": ["Mise en œuvre / réalisation"],
        "categories": ["Thème fictif"],
        "url": f"/aides/{slug}/",
        "description": "Texte. " * 100,
        "subvention_rate_upper_bound": 50,
    } | changes


def make_programme(**rules: Any) -> dict[str, Any]:
    return {
        "id": "programme-fictif",
        "titre": "Programme fictif",
        "nature de l'aide": "prêt",
        "opérateur de contact": "Opérateur fictif",
        "conditions d'éligibilité": {
            "autres critères d'éligibilité": ["Une condition", "Une autre"]
        },
        "eligibilityData": {
            "company": {
                "allowedNafSections": ["C", "E"],
                "minEmployees": "10",
                "maxEmployees": "49",
                "excludeMicroentrepreneur": True,
                "allowedRegion": ["Occitanie"],
            }
            | rules,
        },
    }


def import_items(home: Path, folder: Path, kind: str, items: list[dict[str, Any]]) -> None:
    path = folder / f"{kind}.json"
    path.write_text(json.dumps(items), "utf-8")
    import_register(kind, path, home=home, vintage="2026-10-01")


def make_sheets(home: Path, folder: Path, *items: dict[str, Any]) -> tuple[Sheet, ...]:
    import_items(home, folder, "aides-territoires", list(items))
    return list_aid_sheets(home)


def make_programme_sheet(home: Path, folder: Path, **rules: Any) -> Sheet:
    import_items(home, folder, "aides-entreprises", [make_programme(**rules)])
    (sheet,) = list_aid_sheets(home)
    return sheet


def by_criterion(checks: tuple[EligibilityCheck, ...]) -> dict[str, EligibilityCheck]:
    return {check.criterion: check for check in checks}


def test_an_empty_base_has_no_aid(home: Path) -> None:
    assert list_aid_sheets(home) == ()
    assert find_aid_sheet("aid-aides-territoires-a", home) is None


def test_an_aid_becomes_a_sheet_that_travels_as_json(home: Path, tmp_path: Path) -> None:
    (sheet,) = make_sheets(home, tmp_path, make_item("a"))
    assert sheet.key == "aid-aides-territoires-a"
    assert sheet.kind is SheetKind.AID
    assert sheet.steps == ("financement",)
    assert sheet.levers == ("financement.appels",)
    assert sheet.actors == ("Financeur fictif",)
    assert sheet.territory_kind is TerritoryKind.REGION
    assert " ".join(sheet.budget.split()) == "jusqu’à 50 %"
    assert len(sheet.summary) <= 301
    assert sheet.details["deadline"] == "2026-12-31"
    assert sheet.details["funder"] == "Financeur fictif"
    assert "rate" in sheet.details
    assert "opens_on" not in sheet.details
    assert sheet.written_on == "2026-10-01"
    assert build_sheet(json.loads(json.dumps(sheet.to_dict()))) == sheet


def test_a_sheet_is_found_again_by_its_key(home: Path, tmp_path: Path) -> None:
    make_sheets(home, tmp_path, make_item("a"), make_item("b"))
    import_items(home, tmp_path, "aides-entreprises", [make_programme()])
    for sheet in list_aid_sheets(home):
        assert find_aid_sheet(sheet.key, home) == sheet
    assert find_aid_sheet("aid-aides-territoires-c", home) is None


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"submission_deadline": "2026-11-21"}, AidStatus.CLOSED),
        ({"submission_deadline": "2026-11-22"}, AidStatus.OPEN),
        ({"start_date": "2026-11-23"}, AidStatus.UPCOMING),
        ({"submission_deadline": None}, AidStatus.UNDATED),
        ({"submission_deadline": None, "recurrence": "Permanente"}, AidStatus.OPEN),
    ],
)
def test_an_aid_is_open_until_its_deadline_and_not_before_its_opening(
    home: Path, tmp_path: Path, changes: dict[str, Any], status: AidStatus
) -> None:
    (sheet,) = make_sheets(home, tmp_path, make_item("a", **changes))
    state = describe_status(sheet, TODAY)
    assert state.status is status
    assert state.is_closed == (status is AidStatus.CLOSED)
    assert "1er octobre 2026" in state.sentence.replace("\u00a0", " ")


def test_a_closed_aid_that_returns_says_so(home: Path, tmp_path: Path) -> None:
    item = make_item("a", submission_deadline="2026-01-01", recurrence="Récurrente")
    (sheet,) = make_sheets(home, tmp_path, item)
    assert "elle revient" in describe_status(sheet, TODAY).sentence


def test_a_suspended_aid_is_not_open(home: Path, tmp_path: Path) -> None:
    item = make_programme() | {"aide temporairement indisponible": "oui"}
    import_items(home, tmp_path, "aides-entreprises", [item])
    assert describe_status(list_aid_sheets(home)[0], TODAY).status is AidStatus.SUSPENDED


def test_aids_are_kept_by_territory_and_uncertain_ones_stay(home: Path, tmp_path: Path) -> None:
    sheets = make_sheets(
        home,
        tmp_path,
        make_item("dedans"),
        make_item("dehors", perimeter="Bretagne"),
        make_item("partout", perimeter="France", perimeter_scale="Pays"),
        make_item("inconnu", perimeter="Bassin fictif", perimeter_scale="Bassin hydrographique"),
        make_item("muet", perimeter=None, perimeter_scale=None),
    )
    found = {
        m.sheet.key[-7:]: m.coverage for m in filter_aids(sheets, on=TODAY, territory="dep:31")
    }
    assert {key.rpartition("-")[2] for key in found} == {"dedans", "partout", "inconnu", "muet"}
    assert set(found.values()) == {Coverage.COVERED, Coverage.UNKNOWN}
    sure = filter_aids(sheets, on=TODAY, territory="dep:31", keep_uncertain=False)
    assert {m.sheet.title.rpartition(" ")[2] for m in sure} == {"dedans", "partout"}


def test_a_part_of_the_territory_is_said_to_be_a_part(home: Path, tmp_path: Path) -> None:
    sheets = make_sheets(
        home, tmp_path, make_item("a", perimeter="Nord", perimeter_scale="Département")
    )
    (match,) = filter_aids(sheets, on=TODAY, territory="reg:32")
    assert match.coverage is Coverage.PARTLY


def test_an_unknown_territory_is_refused(home: Path, tmp_path: Path) -> None:
    sheets = make_sheets(home, tmp_path, make_item("a"))
    with pytest.raises(InvalidInput):
        filter_aids(sheets, on=TODAY, territory="nulle part ailleurs")


def test_closed_aids_come_last_and_leave_only_when_asked(home: Path, tmp_path: Path) -> None:
    sheets = make_sheets(
        home,
        tmp_path,
        make_item("close", submission_deadline="2020-01-01"),
        make_item("loin", submission_deadline="2027-12-31"),
        make_item("proche", submission_deadline="2026-12-01"),
        make_item("avenir", start_date="2026-12-01"),
    )
    titles = [m.sheet.title.rpartition(" ")[2] for m in filter_aids(sheets, on=TODAY)]
    assert titles == ["proche", "loin", "avenir", "close"]
    assert len(filter_aids(sheets, on=TODAY, hide_closed=True)) == 3


def test_aids_are_kept_by_public_step_and_instrument(home: Path, tmp_path: Path) -> None:
    sheets = make_sheets(
        home,
        tmp_path,
        make_item("a"),
        make_item("b", targeted_audiences=["Agriculteur"], aid_types=["Prêt"]),
        make_item("c", targeted_audiences=["Public fictif inconnu"]),
    )

    def names(**asked: Any) -> set[str]:
        return {m.sheet.title[-1] for m in filter_aids(sheets, on=TODAY, **asked)}

    assert names(audience="association") == {"a", "c"}
    assert names(audience="association", keep_uncertain=False) == {"a"}
    assert names(instrument="pret") == {"b"}
    assert names(project_step="realisation") == {"a", "b", "c"}
    assert names(project_step="conception") == set()


def test_a_fitting_project_meets_every_condition(home: Path, tmp_path: Path) -> None:
    (sheet,) = make_sheets(home, tmp_path, make_item("a"))
    answers = EligibilityAnswers(
        on=TODAY, audience="association", territory="dep:31", project_step="realisation"
    )
    checks = check_eligibility(sheet, answers)
    assert {check.outcome for check in checks} == {Outcome.MET}
    assert summarize_checks(checks) is Outcome.MET
    assert all(check.sentence and check.label for check in checks)


@pytest.mark.parametrize(
    ("changes", "criterion"),
    [
        ({"on": date(2027, 1, 1)}, "dates"),
        ({"audience": "particulier"}, "audience"),
        ({"territory": "dep:59"}, "territory"),
        ({"project_step": "usage"}, "step"),
    ],
)
def test_one_condition_that_fails_is_named_alone(
    home: Path, tmp_path: Path, changes: dict[str, Any], criterion: str
) -> None:
    (sheet,) = make_sheets(home, tmp_path, make_item("a"))
    answers = EligibilityAnswers(
        on=TODAY, audience="association", territory="dep:31", project_step="realisation"
    )
    checks = check_eligibility(sheet, replace(answers, **changes))
    assert [c.criterion for c in checks if c.outcome is Outcome.NOT_MET] == [criterion]
    assert summarize_checks(checks) is Outcome.NOT_MET


def test_without_answers_nothing_is_said_to_fit(home: Path, tmp_path: Path) -> None:
    (sheet,) = make_sheets(home, tmp_path, make_item("a"))
    checks = by_criterion(check_eligibility(sheet, EligibilityAnswers(on=TODAY)))
    unknown = {name for name, check in checks.items() if check.outcome is Outcome.UNKNOWN}
    assert unknown == {"audience", "territory", "step"}
    assert summarize_checks(checks.values()) is Outcome.UNKNOWN


def test_a_silent_source_leaves_everything_unknown(home: Path, tmp_path: Path) -> None:
    item = make_item("a", targeted_audiences=[], perimeter=None, mobilization_steps=[])
    (sheet,) = make_sheets(home, tmp_path, item)
    answers = EligibilityAnswers(
        on=TODAY, audience="association", territory="dep:31", project_step="usage"
    )
    checks = by_criterion(check_eligibility(sheet, answers))
    assert [checks[name].outcome for name in ("audience", "territory", "step")] == [
        Outcome.UNKNOWN
    ] * 3


def test_the_rules_of_a_programme_are_checked(home: Path, tmp_path: Path) -> None:
    sheet = make_programme_sheet(home, tmp_path)
    good = EligibilityAnswers(
        on=TODAY, audience="entreprise", employees=12, naf_code="13.10Z", is_micro=False
    )
    checks = by_criterion(check_eligibility(sheet, good))
    assert [checks[name].outcome for name in ("audience", "size", "activity", "micro")] == [
        Outcome.MET
    ] * 4
    assert checks["conditions"].outcome is Outcome.UNKNOWN
    assert "2" in checks["conditions"].sentence
    bad = replace(good, employees=9, naf_code="88.99B", is_micro=True)
    checks = by_criterion(check_eligibility(sheet, bad))
    assert [checks[name].outcome for name in ("size", "activity", "micro")] == [Outcome.NOT_MET] * 3


@pytest.mark.parametrize(
    ("employees", "outcome"), [(9, "not_met"), (10, "met"), (49, "met"), (50, "not_met")]
)
def test_the_bounds_of_the_headcount_are_in(
    home: Path, tmp_path: Path, employees: int, outcome: str
) -> None:
    sheet = make_programme_sheet(home, tmp_path)
    answers = EligibilityAnswers(on=TODAY, employees=employees)
    assert by_criterion(check_eligibility(sheet, answers))["size"].outcome == outcome


def test_a_programme_for_companies_says_nothing_of_associations(home: Path, tmp_path: Path) -> None:
    sheet = make_programme_sheet(home, tmp_path)
    check = by_criterion(
        check_eligibility(sheet, EligibilityAnswers(on=TODAY, audience="association"))
    )["audience"]
    assert check.outcome is Outcome.UNKNOWN
    assert "demandez" in check.sentence


def test_what_was_not_answered_of_a_programme_is_unknown(home: Path, tmp_path: Path) -> None:
    sheet = make_programme_sheet(home, tmp_path)
    checks = by_criterion(check_eligibility(sheet, EligibilityAnswers(on=TODAY)))
    assert {checks[name].outcome for name in ("size", "activity", "micro")} == {Outcome.UNKNOWN}


@pytest.mark.parametrize(
    ("rules", "words"),
    [({"minEmployees": None}, "au plus 49"), ({"maxEmployees": None}, "au moins 10")],
)
def test_one_bound_alone_is_a_rule(
    home: Path, tmp_path: Path, rules: dict[str, Any], words: str
) -> None:
    sheet = make_programme_sheet(home, tmp_path, **rules)
    answers = EligibilityAnswers(on=TODAY, employees=20)
    check = by_criterion(check_eligibility(sheet, answers))["size"]
    assert check.outcome is Outcome.MET
    assert words in check.sentence


def test_amounts_of_loans_are_told_in_words(home: Path, tmp_path: Path) -> None:
    item = make_item(
        "a",
        loan_amount=50000,
        recoverable_advance_amount=1000,
        subvention_rate_lower_bound=20,
        subvention_comment="selon le revenu",
    )
    (sheet,) = make_sheets(home, tmp_path, item)
    assert "50\u202f000\u00a0€" in sheet.details["amount"]
    assert "selon le revenu" in sheet.details["rate"]


def test_select_boxes_have_their_words() -> None:
    for words in (list_audiences(), list_project_steps(), list_instruments()):
        assert words
        assert all(word.key and word.label for word in words)


def test_aids_are_fetched_then_imported_with_their_day(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"token": "t"})
        items = [make_item("a") | {"contact": "personne@exemple.invalid"}]
        return httpx.Response(200, json={"count": 1, "next": None, "results": items})

    monkeypatch.setenv(AIDS_TOKEN, "cle-fictive")
    client = httpx.Client(transport=httpx.MockTransport(answer))
    fetch_and_import(["aides-territoires"], home, client=client)
    (sheet,) = list_aid_sheets(home)
    assert sheet.key == "aid-aides-territoires-a"
    (entry,) = list_imports(home=home)
    assert date.fromisoformat(entry.vintage) >= date(2026, 1, 1)
    kept = (home / "downloads/aides_territoires.json").read_text("utf-8")
    assert "personne" not in kept
    assert "cle-fictive" not in kept


def test_without_a_key_nothing_is_fetched(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(AIDS_TOKEN, raising=False)
    with pytest.raises(SourceRefused):
        fetch_register("aides-territoires", home=home)
    assert not home.exists()


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"token": "t"})
        return httpx.Response(200, json={"count": 0, "next": None, "results": []})

    monkeypatch.setenv(AIDS_TOKEN, "cle-fictive")
    wall = tmp_path / "mur"
    wall.write_text("", "utf-8")
    client = httpx.Client(transport=httpx.MockTransport(answer))
    with pytest.raises(InvalidInput) as caught:
        fetch_register("aides-territoires", folder=wall, client=client)
    assert "aides_territoires.json" in caught.value.for_user()


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.exists(), reason="the real data are not beside the project")
def test_the_real_aids_become_sheets_with_known_words(home: Path) -> None:
    for kind, name in (
        ("aides-territoires", "aides_territoires_periurbain_2023.csv"),
        ("aides-entreprises", "programmes_entreprises_2026.json"),
    ):
        import_register(kind, REAL / name, home=home, vintage="2026-06-01")
    sheets = list_aid_sheets(home)
    assert len(sheets) == len({sheet.key for sheet in sheets}) == 534
    for sheet in sheets:
        assert sheet.details["audience_kinds"]
        assert len(sheet.details["instrument_kinds"]) == len(sheet.details["instruments"])
        assert not sheet.details.get("perimeter_unread")
    everywhere = filter_aids(sheets, on=TODAY)
    assert sum(match.state.is_closed for match in everywhere) == 91
    assert len(filter_aids(sheets, on=TODAY, territory="reg:84")) < len(everywhere)
