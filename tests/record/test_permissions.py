"""The table answers as a treaty lawyer would; each of its rows is needed; nothing else compares roles."""

import ast
from itertools import chain, combinations
from pathlib import Path
from typing import get_args

import pytest
from expected_permissions import CASES, ROLE_OF

from dueregard.record.decide import decide
from dueregard.record.forms import FORMS
from dueregard.record.forms.actor import Role
from dueregard.record.permissions import TABLE
from dueregard.record.rule import ACTIONS, RELATIONS, Action, Relation

SOURCE = Path(__file__).resolve().parents[2] / "src" / "dueregard"
ROLES = frozenset(get_args(get_args(Role)[0]))
# They give roles in the scenario's register, or show the forms; they decide nothing by them.
SPEAK_OF_ROLES = {"record/permissions.py", "record/forms/actor.py"}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_table_answers_as_expected(case):
    assert decide(case.action, case.number, case.relations, case.roles).allowed is case.expected


def test_there_are_enough_expected_answers_and_none_twice():
    asked = [case[:4] for case in CASES]
    assert len(asked) >= 150
    assert len(set(asked)) == len(asked)
    for case in CASES:
        assert case.relations <= set(RELATIONS), case
        assert case.action in ACTIONS, case
        assert case.number in FORMS, case


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_without_any_row_an_expected_answer_changes(row):
    less = tuple(one for one in TABLE if one is not row)
    changed = [
        c for c in CASES if decide(c.action, c.number, c.relations, c.roles, less).allowed != c.expected
    ]
    assert changed, f"no expected answer needs row {row.id}"
    assert all(case.action == row.action for case in changed)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_without_any_relation_of_a_row_an_expected_answer_or_a_row_of_the_same_kind_changes(row):
    """A relation that could be left out of a row without any answer changing would be a word for nothing."""
    for relation in row.relations:
        looser = [one for one in TABLE if one is not row]
        without = tuple(
            [*looser, type(row)(row.id, row.action, row.forms, row.roles, row.relations - {relation}, "")]
        )
        held = [frozenset(r) for r in _parts(row.relations) if relation not in r]
        assert any(
            decide(row.action, number, one, roles, without).allowed
            != decide(row.action, number, one, roles).allowed
            for one in held
            for number in row.forms
            for roles in [frozenset({role}) for role in row.roles] or [frozenset()]
        ), (row.id, relation)


def _parts(relations):
    return chain.from_iterable(combinations(sorted(relations), n) for n in range(len(relations) + 1))


def test_rows_have_ids_of_their_own_and_words_that_exist():
    ids = [row.id for row in TABLE]
    assert len(set(ids)) == len(ids)
    for row in TABLE:
        assert row.forms
        assert row.forms <= set(FORMS)
        assert row.roles <= ROLES
        assert row.relations <= set(get_args(Relation)) == set(RELATIONS)
        assert row.action in ACTIONS
        assert row.sentence.endswith(".")
    assert set(ACTIONS) == set(get_args(Action)) == {row.action for row in TABLE}
    assert set().union(*(row.relations for row in TABLE)) == set(RELATIONS)


def test_every_form_can_be_put_on_the_record_by_somebody_and_read():
    for number in FORMS:
        assert any(number in row.forms for row in TABLE if row.action == "read")
    saying = {
        "file",
        "answer",
        "close",
        "acknowledge",
        "report progress",
        "enter an actor",
        "enter a key",
        "seal",
    }
    said = set().union(*(row.forms for row in TABLE if row.action in saying))
    assert said >= set(FORMS) - {
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "S2",
    }  # these are asked about by what they act upon


def test_a_decision_names_its_row_or_what_was_missing():
    allowed = decide("file", "D1", {"own words"}, {ROLE_OF["S"]})
    assert allowed.row.id == "F1"
    assert allowed.sentence.endswith("(row F1)")
    denied = decide("circulate", "N1", {"own words", "its own filing"}, {ROLE_OF["O"]})
    assert denied.row is None
    nearest = {one.row.id: one for one in denied.near}
    assert nearest["C2"].missing == ("cleared",)
    assert not nearest["C2"].wrong_role
    assert "row C2 asks for the relation 'cleared'" in denied.sentence
    assert nearest["C5"].wrong_role
    nothing = decide("amend", "K2", (), ())
    assert nothing.sentence == "no rule lets anybody amend with or upon form K2"


def _compared(path: Path) -> set[str]:
    """Return the role words that stand in a module as texts, its docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in docs and node.value in ROLES
    }


def _role_readers(path: Path, names: bool = True) -> bool:
    """Return whether a module compares an attribute ``roles`` with an operator, or (``names``) a variable so called."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        sides = []
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.Sub):
            sides = [node.left, node.right]
        for side in sides:
            if isinstance(side, ast.Attribute) and side.attr == "roles":
                return True
            if names and isinstance(side, ast.Name) and side.id == "roles":
                return True
    return False


def test_nothing_else_compares_roles():
    for path in sorted(SOURCE.rglob("*.py")):
        name = str(path.relative_to(SOURCE))
        if name == "record/decide.py":
            continue
        # Elsewhere a variable of this name may hold what files are for.
        assert not _role_readers(path, names=name.startswith("record/")), name


def test_in_the_record_no_other_module_speaks_of_a_role():
    for path in sorted((SOURCE / "record").rglob("*.py")):
        name = str(path.relative_to(SOURCE))
        if name not in SPEAK_OF_ROLES and not name.startswith("record/forms/"):
            assert not _compared(path), name


def test_the_search_finds_a_hidden_comparison(tmp_path):
    path = tmp_path / "module.py"
    for text in ("if actor.roles & wanted: pass", "x = roles == other", "y = a in claim.roles"):
        path.write_text(text)
        assert _role_readers(path)
    path.write_text("if 'secretariat' in what: pass")
    assert _compared(path) == {"secretariat"}
