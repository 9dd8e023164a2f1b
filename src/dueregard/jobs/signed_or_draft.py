"""The filing in a file, whether it is still a draft or signed already."""

from pathlib import Path

from dueregard.jobs.draft import NotAFiling, draft_from
from dueregard.jobs.entry_shown import form_in, headline
from dueregard.jobs.envelope_file import envelope_in, is_envelope
from dueregard.jobs.files import read_text
from dueregard.model.errors import DataError
from dueregard.record.forms import Form, FormErrors


def form_of_file(path: Path) -> Form:
    """Return the form in a draft or a signed filing; NotAFiling with every wrong field, DataError where it is none."""
    text = read_text(path, "a form filled in, or a signed filing")
    found = form_in(envelope := envelope_in(text, path)) if is_envelope(text) else draft_from(text)
    if isinstance(found, FormErrors):
        raise NotAFiling(found, where=str(path), do="correct the draft with any editor")
    if found is None:
        raise DataError(headline(envelope), where=str(path), expected="a filing", do="check the file")
    return found
