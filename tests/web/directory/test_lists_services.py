"""What an import does to the directory, step by step."""

import pytest
from tests.web.directory.list_files import SIRETS, make_import, make_ready, write_csv
from tests.web.people import add_actor, make_filiere

from maillon.domain.errors import InconsistentData, InvalidInput
from maillon.domain.jobs import SilentProgress
from maillon_web.accounts.models import Organisation
from maillon_web.directory.models import (
    Actor,
    FieldOrigin,
    ImportState,
    ListImport,
    Placement,
    Presence,
    RowState,
    Statement,
)
from maillon_web.directory.services import (
    list_choices,
    list_holdings,
    list_preparing,
    list_writing,
    lists,
)
from maillon_web.directory.services.list_preparing import count_states, prepare
from maillon_web.directory.services.list_undoing import undo_import
from maillon_web.directory.services.list_writing import apply
from maillon_web.filieres.models import Filiere
from maillon_web.history.models import Change, ChangeSet
from maillon_web.history.services import record

SILENT = SilentProgress()
LYON = ("Lyon", "69001")


@pytest.fixture(autouse=True)
def _no_diagnosis(monkeypatch):
    """The diagnostic that follows an import is another application's."""
    for module in (list_writing,):
        monkeypatch.setattr(module, "ask_refresh", lambda *_a, **_k: None)
    monkeypatch.setattr(
        "maillon_web.directory.services.list_undoing.ask_refresh", lambda *_a, **_k: None
    )


def snapshot() -> dict[str, list[dict[str, object]]]:
    """All that lists and sheets say, but for what counts the writings."""
    return {
        model.__name__: [
            {k: v for k, v in row.items() if k not in {"version", "updated_at"}}
            for row in model.objects.order_by("pk").values()
        ]
        for model in (Actor, Presence, Placement, FieldOrigin)
    }


def states(list_import: ListImport) -> dict[int, str]:
    return dict(list_import.rows.values_list("number", "state"))


def test_preparing_writes_nothing_in_the_directory(filiere, people):
    before = snapshot()
    made = make_ready(filiere, people.lead, [("Exemple fictif 1", SIRETS[0], *LYON, "", "", "")])
    assert snapshot() == before
    assert made.state == ImportState.READY


def test_each_row_of_the_file_is_counted_once(filiere, people):
    add_actor(filiere, "Atelier fictif", commune_code="69123")
    add_actor(filiere, "Recyclerie fictive", siret=SIRETS[0], external_id=SIRETS[0])
    rows = [
        ("Exemple fictif 1", SIRETS[1], *LYON, "", "", ""),
        ("Recyclerie fictive", SIRETS[0], *LYON, "", "", ""),
        ("ATELIER FICTIF", "", *LYON, "", "", ""),
        ("", "", "", "", "", "tri", ""),
        ("", SIRETS[2], *LYON, "", "", ""),
        ("Exemple fictif 1 bis", SIRETS[1], *LYON, "", "", ""),
    ]
    made = make_ready(filiere, people.lead, rows)
    counts = made.summary["counts"]
    assert counts == {"new": 1, "update": 3, "duplicate": 0, "skipped": 0, "rejected": 2}
    assert sum(counts.values()) == made.summary["rows"] == len(rows)


def test_a_known_siret_completes_and_so_does_a_name_that_leaves_no_doubt(filiere, people):
    known = add_actor(filiere, "Recyclerie fictive", siret=SIRETS[0], external_id=SIRETS[0])
    alike = add_actor(filiere, "Atelier fictif", commune_code="69123")
    made = make_ready(
        filiere,
        people.lead,
        [("Autre nom", SIRETS[0], *LYON, "", "", ""), ("ATELIER FICTIF", "", *LYON, "", "", "")],
    )
    first, second = made.rows.all()
    assert (first.state, first.target) == (RowState.UPDATE, known)
    assert (second.state, second.target, second.choice) == (RowState.UPDATE, alike, "")
    assert [(one["actor"], one["likeness"]) for one in second.candidates] == [(alike.pk, "name")]
    assert second.candidates[0]["probability"] > 0.9
    assert second.candidates[0]["levels"]["place"] == "same_commune"


def test_rows_of_one_list_that_look_alike_are_asked_too(filiere, people):
    made = make_ready(
        filiere,
        people.lead,
        [
            ("La Bobine fictive", "", *LYON, "", "", ""),
            ("Bobine fictive (La)", "", *LYON, "", "", ""),
        ],
    )
    row = made.rows.get(state=RowState.DUPLICATE)
    assert row.candidates == [{"row": 2, "likeness": "near"}]


