"""Whether something is allowed, by which row of the table, or what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from dueregard.record.permissions import TABLE
from dueregard.record.rule import Action, Relation, Row


@dataclass(frozen=True, slots=True)
class Near:
    """A row that would have allowed it: whether another role is needed, and which relations do not hold."""

    row: Row
    wrong_role: bool
    missing: tuple[str, ...]

    def __str__(self) -> str:
        wanted = []
        if self.wrong_role:
            wanted.append(f"the role {' or '.join(sorted(self.row.roles))}")
        wanted += [f"the relation '{one}'" for one in self.missing]
        return f"row {self.row.id} asks for {' and '.join(wanted)}"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the table says. ``row``: the row that allows it. ``near``: rows that would have, nearest first."""

    allowed: bool
    action: Action
    number: str
    row: Row | None
    near: tuple[Near, ...]

    @property
    def sentence(self) -> str:
        """The decision in words, with the row that allows it or the rows that would have."""
        if self.row is not None:
            return f"{self.row.sentence} (row {self.row.id})"
        if not self.near:
            return f"no rule lets anybody {self.action} with or upon form {self.number}"
        rows = "; ".join(str(one) for one in self.near)
        return f"no rule lets this actor {self.action} (form {self.number}): {rows}"


def decide(
    action: Action,
    number: str,
    relations: Iterable[str],
    roles: Iterable[str],
    table: tuple[Row, ...] = TABLE,
) -> Decision:
    """Return what the table says of this action on this form by an actor in these relations and roles.

    ``number`` is the form that ``rule.ACTIONS`` names for the action. No roles: somebody whom nobody knows.
    """
    if table is TABLE:
        return _remembered(action, number, frozenset(relations), frozenset(roles))
    return _decide(action, number, frozenset(relations), frozenset(roles), table)


@cache
def asked_about(action: Action, number: str) -> frozenset[Relation]:
    """Return every relation that a row for this action on this form asks about."""
    rows = (row.relations for row in TABLE if row.action == action and number in row.forms)
    return frozenset().union(*rows)


# Few combinations occur, and a replay asks for each of them a million times.
@lru_cache(maxsize=4096)
def _remembered(action: Action, number: str, relations: frozenset[str], roles: frozenset[str]) -> Decision:
    return _decide(action, number, relations, roles, TABLE)


def _decide(
    action: Action, number: str, relations: frozenset[str], roles: frozenset[str], table: tuple[Row, ...]
) -> Decision:
    near = []
    for row in table:
        if row.action != action or number not in row.forms:
            continue
        wrong_role = bool(row.roles) and not row.roles & roles
        missing = tuple(sorted(row.relations - relations))
        if not wrong_role and not missing:
            return Decision(True, action, number, row, ())
        near.append(Near(row, wrong_role, missing))
    near.sort(key=lambda one: one.wrong_role + len(one.missing))
    return Decision(False, action, number, None, tuple(near))
