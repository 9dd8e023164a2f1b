"""A log's signed checkpoints and cosignatures, verified in order of size against the tree as it is computed again."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlalchemy import and_, select, type_coerce

from dueregard.ledger.checkpoint import CheckpointError, cosigned_by, signed_by_log
from dueregard.ledger.database import Ledger, reading
from dueregard.ledger.log import Log
from dueregard.ledger.note import NoteError, note_from, note_key_from_text
from dueregard.ledger.problem import Problem
from dueregard.ledger.schema import Bytes, checkpoint_table, cosignature_table
from dueregard.model.errors import DataError

_AT_ONCE: Final = 1000


class CheckpointsInOrder:
    """The log's checkpoints, from the smallest tree on. ``checked``: how many were verified; ``last``: the size of
    the last of them, None where there is none.
    """

    def __init__(self, ledger: Ledger, log: Log) -> None:
        self.checked = 0
        self._log = log
        self._unreadable: list[Problem] = []
        self._coming = _rows(ledger, log, self._unreadable)
        self._ahead = next(self._coming, None)
        self._last_that_fits = 0
        self._first_that_does_not: int | None = None
        self.last: int | None = None

    def up_to(self, size: int, root: Callable[[int], bytes]) -> list[Problem]:
        """Return what is wrong with the checkpoints of trees of at most this size; ``root`` computes a tree's."""
        problems = []
        while self._ahead is not None and self._ahead[0] <= size:
            at, note = self._ahead
            self._ahead = next(self._coming, None)
            self.last = at
            problems += self._verified(at, note, root(at))
        return problems

    def rest(self, size: int) -> list[Problem]:
        """Return what is wrong with those beyond the ``size`` entries there are, and whether the last one is missing.

        A copy may know a checkpoint up to which it has not been pulled yet.
        """
        problems = [*self._unreadable]
        if self.last != size and self._log.own and not problems:
            problems.append(Problem(f"checkpoint of {size}", "it is not there"))
        while self._ahead is not None:
            at, note = self._ahead
            self._ahead = next(self._coming, None)
            if self._log.own:
                problems.append(Problem(f"checkpoint of {at}", f"there are only {size} entries"))
            else:
                self.last = at
                problems += self._verified(at, note, None)
        return problems

    def _verified(self, at: int, note: bytes, root: bytes | None) -> list[Problem]:
        self.checked += 1
        where = f"checkpoint of {at}"
        try:
            tree = signed_by_log(note_from(note), self._log.key)
        except (NoteError, CheckpointError) as error:
            return [Problem(where, f"it was changed ({error})")]
        if tree.size != at:
            return [Problem(where, f"it is one of {tree.size} entries")]
        if root is None or tree.root == root:
            self._last_that_fits = at if root is not None else self._last_that_fits
            return []
        if self._first_that_does_not is not None:
            return [Problem(where, f"nor does it fit, after that of {self._first_that_does_not}")]
        self._first_that_does_not = at
        return [
            Problem(
                where,
                f"it signs other entries than are there; that of {self._last_that_fits} still fits: what differs is "
                f"among the entries {self._last_that_fits} to {at - 1}",
            )
        ]


def signed_root(ledger: Ledger, log: Log, size: int) -> bytes | None:
    """Return the root which the log signed for this size; None where no checkpoint says so."""
    with reading(ledger) as connection:
        note = connection.execute(
            select(checkpoint_table.c.note).where(
                checkpoint_table.c.log == log.number, checkpoint_table.c.size == size
            )
        ).scalar_one_or_none()
    try:
        return None if note is None else signed_by_log(note_from(note), log.key).root
    except ValueError:
        return None


def check_cosignatures(ledger: Ledger, log: Log) -> Iterator[Problem | None]:
    """Yield for each cosignature what is wrong with it, None where it holds."""
    after: tuple[int, str] = (-1, "")
    line, checkpoint = cosignature_table.c, checkpoint_table.c
    of_log = (
        select(
            line.size, line.witness, line.line, type_coerce(checkpoint.note, Bytes(empty=True)).label("note")
        )
        .outerjoin_from(
            cosignature_table,
            checkpoint_table,
            and_(checkpoint.log == line.log, checkpoint.size == line.size),
        )
        .where(line.log == log.number)
        .order_by(line.size, line.witness)
        .limit(_AT_ONCE)
    )
    while True:
        size, witness = after
        behind = (line.size > size) | and_(line.size == size, line.witness > witness)
        try:
            with reading(ledger) as connection:
                rows = connection.execute(of_log.where(behind)).all()
        except DataError as error:
            yield Problem("cosignatures", f"those after that of {size} cannot be read: {error.what}")
            return
        if not rows:
            return
        for row in rows:
            yield _cosignature(row)
        after = (rows[-1].size, rows[-1].witness)


def _cosignature(row: Any) -> Problem | None:
    where = f"cosignature of {row.size} by {row.witness.partition('+')[0]}"
    if row.note is None:
        return Problem(where, "the checkpoint it stands under is not there")
    try:
        key = note_key_from_text(row.witness)
        holds = cosigned_by(note_from(row.note + row.line), key)
    except (NoteError, CheckpointError) as error:
        return Problem(where, f"it was changed ({error})")
    return None if holds else Problem(where, "it is not of this witness")


def _rows(ledger: Ledger, log: Log, unreadable: list[Problem]) -> Iterator[tuple[int, bytes]]:
    """Yield (size, note) in order of size; where they can be read no further, that is told in ``unreadable``."""
    after = -1
    checkpoint = checkpoint_table.c
    at_once = _AT_ONCE
    while True:
        try:
            with reading(ledger) as connection:
                rows = connection.execute(
                    select(checkpoint.size, checkpoint.note)
                    .where(checkpoint.log == log.number, checkpoint.size > after)
                    .order_by(checkpoint.size)
                    .limit(at_once)
                ).all()
        except DataError as error:
            if at_once > 1:
                at_once = 1  # as many as can be had before the one that cannot
                continue
            unreadable.append(
                Problem("checkpoints", f"those after that of {after} cannot be read: {error.what}")
            )
            return
        if not rows:
            return
        yield from rows
        after = rows[-1][0]