def test_the_actors_of_another_organisation_are_never_compared(filiere, people):
    stranger = Organisation.objects.create(name="Autre fictive", kind="other")
    other = Filiere.objects.create(name="Ailleurs", organisation=stranger)
    add_actor(other, "Atelier fictif", commune_code="69123", siret=SIRETS[0])
    made = make_ready(filiere, people.lead, [("Atelier fictif", SIRETS[0], *LYON, "", "", "")])
    assert made.rows.get().state == RowState.NEW


def test_a_partner_does_not_learn_of_the_other_filieres(filiere, people):
    hidden = make_filiere(people, name="Filière cachée fictive")
    add_actor(hidden, "Atelier fictif", commune_code="69123")
    made = make_ready(filiere, people.contributor, [("Atelier fictif", "", *LYON, "", "", "")])
    assert made.rows.get().state == RowState.NEW
    people.organisation.memberships.create(user=people.contributor)
    prepare(made, author=people.contributor, progress=SILENT)
    assert made.rows.get().state == RowState.UPDATE


def test_applying_creates_completes_and_says_where_from(filiere, people):
    known = add_actor(filiere, "Recyclerie fictive", siret=SIRETS[0], external_id=SIRETS[0])
    made = make_ready(
        filiere,
        people.lead,
        [
            ("Exemple fictif 1", SIRETS[1], *LYON, "1 rue fictive", "tri", "oui"),
            ("Recyclerie bis", SIRETS[0], *LYON, "2 rue fictive", "collecte", ""),
            ("Exemple fictif 2", "", *LYON, "", "", ""),
        ],
    )
    counts = apply(made, author=people.lead, progress=SILENT)
    assert counts == {"created": 2, "updated": 1}
    new = Actor.objects.get(external_id=SIRETS[1])
    assert (new.name, new.visibility, new.ess_status) == ("Exemple fictif 1", "members", "declared")
    assert new.commune_name == "Lyon"
    assert new.origins.get(field="address").source == "Carnet fictif"
    assert list(new.placements.values_list("stage_key", "confidence")) == [("tri", "declared")]
    assert new.words.filter(word="EXEMPLE").exists()
    known.refresh_from_db()
    assert (known.name, known.other_names) == ("Recyclerie fictive", "Recyclerie bis")
    assert known.address == "2 rue fictive"
    origin = known.origins.get(field="address")
    assert (str(origin.dated), origin.visibility) == ("2026-01-31", "members")
    nameless = Actor.objects.get(name="Exemple fictif 2")
    assert nameless.external_id.startswith("web:")
    made.refresh_from_db()
    assert made.state == ImportState.APPLIED
    assert ChangeSet.objects.get(pk=made.change_set_id).params["created"] == 2


def test_what_is_known_is_not_overwritten(filiere, people):
    known = add_actor(
        filiere, "Recyclerie fictive", siret=SIRETS[0], external_id=SIRETS[0], address="Chez nous"
    )
    made = make_ready(filiere, people.lead, [("X fictif", SIRETS[0], *LYON, "Ailleurs", "", "")])
    apply(made, author=people.lead, progress=SILENT)
    known.refresh_from_db()
    assert known.address == "Chez nous"


def test_a_newer_edition_of_the_same_list_replaces_what_it_had_said(filiere, people):
    first = make_ready(filiere, people.lead, [("X fictif", SIRETS[0], *LYON, "Avant", "", "")])
    apply(first, author=people.lead, progress=SILENT)
    second = make_ready(
        filiere, people.lead, [("X fictif", SIRETS[0], *LYON, "Après", "", "")], dated="2026-06-30"
    )
    apply(second, author=people.lead, progress=SILENT)
    assert Actor.objects.get(siret=SIRETS[0]).address == "Après"


def test_choices_decide_what_becomes_of_a_row(filiere, people):
    alike = add_actor(filiere, "Atelier fictif", commune_code="69123")
    rows = [("ATELIER FICTIF", "", *LYON, f"{n} rue fictive", "", "") for n in range(3)]
    made = make_ready(filiere, people.lead, rows)
    same, different, aside = made.rows.all()
    list_choices.choose_row(same, "same", same.candidates[0])
    list_choices.choose_row(different, "different")
    list_choices.choose_row(aside, "aside")
    assert states(made) == {2: "update", 3: "new", 4: "skipped"}
    assert apply(made, author=people.lead, progress=SILENT) == {"created": 1, "updated": 1}
    alike.refresh_from_db()
    assert alike.address == "0 rue fictive"


