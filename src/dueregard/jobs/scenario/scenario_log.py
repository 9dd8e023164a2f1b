"""The scenario's ledger: its signed filings appended at their times, published as one file, its key beside it."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from dueregard.jobs.record_log import KEY_SUFFIX
from dueregard.jobs.scenario.signed import ORIGIN
from dueregard.ledger.append import append
from dueregard.ledger.database import open_ledger
from dueregard.ledger.envelope import Envelope
from dueregard.ledger.exchange.export import export_zip
from dueregard.ledger.keys import SigningKey
from dueregard.ledger.log import begin_log
from dueregard.ledger.note import PLAIN, NoteKey, note_key_text


def write_scenario_log(path: Path, filings: Iterable[tuple[datetime, Envelope]], key: SigningKey) -> None:
    """Write the log of the filings, in order of time, as a zip file; beside it the line that verifies it."""
    with TemporaryDirectory() as folder, open_ledger(Path(folder) / "ledger.db", create=True) as ledger:
        begin_log(ledger, ORIGIN, key)
        for at, together in groupby(filings, key=itemgetter(0)):
            append(ledger, [envelope for _, envelope in together], lambda at=at: at, key)  # type: ignore[misc]
        export_zip(ledger, ORIGIN, path)
    line = note_key_text(NoteKey(ORIGIN, PLAIN, key.public)) + "\n"
    path.with_name(path.name + KEY_SUFFIX).write_text(line, encoding="ascii", newline="\n")
