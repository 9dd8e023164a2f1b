"""Whether an entry is a filing on the record: judged by the entries before it, and by nothing else."""

from datetime import datetime
from hashlib import sha256

from dueregard.ledger.entry import Entry
from dueregard.ledger.envelope import signed_by as verified_signatures
from dueregard.record.acts import REGISTERS
from dueregard.record.belief import Said
from dueregard.record.filed import Filed, filed_of
from dueregard.record.filing_type import FILING_TYPE
from dueregard.record.forms import Form, FormErrors, read_filing
from dueregard.record.forms.key import KeyEntry
from dueregard.record.forms.seal import SealOpening
from dueregard.record.judge_opening import Opened, judge_opening
from dueregard.record.judged import Judged, Kept, Refusal, Root, Signer
from dueregard.record.memory import Memory
from dueregard.record.weigh import Weighed, weigh


def judge(
    entry: Entry,
    entry_id: str,
    place: int,
    memory: Memory,
    root: Root,
    signed_by: frozenset[str] | None = None,
) -> Judged:
    """Return the standing of the entry at this place of the log. Nothing is changed, so that one can ask beforehand.

    ``signed_by``: the key ids whose signatures hold, as ``ledger.replay`` finds them with all the log's keys; without
    it the signatures are verified here. Never raises for what an entry holds: everything wrong is a reason.
    """
    at, envelope = entry.received_at, entry.envelope
    form, refusal = _form_of(envelope.payload_type, envelope.payload)
    signers = _signers(entry, memory, root, signed_by)

    def refused(why: Refusal, weighed: Weighed | None = None) -> Judged:
        decisions = () if weighed is None else weighed.decisions
        return Judged(place, entry_id, at, why, form, signers, decisions)

    if form is None or refusal is not None:
        return refused(refusal or Refusal("form", "the form cannot be read"))
    signer = form.filed_by if form.entered_from is None else form.entered_from.entered_by
    valid = {one.actor for one in signers if one.holds and one.valid and one.actor is not None}
    unsigned = None if signer in valid else _no_signature(signer, signers, at, memory)
    if unsigned is not None:
        return refused(unsigned)
    words = sha256(envelope.payload).digest()
    if before := memory.said_before(words):
        return refused(_said_before(before))
    weighed: Weighed | Opened
    if isinstance(form, SealOpening):
        weighed = judge_opening(form, signer, frozenset(valid), at, memory, root)
    else:
        weighed = weigh(form, signer, frozenset(valid), at, memory, root)
    if isinstance(weighed, Opened):
        return _opened(weighed, form, entry_id, place, at, signers, signer, words)
    if weighed.refusal is not None:
        return refused(weighed.refusal, weighed)
    if isinstance(form, KeyEntry) and (wrong := _wrong_key(form, memory)):
        return refused(wrong, weighed)
    filed = filed_of(
        form,
        place,
        entry_id,
        at,
        said_at=at,
        joined=weighed.joined,
        thread=weighed.thread_of(entry_id),
        needs_clearing=weighed.needs_clearing,
        words=words,
        public=form.sensitivity == "public",
        readers=form.readers,
    )
    kept = Kept(filed, _said(filed, signer, signers, at))
    notes = (*_strange_signatures(signers), *weighed.notes)
    decided = memory.decision_on(filed) if filed.needs_clearing else None
    draft_decision = None if decided is None or not decided.draft else decided.entry_id
    return Judged(
        place,
        entry_id,
        at,
        None,
        form,
        signers,
        weighed.decisions,
        notes,
        kept,
        draft_decision=draft_decision,
    )


def _form_of(payload_type: str, payload: bytes) -> tuple[Form | None, Refusal | None]:
    if payload_type != FILING_TYPE:
        return None, Refusal("no filing", f"its payload type is {payload_type}; a filing has {FILING_TYPE}")
    form = read_filing(payload)
    if isinstance(form, FormErrors):
        return None, Refusal("form", f"the form cannot be read: {form}")
    if form.sensitivity == "sealed":
        words = "it says that it is sealed and stands here open; what is sealed is filed by form S1"
        return form, Refusal("open though sealed", words)
    if form.sensitivity != "public" and form.ABOUT.number in REGISTERS:
        words = "actors and keys are entered publicly: everybody must be able to tell who may sign"
        return form, Refusal("registers are public", words)
    return form, None