def test_a_row_said_the_same_as_an_earlier_one_completes_it(filiere, people):
    made = make_ready(
        filiere,
        people.lead,
        [
            ("Bobine fictive", "", *LYON, "", "tri", ""),
            ("Bobine fictive", "", *LYON, "1 rue fictive", "vente", ""),
        ],
    )
    list_choices.choose_row(made.rows.get(number=3), "same")
    assert apply(made, author=people.lead, progress=SILENT)["created"] == 1
    actor = Actor.objects.get()
    assert actor.address == "1 rue fictive"
    assert set(actor.presences.get().declared_stages) == {"tri", "vente"}


def test_a_known_siret_cannot_be_another_actor(filiere, people):
    add_actor(filiere, "Recyclerie fictive", siret=SIRETS[0], external_id=SIRETS[0])
    made = make_ready(filiere, people.lead, [("X fictif", SIRETS[0], *LYON, "", "", "")])
    with pytest.raises(InvalidInput, match="known SIRET"):
        list_choices.choose_row(made.rows.get(), "different")


def test_exact_sirets_are_settled_all_at_once(filiere, people):
    for siret in SIRETS:
        add_actor(filiere, f"Fictif {siret}", siret=siret, external_id=siret)
    made = make_ready(
        filiere, people.lead, [(f"N {siret}", siret, *LYON, "", "", "") for siret in SIRETS]
    )
    assert list_choices.choose_rows(made, "siret", "aside") == 3
    assert count_states(made)["skipped"] == 3
    assert list_choices.choose_rows(made, "siret", "same") == 3
    assert count_states(made)["update"] == 3


def test_a_siret_that_came_meanwhile_is_completed_not_doubled(filiere, people):
    made = make_ready(filiere, people.lead, [("X fictif", SIRETS[0], *LYON, "1 rue", "", "")])
    add_actor(filiere, "Arrivé entre-temps fictif", siret=SIRETS[0], external_id=SIRETS[0])
    assert apply(made, author=people.lead, progress=SILENT) == {"created": 0, "updated": 1}
    assert Actor.objects.filter(siret=SIRETS[0]).count() == 1


def test_a_sheet_merged_meanwhile_leads_to_the_one_that_is_kept(filiere, people):
    kept = add_actor(filiere, "Gardée fictive")
    gone = add_actor(filiere, "Fusionnée fictive", siret=SIRETS[0], external_id=SIRETS[0])
    made = make_ready(filiere, people.lead, [("X fictif", SIRETS[0], *LYON, "1 rue", "", "")])
    Actor.objects.filter(pk=gone.pk).update(merged_into=kept)
    apply(made, author=people.lead, progress=SILENT)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.address, gone.address) == ("1 rue", "")


def test_undoing_gives_the_directory_back(filiere, people):
    add_actor(filiere, "Recyclerie fictive", siret=SIRETS[0], external_id=SIRETS[0])
    before = snapshot()
    made = make_ready(
        filiere,
        people.lead,
        [
            ("Exemple fictif 1", SIRETS[1], *LYON, "1 rue fictive", "tri", "oui"),
            ("Recyclerie bis", SIRETS[0], *LYON, "2 rue fictive", "collecte", ""),
        ],
    )
    apply(made, author=people.lead, progress=SILENT)
    undone = undo_import(made, author=people.contributor, progress=SILENT)
    assert (undone.removed, undone.put_back, undone.kept) == (1, 1, {})
    assert snapshot() == before
    made.refresh_from_db()
    assert made.state == ImportState.UNDONE
    with pytest.raises(InconsistentData):
        undo_import(made, author=people.lead, progress=SILENT)


def test_undoing_keeps_what_people_did_since_and_names_it(filiere, people):
    known = add_actor(filiere, "Recyclerie fictive", siret=SIRETS[0], external_id=SIRETS[0])
    made = make_ready(
        filiere,
        people.lead,
        [
            ("Jamais touché fictif", "", *LYON, "", "", ""),
            ("Corrigé fictif", "", "Bron", "69500", "", "", ""),
            ("Écouté fictif", "", "Vénissieux", "69200", "", "", ""),
            ("R fictif", SIRETS[0], *LYON, "2 rue fictive", "", ""),
        ],
    )
    apply(made, author=people.lead, progress=SILENT)
    edited = Actor.objects.get(name="Corrigé fictif")
    heard = Actor.objects.get(name="Écouté fictif")
    with record("actor.edit", scope=filiere.scope, author=people.contributor) as recorder:
        recorder.update(edited, {"phone": "0102030405"})
        known.refresh_from_db()
        recorder.update(known, {"address": "Corrigée à la main"})
    Statement.objects.create(
        actor=heard, filiere=filiere, kind="need", text="Un besoin fictif", stated_on="2026-02-01"
    )
    undone = undo_import(made, author=people.lead, progress=SILENT)
    assert set(undone.kept.values()) == {"Corrigé fictif", "Écouté fictif", "Recyclerie fictive"}
    assert undone.removed == 1
    known.refresh_from_db()
    assert (known.address, known.post_code) == ("Corrigée à la main", "")
    assert Statement.objects.get().actor == heard


