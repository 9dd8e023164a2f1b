"""Foreign: yes, no or unknown, decided in one place, the same both ways."""

import itertools

import polars as pl
import pytest

from dueregard.assess.foreign import foreign, foreign_answers
from dueregard.knowledge.owners import load_owners, resolve
from dueregard.model.actor import Owner

OWNERS = load_owners()


@pytest.mark.parametrize(
    ("code1", "code2", "answer"),
    [
        ("US", "PRC", "yes"),
        ("CIS", "FRIT", "yes"),
        ("O3B", "CIS", "yes"),
        ("US", "US", "no"),
        ("US", "ORB", "no"),  # the operator is licensed by that State
        ("US", "ISS", "no"),  # a joint object belongs to all
        ("CHBZ", "PRC", "no"),
        ("ESA", "FR", "no"),
        ("SES", "SES", "no"),  # one owner, although no State is resolved
        ("TWN", "ROC", "no"),  # one owner whom the catalogues write differently
        ("XQZ", "XQZ", "no"),  # a code without a rule is still one owner
        ("SES", "CIS", "unknown"),
        ("TWN", "PRC", "unknown"),
        ("TWN", "US", "unknown"),
        ("TBD", "TBD", "unknown"),  # names nobody, so not one owner
        (None, None, "unknown"),
        ("XQZ", "US", "unknown"),
    ],
)
def test_foreign_follows_the_rules(code1: str | None, code2: str | None, answer: str) -> None:
    assert foreign(resolve(code1, OWNERS), resolve(code2, OWNERS)).answer == answer
    assert foreign(resolve(code2, OWNERS), resolve(code1, OWNERS)).answer == answer


def test_yes_means_disjoint_and_no_means_shared_for_every_pair_of_codes_in_the_table() -> None:
    for owner1, owner2 in itertools.combinations(OWNERS.values(), 2):
        answer = foreign(owner1, owner2).answer
        both = owner1.responsible_states and owner2.responsible_states
        if answer == "yes":
            assert both
            assert not owner1.responsible_states & owner2.responsible_states
        elif answer == "no":
            assert owner1.responsible_states & owner2.responsible_states or owner1.name == owner2.name
        else:
            assert not both
        assert foreign(owner2, owner1).answer == answer


def test_the_basis_names_both_rules_in_one_sentence() -> None:
    basis = foreign(resolve("CIS", OWNERS), resolve("EUTE", OWNERS)).basis
    assert "owner code CIS" in basis
    assert "owner code EUTE (secondary)" in basis
    assert basis.endswith(".")
    assert ". " not in basis


def test_the_basis_names_fictional_states_as_the_extra_rules_do() -> None:
    state = Owner(
        "VRD", "Veridia", "State", frozenset({"VRD"}), "A fictional State.", "the scenario", "fictional"
    )
    firm = Owner(
        "VS", "Veridia Satellites", "operator", frozenset({"VRD"}), "Licensed.", "the scenario", "fictional"
    )
    found = foreign(state, firm, {"VRD": state, "VS": firm})
    assert found.answer == "no"
    assert found.basis.startswith("Both belong to Veridia:")


def test_the_table_form_gives_the_same_answers_in_the_same_order() -> None:
    codes = ["US", "PRC", "TBD", None, "SES", "XQZ", "ISS", " us "]
    pairs = list(itertools.product(codes, codes)) * 3
    answers = foreign_answers(pl.Series([a for a, _ in pairs]), pl.Series([b for _, b in pairs]), OWNERS)
    assert answers.columns == ["foreign", "foreign_basis"]
    decided = [foreign(resolve(a, OWNERS), resolve(b, OWNERS)) for a, b in pairs]
    assert answers.rows() == [(one.answer, one.basis) for one in decided]


def test_the_table_form_takes_empty_tables_and_refuses_unequal_ones() -> None:
    empty = pl.Series([], dtype=pl.String)
    assert len(foreign_answers(empty, empty, OWNERS)) == 0
    with pytest.raises(ValueError, match="1 codes on one side and 0"):
        foreign_answers(pl.Series(["US"]), empty, OWNERS)
