"""The owner rules: sourced, correctable, and honest about what they do not know."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from dueregard.knowledge.owners import CONFIDENCES, describe, is_determined, load_owners, resolve, state_name
from dueregard.model.errors import DataError

HEADER = "code,name,kind,responsible_states,rule,source,pin,date,confidence,note\n"


def table(name: str) -> list[dict[str, str]]:
    text = files("dueregard.knowledge").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def extra(folder: Path, *rows: str) -> Path:
    path = folder / "rules.csv"
    path.write_text(HEADER + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def test_every_rule_says_why_from_where_and_how_sure() -> None:
    for row in table("owners.csv"):
        assert row["rule"].endswith("."), row["code"]
        assert row["source"], row["code"]
        assert row["confidence"] in CONFIDENCES, row["code"]
        assert row["confidence"] != "fictional", row["code"]


def test_every_responsible_state_is_a_state_with_a_united_nations_name() -> None:
    known = {row["iso_alpha3"] for row in table("states.csv")}
    for owner in load_owners().values():
        assert owner.responsible_states <= known, owner.code


def test_the_states_are_the_193_members_and_two_observers() -> None:
    rows = table("states.csv")
    assert sum(row["un_status"] == "Member State" for row in rows) == 193
    assert [row["name"] for row in rows if row["un_status"] != "Member State"] == [
        "Holy See",
        "State of Palestine",
    ]
    assert len({row["iso_alpha3"] for row in rows}) == len(rows) == len({row["name"] for row in rows})


@pytest.mark.parametrize(
    ("one", "other"), [("TWN", "ROC"), ("BGR", "BUL"), ("AGO", "ANG"), ("CZE", "CZCH"), ("PER", "PERU")]
)
def test_codes_that_the_two_catalogues_write_differently_give_one_owner(one: str, other: str) -> None:
    owners = load_owners()
    assert owners[one].name == owners[other].name
    assert owners[one].responsible_states == owners[other].responsible_states


def test_the_code_cis_is_the_russian_federation_and_says_what_it_leaves_open() -> None:
    owner = load_owners()["CIS"]
    assert owner.responsible_states == {"RUS"}
    assert "does not say which successor" in owner.basis


@pytest.mark.parametrize(
    ("code", "members"), [("ESA", 23), ("EUME", 30), ("NATO", 32), ("AB", 21), ("ISS", 15), ("ESRO", 10)]
)
def test_organisations_and_partnerships_belong_to_their_members(code: str, members: int) -> None:
    assert len(load_owners()[code].responsible_states) == members


@pytest.mark.parametrize("code", ["TWN", "ROC", "STCT", "SES", "EUTE", "ITSO", "GLOB", "TBD", "U", "UNK"])
def test_what_no_source_settles_stays_unknown(code: str) -> None:
    assert not load_owners()[code].responsible_states


def test_a_code_without_a_rule_resolves_to_unknown_and_says_so() -> None:
    owner = resolve("XQZ", load_owners())
    assert (owner.kind, owner.responsible_states) == ("unknown", frozenset())
    assert "XQZ" in owner.basis
    assert is_determined(owner)


@pytest.mark.parametrize("code", [None, "", "  ", "TBD", "U"])
def test_no_code_and_tbd_name_nobody(code: str | None) -> None:
    assert not is_determined(resolve(code, load_owners()))


def test_codes_are_found_whatever_their_case_and_padding() -> None:
    assert resolve(" us ", load_owners()).responsible_states == {"USA"}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("BEL", "Belgium"),
        ("O3B", "O3b Networks (operator; United Kingdom)"),
        ("CHBZ", "China and Brazil (joint; Brazil, China)"),
        ("SES", "SES (operator; responsible State not resolved)"),
        ("TBD", "Owner not determined"),
        ("XQZ", "Owner code XQZ (owner not known)"),
    ],
)
def test_an_owner_is_described_in_words(code: str, words: str) -> None:
    assert describe(resolve(code, load_owners())) == words


def test_an_extra_file_corrects_a_row_and_brings_fictional_states(tmp_path: Path) -> None:
    path = extra(
        tmp_path,
        'SES,SES,operator,LUX,"A correction, for the test.",letter of the State,p. 1,2026-01-01,secondary,',
        "VRD,Veridia,State,VRD,A fictional State.,the scenario,,,fictional,",
        "VSAT,Veridia Satellites,operator,VRD,Licensed by Veridia.,the scenario,,,fictional,",
    )
    owners = load_owners(path)
    assert describe(owners["SES"], owners) == "SES (operator; Luxembourg)"
    assert owners["SES"].basis == "A correction, for the test."
    assert owners["SES"].source == "letter of the State, p. 1 (2026-01-01)"
    assert describe(owners["VSAT"], owners) == "Veridia Satellites (operator; Veridia)"
    assert state_name("VRD", owners) == "Veridia"
    assert owners["US"] == load_owners()["US"]
    assert not load_owners()["SES"].responsible_states  # the packaged table is as it was


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("QQ,Q,State,QQQ,Why.,Where,,,certain,", "confidence"),
        ("QQ,Q,Country,QQQ,Why.,Where,,,secondary,", "kind"),
        ("QQ,Q,State,QQQ,Why.,,,,secondary,", "source"),
        ("QQ,Q,State,,Why.,Where,,,secondary,", "exactly one"),
        ("QQ,Q,State,QQQ;RRR,Why.,Where,,,secondary,", "exactly one"),
        ("QQ,Q,joint,QQQ/RRR,Why.,Where,,,secondary,", "alpha-3"),
        ("QQ,Q,unknown,QQQ,Why.,Where,,,secondary,", "unknown owner"),
        ("QQ,Q,State,QQQ,Why, but with a comma.,Where,,,secondary,", "double quotes"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_line(tmp_path: Path, row: str, told: str) -> None:
    good = "OK,Okay,State,OKA,Why.,Where,,,secondary,"
    with pytest.raises(DataError, match=told) as error:
        load_owners(extra(tmp_path, good, row))
    assert "rules.csv, line 3" in str(error.value)


def test_the_same_code_twice_in_one_file_is_refused(tmp_path: Path) -> None:
    row = "QQ,Q,State,QQQ,Why.,Where,,,secondary,"
    with pytest.raises(DataError, match="stands twice"):
        load_owners(extra(tmp_path, row, row))


def test_a_file_with_other_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.csv"
    path.write_text("code,name\nQQ,Q\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"rules\.csv, line 1"):
        load_owners(path)


def test_a_missing_file_of_rules_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        load_owners(tmp_path / "none.csv")


def test_the_table_cannot_be_changed_by_its_reader() -> None:
    with pytest.raises(TypeError):
        load_owners()["US"] = resolve("FR", load_owners())  # type: ignore[index]