def test_an_edit_that_was_itself_undone_does_not_hold_an_import(filiere, people):
    from maillon_web.history.services import undo

    made = make_ready(filiere, people.lead, [("Corrigé fictif", "", *LYON, "", "", "")])
    apply(made, author=people.lead, progress=SILENT)
    with record("actor.edit", scope=filiere.scope, author=people.lead) as recorder:
        recorder.update(Actor.objects.get(), {"phone": "0102030405"})
    undo(recorder.change_set, author=people.lead)
    assert undo_import(made, author=people.lead, progress=SILENT).removed == 1


def test_an_undone_import_can_be_taken_up_again(filiere, people):
    made = make_ready(filiere, people.lead, [("X fictif", SIRETS[0], *LYON, "", "", "")])
    apply(made, author=people.lead, progress=SILENT)
    undo_import(made, author=people.lead, progress=SILENT)
    made.refresh_from_db()
    prepare(made, author=people.lead, progress=SILENT)
    assert apply(made, author=people.lead, progress=SILENT)["created"] == 1


def test_a_failure_in_the_middle_writes_nothing(filiere, people, monkeypatch):
    made = make_ready(
        filiere, people.lead, [(f"Exemple fictif {n}", "", *LYON, "", "", "") for n in range(5)]
    )
    before = snapshot()

    def fail(*_arguments):
        raise RuntimeError("killed")

    monkeypatch.setattr(list_writing, "resync", fail)
    with pytest.raises(RuntimeError):
        apply(made, author=people.lead, progress=SILENT)
    made.refresh_from_db()
    assert (made.state, made.change_set_id) == (ImportState.READY, None)
    assert snapshot() == before
    assert not Change.objects.exists()


def test_a_preparation_that_stops_leaves_nothing_to_apply(filiere, people, monkeypatch):
    made = make_ready(filiere, people.lead, [("X fictif", "", *LYON, "", "", "")])

    def fail(*_arguments, **_named):
        raise RuntimeError("killed")

    monkeypatch.setattr(list_preparing, "insert_all", fail)
    with pytest.raises(RuntimeError):
        prepare(made, author=people.lead, progress=SILENT)
    made.refresh_from_db()
    with pytest.raises(InconsistentData):
        apply(made, author=people.lead, progress=SILENT)


def test_a_list_is_applied_once(filiere, people):
    made = make_ready(filiere, people.lead, [("X fictif", "", *LYON, "", "", "")])
    apply(made, author=people.lead, progress=SILENT)
    with pytest.raises(InconsistentData):
        apply(made, author=people.lead, progress=SILENT)
    with pytest.raises(InconsistentData):
        lists.drop(ListImport.objects.get(pk=made.pk))


def test_what_was_settled_is_known_the_next_time(filiere, people):
    content = write_csv([("X fictif", "", *LYON, "", "ramassage", "")])
    made = make_import(filiere, people.lead, content)
    lists.settle_values(made, {("declared_stages", "ramassage"): "collecte"}, author=people.lead)
    made.wanted_values = [{"field": "declared_stages", "value": "ramassage"}]
    prepare(made, author=people.lead, progress=SILENT)
    assert made.rows.get().values["stages"] == ["collecte"]


def test_what_lists_hold_on_a_person_is_told_and_loses_its_signature(filiere, people):
    made = make_ready(filiere, people.contributor, [("X fictif", "", *LYON, "", "tri", "")])
    lists.settle_values(made, {("declared_stages", "x"): "tri"}, author=people.contributor)
    (held,) = list_holdings.collect_lists(people.contributor)
    assert (held["label"], held["file"]) == ("Carnet fictif", "carnet.csv")
    list_holdings.forget_author(people.contributor)
    assert not list_holdings.collect_lists(people.contributor)
    assert ListImport.objects.get().label == "Carnet fictif"
