"""Signing a filing on its filer's own machine: the key never leaves it, and what comes out is a file to send."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dueregard.jobs.sealed import sealed
from dueregard.ledger.envelope import Envelope, add_signature, sign
from dueregard.ledger.keys import SigningKey
from dueregard.ledger.seal import MAX_SEALED_BYTES, Opening, SealError
from dueregard.model.errors import DataError, UsageError
from dueregard.record.acts import number_of
from dueregard.record.decide import decide
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import Form, write_filing

PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed filing. Where not everybody may read it, the envelope holds its seal, and ``opening`` its text."""

    envelope: Envelope
    opening: Opening | None


def check_can_be_signed(form: Form, opens_not_later_than: datetime | None = None) -> None:
    """Return if the filing can be signed as it is; worth asking before its filer is asked anything.

    Raises UsageError where a public filing says by when it is opened; DataError for words to be sealed on a form that
    the record lets nobody open again.
    """
    if form.sensitivity == PUBLIC:
        if opens_not_later_than is not None:
            raise UsageError(
                "by when it is opened is said of a filing that is public",
                expected="a filing whose sensitivity is sealed or named readers",
                do="leave out --opens-not-later-than, or change the sensitivity in the draft",
            )
        return
    opening = decide("open a seal", number_of(form), (), ())
    if not opening.near:
        raise DataError(
            f"{form.format} cannot be for some readers only: {opening.sentence}",
            where="sensitivity",
            expected="public: others must know of it when it happens",
            do="make it public in the draft, with nothing in it that must stay with a few; nothing was signed",
        )


def sign_filing(
    form: Form, keys: Sequence[SigningKey], opens_not_later_than: datetime | None = None
) -> Signed:
    """Return the filing, signed with each of the keys; sealed first where its sensitivity is not public.

    ``opens_not_later_than``: by when the filer means to open it to all, said with the seal. Errors as for
    ``check_can_be_signed``; DataError also where it is too long to be sealed.
    """
    check_can_be_signed(form, opens_not_later_than)
    if form.sensitivity == PUBLIC:
        return Signed(sign(FILING_TYPE, write_filing(form), keys), None)
    try:
        seal, opening = sealed(form, opens_not_later_than)
    except SealError as error:
        raise DataError(
            f"it is too long to be sealed: {error}",
            where=form.format,
            expected=f"at most {MAX_SEALED_BYTES:,} bytes",
            do="shorten the trajectory, or name a document that holds it; nothing was signed",
        ) from error
    return Signed(sign(FILING_TYPE, write_filing(seal), keys), opening)


def sign_too(envelope: Envelope, keys: Iterable[SigningKey]) -> Envelope:
    """Return the envelope with the signatures of these keys as well: how others join in the same words."""
    for key in keys:
        envelope = add_signature(envelope, key)
    return envelope
