"""Filings that not everybody may read: their seal is filed for all, their text is opened later or to those named.

The seal is form S1; the opening, which holds the text and the 32 bytes that prove it, stays with the filer.
"""

from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path

from dueregard.jobs.files import read_text
from dueregard.ledger.seal import Opening, SealError, opening_from_json, seal
from dueregard.model.errors import DataError
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import Form, FormErrors, read_filing, write_filing
from dueregard.record.forms.seal import SealedFiling, SealOpening

# The seal names no language: the one of its text would tell something of it.
_LANGUAGE = "en"


def sealed(form: Form, opens_not_later_than: datetime | None = None) -> tuple[SealedFiling, Opening]:
    """Return the seal of a filing, to be filed in its place, and the opening, to be kept.

    The seal says who speaks and whether it is fictional, and nothing else of the filing.
    """
    opening = seal(FILING_TYPE, write_filing(form))
    fields = {
        "filed_by": form.filed_by,
        "on_behalf_of": form.on_behalf_of,
        "jointly_with": form.jointly_with,
        "language": _LANGUAGE,
        "sensitivity": "public",
        "fictional": form.fictional,
        "commitment": opening.commitment.hex(),
        "opens_not_later_than": opens_not_later_than,
    }
    return SealedFiling.model_validate(fields), opening


def opening_entry(opening: Opening, seal_entry: str, form: Form) -> SealOpening:
    """Return the filing (form S2) that opens to all the seal that stands in the entry ``seal_entry``.

    ``form``: what was sealed. It is opened by its filer.
    """
    fields = {
        "filed_by": form.filed_by,
        "language": _LANGUAGE,
        "sensitivity": "public",
        "fictional": form.fictional,
        "seal": seal_entry,
        "opens_with": opening.salt.hex(),
        "payload": b64encode(opening.payload).decode("ascii"),
    }
    return SealOpening.model_validate(fields)


def opened_by(form: Form) -> Form | None:
    """Return the filing that an opening to all (form S2) shows; None for any other form, and for what is no filing."""
    if not isinstance(form, SealOpening):
        return None
    found = read_filing(b64decode(form.payload))
    return found if isinstance(found, Form) else None


def read_opening(path: Path) -> tuple[Opening, Form]:
    """Return the opening in a file and the filing that it holds; DataError where it holds none."""
    text = read_text(path, "the opening of a seal")
    try:
        opening = opening_from_json(text.removesuffix("\n"))
    except SealError as error:
        raise _no_opening(path, str(error)) from error
    if opening.payload_type != FILING_TYPE:
        raise _no_opening(path, f"it holds the type {opening.payload_type!a}; a filing has {FILING_TYPE}")
    form = read_filing(opening.payload)
    if isinstance(form, FormErrors):
        raise _no_opening(path, f"what it holds is no filing:\n{form}")
    return opening, form


def check_opens(opening: Opening, form: Form, seal: Form, where: Path) -> None:
    """Return if the opening, which holds ``form``, opens the seal; else raise DataError."""
    if not isinstance(seal, SealedFiling):
        raise _no_opening(where, f"it is given with the form {seal.format}, which is no seal")
    if seal.commitment != opening.commitment.hex():
        raise _no_opening(where, "it opens another seal: what it holds is not what was sealed there")
    # A commitment can be copied into somebody else's seal; who says the words stands in them.
    if form.filed_by != seal.filed_by:
        raise _no_opening(where, f"what it holds is said by {form.filed_by}, the seal is {seal.filed_by}'s")


def _no_opening(path: Path, what: str) -> DataError:
    return DataError(
        f"it opens nothing: {what}",
        where=str(path),
        expected="the file that `dueregard notice sign` wrote beside the seal",
        do="ask the filer for it again; it cannot be made anew",
    )
