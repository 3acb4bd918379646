"""A list linked to the register: every row comes back, with an outcome and its reason."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from tests.studies.made_up_country import CLOSED, MASKED, make_siren, make_siret
from tests.studies.made_up_lists import write_list

from maillon.domain.errors import InvalidInput
from maillon.identity import Outcome
from maillon.reference.territories import get_territory
from maillon.studies.linking.decisions import LinkDecision
from maillon.studies.linking.finding import LinkOptions, link_list
from maillon.studies.linking.register import open_register
from maillon.studies.linking.results import LinkedList, LinkedRow
from maillon.studies.linking.targets import open_list_target, open_table_target

VESTIAIRE = {"Nom": "Association Exemple fictif vestiaire", "Commune": "ROUBAIX CEDEX 1"}


def link_rows(
    folder: Path,
    home: Path,
    rows: Sequence[dict[str, str]],
    options: LinkOptions | None = None,
    territories: Sequence[str] = (),
) -> LinkedList:
    path = write_list(folder / "liste.csv", rows)
    return link_list(path, open_register(territories, home=home), options)


def get_only(linked: LinkedList) -> LinkedRow:
    assert len(linked.rows) == 1
    return linked.rows[0]


def test_every_row_comes_back_with_an_outcome(tmp_path: Path, country_home: Path) -> None:
    rows = [
        VESTIAIRE,
        {"Nom": "N/A", "Commune": "Lille"},
        {"Nom": "", "SIRET": ""},
        {"Nom": "TOTAL"},
        {"Nom": "A"},
        {"Nom": "x" * 10_000},
        {"Nom": "Вымышленный пример"},
        {"Nom": "Exemple fictif tissage", "SIRET": "12345678901234"},
    ]
    linked = link_rows(tmp_path, country_home, rows)
    assert [row.place for row in linked.rows] == list(range(len(rows)))
    assert all(row.remarks for row in linked.rows if not row.candidates)
    said = [" ".join(row.remarks) for row in linked.rows]
    assert "ne donne pas de nom" in said[1]
    assert "rien à rapprocher" in said[2]
    assert "seul signe" in said[4]
    assert "10\u202f000 signes" in said[5]
    assert "lettres latines" in said[6]
    assert "clé de contrôle" in said[7]
    assert sum(figure.value or 0 for figure in linked.figures.values()) == len(rows)


def test_a_name_written_another_way_is_recognised_in_its_commune(
    tmp_path: Path, country_home: Path
) -> None:
    row = get_only(link_rows(tmp_path, country_home, [VESTIAIRE]))
    assert row.outcome is not Outcome.REFUSED
    found = row.candidates[0].found
    assert (found.identifier, found.siret) == (make_siren(9), make_siret(9))
    assert "même commune" in row.candidates[0].why


@pytest.mark.parametrize(
    ("column", "number", "ground"),
    [
        ("SIRET", make_siret(2), "siret"),
        ("SIREN", make_siren(2), "siren"),
        ("SIRET", make_siret(2)[:9] + " " + make_siret(2)[9:], "siret"),
    ],
)
def test_a_number_needs_no_name(
    tmp_path: Path, country_home: Path, column: str, number: str, ground: str
) -> None:
    row = get_only(link_rows(tmp_path, country_home, [{"Nom": "", column: number}]))
    first = row.candidates[0]
    assert (row.outcome, first.ground) == (Outcome.ACCEPTED, ground)
    assert first.found.name == "EXEMPLE FICTIF COUTURE"
    assert "noms différents" not in first.why


def test_a_number_outside_the_territory_is_found_all_the_same(
    tmp_path: Path, country_home: Path
) -> None:
    rows = [{"Nom": "", "SIRET": make_siret(15)}, {"Nom": "Exemple fictif chanvre", "SIRET": ""}]
    near = link_rows(tmp_path, country_home, rows[1:], territories=["commune:59350"])
    assert make_siren(15) not in [one.found.identifier for one in near.rows[0].candidates]
    linked = link_rows(tmp_path, country_home, rows, territories=["commune:59350"])
    assert linked.rows[0].candidates[0].found.identifier == make_siren(15)


def test_what_the_register_masks_is_never_proposed_by_name(
    tmp_path: Path, country_home: Path
) -> None:
    rows = [
        {"Nom": "FICTIFMASQUE CORDONNERIE", "Commune": "Lille", "SIRET": ""},
        {"Nom": "Fictifmasque magasin", "Commune": "Lille", "SIRET": ""},
        {"Nom": "FICTIFMASQUE ENSEIGNE", "Commune": "Lille", "SIRET": make_siret(MASKED)},
    ]
    learnt = [
        LinkDecision(
            line=f"{make_siret(MASKED)} / FICTIFMASQUE ENSEIGNE / 59350",
            record=make_siren(MASKED),
            is_same=True,
            name="FICTIFMASQUE CORDONNERIE",
        )
    ]
    linked = link_rows(tmp_path, country_home, rows, LinkOptions(decisions=learnt))
    by_name, by_sign, by_number = linked.rows
    masked = {make_siren(MASKED), make_siren(11)}
    for row in (by_name, by_sign):
        assert masked.isdisjoint(one.found.identifier for one in row.candidates)
    found = by_number.candidates[0].found
    assert (found.identifier, found.name, found.commune_code) == (make_siren(MASKED), "", "")
    assert "masque" in " ".join(by_number.remarks)
    written = linked.list_tables()["Lignes"].drop_columns(["Nom", "Nom lu", "Clé de la ligne"])
    assert "FICTIFMASQUE" not in str(written.to_pylist())


def test_a_closed_establishment_is_told_with_its_day(tmp_path: Path, country_home: Path) -> None:
    rows = [{"Nom": "Tout autre nom zyxw", "SIRET": make_siret(CLOSED)}]
    row = get_only(link_rows(tmp_path, country_home, rows))
    assert "fermé depuis le 31\xa0mai 2021" in " ".join(row.remarks)
    assert all(one.found.siret != make_siret(CLOSED) for one in row.candidates)


def test_the_members_of_a_groupement_are_linked_one_by_one(
    tmp_path: Path, country_home: Path
) -> None:
    name = "Groupement EXEMPLE FICTIF METAUX / EXEMPLE FICTIF LIN"
    apart = link_rows(tmp_path, country_home, [{"Nom": name, "SIRET": ""}])
    assert [row.name for row in apart.rows] == ["EXEMPLE FICTIF METAUX", "EXEMPLE FICTIF LIN"]
    assert [row.candidates[0].found.identifier for row in apart.rows] == [
        make_siren(13),
        make_siren(14),
    ]
    led = link_rows(tmp_path, country_home, [{"Nom": name, "SIRET": make_siret(13)}])
    assert [row.candidates[0].found.identifier for row in led.rows] == [
        make_siren(13),
        make_siren(14),
    ]
    assert led.rows[0].outcome is Outcome.ACCEPTED
    assert led.rows[1].outcome in {Outcome.ACCEPTED, Outcome.REVIEW}


def test_a_second_name_of_several_parts_is_one_more_way_to_be_found(
    tmp_path: Path, country_home: Path
) -> None:
    rows = [{"Nom": "Zwyx", "Enseigne": "Vwqk / Exemple fictif lin"}]
    row = get_only(link_rows(tmp_path, country_home, rows))
    assert make_siren(14) in [one.found.identifier for one in row.candidates]


def test_a_decision_wins_and_teaches_the_name(tmp_path: Path, country_home: Path) -> None:
    rows = [{"Nom": "Les petites mains de Zwyx", "Commune": "Tourcoing"}]
    before = get_only(link_rows(tmp_path, country_home, rows))
    assert before.outcome is Outcome.REFUSED
    decision = LinkDecision(
        line=before.line_key, record=make_siren(3), is_same=True, name=before.name
    )
    rows.append({"Nom": "LES PETITES MAINS DE ZWYX", "Commune": "Lille"})
    linked = link_rows(tmp_path, country_home, rows, LinkOptions(decisions=[decision]))
    settled, taught = linked.rows
    assert settled.candidates[0].ground == "decision"
    assert settled.decision is True
    assert taught.candidates[0].found.identifier == make_siren(3)
    refused = LinkDecision(line=taught.line_key, record=make_siren(3), is_same=False)
    again = link_rows(tmp_path, country_home, rows, LinkOptions(decisions=[decision, refused]))
    assert make_siren(3) not in [one.found.identifier for one in again.rows[1].candidates]


def test_a_settled_member_of_a_groupement_keeps_its_place(
    tmp_path: Path, country_home: Path
) -> None:
    rows = [{"Nom": "Zwyx conseil / Exemple fictif lin"}]
    before = link_rows(tmp_path, country_home, rows)
    assert len(before.rows) == 2
    decision = LinkDecision(line=before.rows[0].line_key, record=make_siren(3), is_same=True)
    after = link_rows(tmp_path, country_home, rows, LinkOptions(decisions=[decision]))
    assert after.rows[0].candidates[0].found.identifier == make_siren(3)
    assert after.rows[1].candidates[0].found.identifier == make_siren(14)


def test_lines_all_alike_cost_no_more_than_one(tmp_path: Path, country_home: Path) -> None:
    rows = [dict(VESTIAIRE) for _turn in range(3_000)]
    linked = link_rows(tmp_path, country_home, rows)
    alone = link_rows(tmp_path, country_home, rows[:1])
    assert len(linked.rows) == len(rows)
    assert linked.pair_count == alone.pair_count
    assert {row.outcome for row in linked.rows} == {alone.rows[0].outcome}


def test_the_columns_of_the_list_stay_beside_what_was_found(
    tmp_path: Path, country_home: Path
) -> None:
    rows = [VESTIAIRE | {"Probabilité": "à moi", "Note": "=1+1"}]
    table = link_rows(tmp_path, country_home, rows).list_tables()["Lignes"]
    line = table.to_pylist()[0]
    assert line["Probabilité (liste)"] == "à moi"
    assert (line["Note"], line["Nom"]) == ("=1+1", VESTIAIRE["Nom"])
    assert line["Ligne"] == 2
    assert line["Identifiant trouvé"] == make_siren(9)
    assert line["Commune trouvée"] == "Roubaix"
    assert 0 < line["Probabilité"] <= 1


def test_a_document_says_what_it_rests_on(tmp_path: Path, country_home: Path) -> None:
    document = link_rows(tmp_path, country_home, [VESTIAIRE]).to_document()
    assert document["schema"] == "maillon/linking/1"
    keys = {entry["key"] for entry in document["vintages"]}
    assert {"liste", "sirene-etablissements", "sirene-unites-legales"} == keys
    assert document["model"]["sets"]
    for figure in document["figures"].values():
        assert set(figure["sources"]) <= keys
        assert figure["formula_key"] == "rapprochement"


def test_two_lists_meet_and_no_siret_takes_the_place_of_another(tmp_path: Path) -> None:
    other, twin = make_siret(50, 1), make_siret(50, 2)
    target = open_list_target(
        write_list(
            tmp_path / "annuaire.csv",
            [
                {"Nom": "Exemple fictif brocante", "SIRET": other, "Commune": "Lens"},
                {"Nom": "Exemple fictif brocante", "SIRET": twin, "Commune": "Lens"},
                {"Nom": "Zwyx atelier", "SIRET": "", "Commune": "Lens"},
            ],
        )
    )
    rows = [
        {"Nom": "", "SIRET": make_siret(50, 3), "Commune": ""},
        {"Nom": "", "SIRET": twin, "Commune": ""},
        {"Nom": "ZWYX ATELIER", "SIRET": "", "Commune": "Lens"},
    ]
    linked = link_list(write_list(tmp_path / "liste.csv", rows), target)
    third, same, named = linked.rows
    assert (third.outcome, third.candidates[0].ground) == (Outcome.REVIEW, "siren")
    assert (same.outcome, same.candidates[0].found.siret) == (Outcome.ACCEPTED, twin)
    assert named.candidates[0].found.name == "Zwyx atelier"


def test_a_table_of_actors_can_be_linked_to(tmp_path: Path) -> None:
    table = pa.Table.from_pylist(
        [
            {"actor_id": "a", "name": "Zwyx atelier", "siret": None, "is_diffusible": True},
            {"actor_id": "b", "name": "Vwqk caché", "siret": make_siret(3), "is_diffusible": False},
        ]
    )
    target = open_table_target(table, label="Annuaire")
    rows = [{"Nom": "Zwyx atelier", "SIRET": ""}, {"Nom": "Vwqk caché", "SIRET": ""}]
    rows.append({"Nom": "", "SIRET": make_siret(3)})
    linked = link_list(write_list(tmp_path / "liste.csv", rows), target)
    named, hidden, numbered = linked.rows
    assert named.candidates[0].record_key == "a"
    assert hidden.candidates == ()
    assert numbered.candidates[0].record_key == "b"
    assert not target.may_learn("b")


def test_the_place_of_a_contract_is_not_the_place_of_its_holder(
    tmp_path: Path, country_home: Path
) -> None:
    rows = [{"Titulaire": "Exemple fictif vestiaire", "Département d'exécution": "59"}]
    path = write_list(tmp_path / "marches.csv", rows)
    linked = link_list(path, open_register(home=country_home), name_column="Titulaire")
    why = get_only(linked).candidates[0].why
    assert "marché exécuté dans son département" in why
    assert "même département" not in why


def test_an_rna_number_is_understood_in_a_column_of_siret(
    tmp_path: Path, country_home: Path
) -> None:
    rows = [{"Nom": "Zwyx", "SIRET": "w 595 000 001"}]
    remarks = " ".join(get_only(link_rows(tmp_path, country_home, rows)).remarks)
    assert "W595000001" in remarks
    assert "que des chiffres" not in remarks


def test_text_saved_twice_is_read_through(tmp_path: Path, country_home: Path) -> None:
    damaged = "Exemple fictif vestiaire d’été".encode().decode("cp1252")
    row = get_only(link_rows(tmp_path, country_home, [{"Nom": damaged, "Commune": "Roubaix"}]))
    assert "lu «\xa0Exemple fictif vestiaire d’été\xa0»" in " ".join(row.remarks)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (LinkOptions(precision=1.5), "entre 0 et 1"),
        (LinkOptions(precision=0.9999), "demandez au plus"),
    ],
)
def test_a_precision_that_cannot_be_reached_is_told(
    tmp_path: Path, country_home: Path, options: LinkOptions, told: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        link_rows(tmp_path, country_home, [VESTIAIRE], options)
    assert told in caught.value.for_user()


def test_without_register_or_outside_it_the_next_step_is_told(
    tmp_path: Path, country_home: Path
) -> None:
    with pytest.raises(InvalidInput) as caught:
        open_register(home=tmp_path / "nothing")
    assert "maillon sources fetch" in caught.value.for_user()
    with pytest.raises(InvalidInput) as caught:
        open_register(["commune:29019"], home=country_home)
    assert "Brest" in caught.value.for_user()


def test_a_register_too_large_asks_for_a_territory(
    country_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maillon.studies.linking.register._MOST_ESTABLISHMENTS", 3)
    with pytest.raises(InvalidInput) as caught:
        open_register(home=country_home)
    assert "--territory" in caught.value.for_user()


def test_territories_that_overlap_bring_each_establishment_once(country_home: Path) -> None:
    both = open_register(["commune:59350", "dep:59"], home=country_home)
    alone = open_register([get_territory("dep:59")], home=country_home)
    assert [one.key for one in both.records] == [one.key for one in alone.records]
    assert both.records[0:2] == [both.records[0], both.records[1]]


def test_a_list_without_names_is_refused(tmp_path: Path, country_home: Path) -> None:
    path = write_list(tmp_path / "sans.csv", [{"Titulaire": "Exemple fictif 1", "Prix": "3"}])
    with pytest.raises(InvalidInput) as caught:
        link_list(path, open_register(home=country_home))
    assert any("Titulaire" in detail for detail in caught.value.details)
    with pytest.raises(InvalidInput) as caught:
        link_list(path, open_register(home=country_home), name_column="Absente")
    assert "Absente" in caught.value.for_user()
    with pytest.raises(InvalidInput) as caught:
        open_list_target(write_list(tmp_path / "vide.csv", [{"Nom": "", "Commune": "Lille"}]))
    assert "aucun acteur" in caught.value.for_user()