def _signers(
    entry: Entry, memory: Memory, root: Root, signed_by: frozenset[str] | None
) -> tuple[Signer, ...]:
    keys, at, envelope = memory.keys, entry.received_at, entry.envelope
    root_id = root.key_id
    if signed_by is None:
        known = {one.key_id: keys.public(one.key_id) for one in envelope.signatures}
        known.setdefault(root_id, root.key)
        known[root_id] = root.key
        signed_by = verified_signatures(envelope, {i: key for i, key in known.items() if key is not None})
    found = []
    for one in envelope.signatures:
        owner = keys.owner(one.key_id)
        if owner is not None:
            valid = keys.why_not(one.key_id, owner, at) is None
        elif one.key_id == root_id:
            owner, valid = root.actor, True  # until its own entry says more
        else:
            valid = False
        found.append(Signer(one.key_id, owner, one.key_id in signed_by, valid))
    return tuple(found)


def _no_signature(actor: str, signers: tuple[Signer, ...], at: datetime, memory: Memory) -> Refusal:
    own = [one for one in signers if one.actor == actor]
    if not memory.actors.known(actor):
        return Refusal("not in the register", f"{actor} is not in the register of actors at that time")
    if not own:
        return Refusal("no signature", f"it is not signed by a key that is on record as {actor}'s")
    broken = [one for one in own if not one.holds]
    if len(broken) == len(own):
        ids = ", ".join(one.key_id for one in broken)
        return Refusal("signature", f"the signature of {actor}'s key {ids} does not hold")
    why = "; ".join(
        f"the key {one.key_id} {memory.keys.why_not(one.key_id, actor, at)}" for one in own if one.holds
    )
    return Refusal("key", f"no key of {actor} that was valid at that time has signed: {why}")


def _said_before(before: Filed) -> Refusal:
    # Whoever has seen an envelope can send it again with a signature more or less. What an actor has said once it does
    # not say again by that, above all not after taking it back.
    words = (
        f"exactly these words were put on the record by entry {before.entry_id}; a signature does not say them again. "
        "To join, file form H4; to say them anew, give them another reference"
    )
    return Refusal("said already", words)


def _wrong_key(form: KeyEntry, memory: Memory) -> Refusal | None:
    owner = memory.keys.owner(form.key_id)
    if form.public_key is not None and owner is not None:
        return Refusal("key entry", f"the key {form.key_id} has been entered before; take a new one")
    named = form.old_key_id if form.public_key is not None else form.key_id
    if named is not None and memory.keys.owner(named) != form.actor:
        return Refusal("key entry", f"the key {named} is not on record as {form.actor}'s")
    return None


def _said(filed: Filed, signer: str, signers: tuple[Signer, ...], at: datetime) -> tuple[Said, ...]:
    if len(signers) == 1:
        return (Said(at, filed.entry_id, signer, (signers[0].key_id,), True),)
    saying = {signer, *filed.joined, *filed.speakers}
    return tuple(
        Said(at, filed.entry_id, actor, keys, actor == signer)
        for actor in saying
        if (keys := tuple(one.key_id for one in signers if one.actor == actor and one.holds and one.valid))
    )


def _strange_signatures(signers: tuple[Signer, ...]) -> tuple[str, ...]:
    if all(one.holds and one.valid for one in signers):
        return ()
    return tuple(
        f"a signature under the key {one.key_id} says nothing here: "
        + (
            "the key is not on record"
            if one.actor is None
            else f"{one.actor}'s key was not valid, or it does not hold"
        )
        for one in signers
        if not (one.holds and one.valid)
    )


def _opened(
    opened: Opened,
    form: Form,
    entry_id: str,
    place: int,
    at: datetime,
    signers: tuple[Signer, ...],
    signer: str,
    words: bytes,
) -> Judged:
    inner, weighed, sealed, sealed_with_keys = opened
    filed = filed_of(
        inner,
        place,
        entry_id,
        at,
        said_at=sealed.said_at,
        joined=weighed.joined,
        thread=weighed.thread_of(entry_id),
        needs_clearing=weighed.needs_clearing,
        words=words,
        public=form.sensitivity == "public",
        readers=form.readers,
    )
    notes = (*_strange_signatures(signers), *weighed.notes)
    # What is opened falls with the key that sealed it, and with the key that opened it.
    sealed_with = tuple(one._replace(entry_id=entry_id) for one in sealed_with_keys)
    kept = Kept(filed, (*_said(filed, signer, signers, at), *sealed_with))
    return Judged(place, entry_id, at, None, form, signers, weighed.decisions, notes, kept, inner)
