"""Opening a seal: the opening must fit the seal, and what it held is judged as filed when it was sealed."""

import base64
from datetime import datetime
from typing import NamedTuple

from dueregard.ledger.seal import Opening, SealError
from dueregard.record.acts import number_of
from dueregard.record.belief import Said
from dueregard.record.decide import asked_about, decide
from dueregard.record.filed import Filed
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import Form, FormErrors, read_filing
from dueregard.record.forms.seal import SealOpening
from dueregard.record.judged import NO_SUCH_SUBJECT, Refusal, Root
from dueregard.record.memory import Memory
from dueregard.record.relations import Act, to_filing, to_itself
from dueregard.record.visible import may_read, reading_of
from dueregard.record.weigh import Weighed, weigh


class Opened(NamedTuple):
    """What a seal held, what came of weighing it, the sealed filing, and who sealed it with which keys."""

    form: Form
    weighed: Weighed
    sealed: Filed
    sealed_with: tuple[Said, ...]


def judge_opening(
    form: SealOpening, signer: str, signed: frozenset[str], at: datetime, memory: Memory, root: Root
) -> Opened | Weighed:
    """Return what was sealed, judged as at the time of the seal by what was known then; or why it is not opened."""
    if memory.actors.claim(signer, at.date()) is None:
        words = f"{signer} is not in the register of actors at that time"
        return Weighed(Refusal("not in the register", words))
    sealed = memory.find(form.seal)
    if sealed is None or not may_read(reading_of(sealed), signer):
        return Weighed(Refusal("subject", NO_SUCH_SUBJECT))
    if sealed.number != "S1":
        words = f"form S2 is about a filing of form S1; this one is of form {sealed.number}"
        return Weighed(Refusal("subject's form", words))
    inner = _sealed_form(form, sealed)
    if isinstance(inner, Refusal):
        return Weighed(inner)
    number, act = number_of(inner), Act(form, signer, signer, signed, at, None)
    relations = to_itself(act, root)
    for speaker in sealed.speakers if signer == sealed.filed_by else ():
        relations |= to_filing(speaker, sealed, memory, act, asked_about("open a seal", number))
    opening = decide("open a seal", number, relations, memory.actors.roles(signer, at.date()))
    if not opening.allowed:
        return Weighed(Refusal("permission", opening.sentence), (opening,))
    then = frozenset((sealed.filed_by, *sealed.speakers, *sealed.joined))
    weighed = weigh(inner, sealed.filed_by, then, sealed.said_at, memory, root, known_at=sealed.stood_at)
    decisions = (opening, *weighed.decisions)
    if weighed.refusal is not None:
        words = f"what was sealed could not be filed when it was sealed: {weighed.refusal.words}"
        return Weighed(Refusal(weighed.refusal.kind, words), decisions)
    return Opened(inner, weighed._replace(decisions=decisions), sealed, memory.sealed_with(sealed))


def _sealed_form(form: SealOpening, sealed: Filed) -> Form | Refusal:
    """Return the form that was sealed, or why this is not what was sealed, or nothing that could be filed."""
    payload = base64.b64decode(form.payload)
    try:
        commitment = Opening(bytes.fromhex(form.opens_with), FILING_TYPE, payload).commitment.hex()
    except SealError as error:
        return Refusal("seal", f"the opening cannot be one: {error}")
    if commitment != sealed.step:
        return Refusal("seal", "the opening does not open this seal: the 32 bytes or the content are others")
    inner = read_filing(payload)
    if isinstance(inner, FormErrors):
        return Refusal("seal", f"what was sealed cannot be read: {inner}")
    # A commitment can be copied; who says the words stands in them.
    if (inner.filed_by, inner.on_behalf_of or (inner.filed_by,)) != (sealed.filed_by, sealed.speakers):
        return Refusal(
            "seal", f"what was sealed is said by {inner.filed_by}, the seal is {sealed.filed_by}'s"
        )
    if inner.entered_from is not None:
        return Refusal("seal", "what was sealed was entered from a document: that is not said under a seal")
    return inner
