"""Signed filings as files: what is sent by e-mail or carried on a stick where no server is."""

from pathlib import Path

from dueregard.jobs.files import read_text
from dueregard.ledger.envelope import Envelope, EnvelopeError, envelope_json
from dueregard.ledger.foreign_envelope import envelope_of_any_spelling
from dueregard.model.errors import DataError


def is_envelope(text: str) -> bool:
    """Return whether a text means to be a signed filing, and not a draft."""
    return text.lstrip().startswith("{") and '"payloadType"' in text


def envelope_in(text: str, where: Path) -> Envelope:
    """Return the envelope of a text, in whatever spelling of DSSE's JSON it came; DataError where it is none.

    On their way through other programs such files are written anew; what was signed does not depend on that.
    """
    try:
        return envelope_of_any_spelling(text.strip())
    except EnvelopeError as error:
        raise DataError(
            f"this is no signed filing: {error}",
            where=str(where),
            expected="the file that `dueregard notice sign` wrote, or a DSSE envelope of another program",
            do="ask for the file again, as an attachment: text pasted into a message is often changed",
        ) from error


def read_envelope(path: Path) -> Envelope:
    """Return the envelope in a file; DataError as for ``envelope_in``, or where the file cannot be read."""
    return envelope_in(read_text(path, "a signed filing"), path)


def envelope_text(envelope: Envelope) -> str:
    """Return the text of the file for a signed filing: its one spelling, and a newline."""
    return envelope_json(envelope) + "\n"
