"""A published log as the record that findings are held against: pulled, proven, judged, and put in assess's words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from dueregard.jobs.hearing import heard
from dueregard.ledger.database import Ledger, open_ledger
from dueregard.ledger.exchange.from_files import ZipSource
from dueregard.ledger.exchange.pull import pull
from dueregard.ledger.note import NoteError, NoteKey, note_key_from_text
from dueregard.ledger.policy import Policy
from dueregard.model.errors import DataError
from dueregard.model.filing import AnyFiling, Record
from dueregard.model.reject import Reading, Reject
from dueregard.record.forms import Form, head_of, to_model
from dueregard.record.judged import Judged
from dueregard.record.record_file import record_of

KEY_SUFFIX: Final = ".key"  # beside a published log: the line by which its checkpoints are verified
ENDS: Final = ("amends", "replaces", "withdraws")


@dataclass(frozen=True, slots=True)
class Said:
    """A filing on the record: what it is, for whom it counts, since when and (once known) until when."""

    entry_id: str
    form: Form
    parties: tuple[str, ...]
    since: datetime
    until: datetime | None = None


def read_published_log(path: Path) -> Reading[Record]:
    """Return the record of a log published as one zip file, once all of it is proven.

    Entries that are not on the record are rejects.

    The log's key stands beside it, in ``PATH.key``: whoever trusts that line trusts the log. Raises DataError where
    the key is missing or the log is not what its checkpoint says.
    """
    key = _key_beside(path)
    with (
        TemporaryDirectory() as folder,
        ZipSource(path) as source,
        open_ledger(Path(folder) / "copy.db", create=True) as copy,
    ):
        pull(copy, source, Policy(key, log_alone=True), lambda: datetime.now(UTC))
        return record_of_log(copy, key.name, path.name)


def record_of_log(ledger: Ledger, origin: str, file: str) -> Reading[Record]:
    """Return what stands on the record of a log as values of ``model.filing``, and what does not as rejects."""
    judged = tuple(heard(ledger, origin))
    rejects = tuple(_reject(one, file) for one in judged if one.refusal is not None)
    values = [value for said in standing(judged) for value in _values(said)]
    return Reading(record_of(values), rejects)


def standing(judged: tuple[Judged, ...]) -> tuple[Said, ...]:
    """Return the filings on the record in order, each with the time at which it ended, if it did.

    A filing ends when another amends, replaces or withdraws it, or when a revoked key takes its words back; it stands
    again from when that is itself taken back. Who joins later counts from then on; who leaves, until then.
    """
    found: dict[str, Said] = {}
    for one in judged:
        if one.refusal is not None or one.form is None or one.kept is None:
            continue
        at, filed = one.received_at, one.kept.filed
        for words in one.taken_back:
            _end(found, words.entry_id, at)
        for words in one.restored:
            if words.entry_id in found:
                found[words.entry_id] = replace(found[words.entry_id], until=None)
        form = one.opened or one.form
        for field in ENDS:
            earlier = getattr(form, field)
            if earlier is not None:
                _end(found, earlier, at)
        found[filed.entry_id] = Said(filed.entry_id, form, (*filed.speakers, *filed.joined), at)
    return tuple(found.values())


def _end(found: dict[str, Said], entry_id: str, at: datetime) -> None:
    said = found.get(entry_id)
    if said is not None and said.until is None:
        found[entry_id] = replace(said, until=at)


def _values(said: Said) -> Iterator[AnyFiling]:
    for party in said.parties:
        head = replace(head_of(said.form, said.entry_id, said.since, party), ended_at=said.until)
        yield from to_model(said.form, head)


def _reject(one: Judged, file: str) -> Reject:
    return Reject(
        file=file,
        line=one.place,
        reason="contradiction",
        what=f"entry {one.place} is not on the record: {one.reason}",
        expected="an entry that the rules of the record let stand (docs/permissions.md)",
        do="nothing, where that is meant; it stays in the log, and no finding rests on it",
    )


def _key_beside(path: Path) -> NoteKey:
    beside = path.with_name(path.name + KEY_SUFFIX)
    try:
        return note_key_from_text(beside.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        what = "the key of this log is not beside it"
    except (OSError, UnicodeDecodeError, NoteError) as error:
        what = f"the key beside this log cannot be read ({error})"
    raise DataError(
        what,
        where=str(beside),
        expected="one line: the log's name, the short hash of its key and the key, as `dueregard node show` prints it",
        do="ask whoever keeps the log for its key, by another way than the log itself",
    )
