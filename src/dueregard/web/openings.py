"""Openings of seals as they are left here for named readers: held against the seal before they are kept."""

from dueregard.ledger.seal import Opening, SealError, opening_from_json
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import Form, FormErrors, read_filing
from dueregard.record.forms.seal import SealedFiling


class NoOpening(ValueError):
    """What was left here opens nothing. The message says why."""


def opening_of(text: str, seal: SealedFiling) -> tuple[Opening, Form]:
    """Return the opening and the filing it holds, if it opens this seal; NoOpening says why it does not."""
    try:
        opening = opening_from_json(text)
    except SealError as error:
        raise NoOpening(str(error)) from error
    if opening.payload_type != FILING_TYPE:
        raise NoOpening(f"it holds the type {opening.payload_type!a}; a filing has {FILING_TYPE}")
    if opening.commitment.hex() != seal.commitment:
        raise NoOpening("it opens another seal: what it holds is not what was sealed there")
    form = read_filing(opening.payload)
    if isinstance(form, FormErrors):
        raise NoOpening(f"what it holds is no filing: {form}")
    # A commitment can be copied into somebody else's seal; who says the words stands in them.
    if form.filed_by != seal.filed_by:
        raise NoOpening(f"what it holds is said by {form.filed_by}, the seal is {seal.filed_by}'s")
    if form.sensitivity == "public":
        raise NoOpening(
            "what it holds says that it is public: file it open, or open its seal to all (form S2)"
        )
    return opening, form
