"""What answers about filings look like."""

from typing import Any

from pydantic import Field

from dueregard.web.shapes import HASH_PATTERN, EntryId, Instant, KeyId, Shape


class FilingRow(Shape):
    """A filing in a list."""

    entry_id: EntryId = Field(description="Its id, for ever.")
    log: str = Field(description="The log it stands in.", examples=["ledger.example/borealia"])
    index: int = Field(description="Its place in that log, counted from 0.", examples=[2], ge=0)
    received_at: Instant = Field(description="When the node received it, by its own clock.")
    number: str | None = Field(
        description="The number of its form; null where no form could be read.", examples=["N1"]
    )
    filed_by: str | None = Field(description="Whose words these are.", examples=["BOR"])
    entered_by: str | None = Field(
        description="Who entered the words from a public document. Null where the actor filed them itself.",
        examples=[None],
    )
    symbol: str | None = Field(
        description="The symbol of that document, which remains the act. Null where there is none.",
        examples=[None],
    )
    title: str | None = Field(description="What it calls itself.", examples=["Inspection of Cassia Relay 4"])
    starts: Instant | None = Field(
        description="Since when what it is about holds or happens, where it says so."
    )
    ends: Instant | None = Field(description="Until when.")
    on_record: bool = Field(
        description="Whether it stands on the record. What does not stays in the log, with the reason.",
        examples=[True],
    )
    reason: str = Field(
        description="By which rules it stands on the record, or why it does not.",
        examples=["A State says for itself whatever these forms say (OST VI, IX and XI). (row F1)"],
    )
    become: tuple[str, ...] = Field(
        description="What has become of it by the time asked about: `amended`, `replaced`, `withdrawn`, `opened`, "
        "`its key was revoked` (from a time before it signed).",
        examples=[["amended"]],
    )


class Filings(Shape):
    """A part of the list of filings, the latest first."""

    filings: tuple[FilingRow, ...] = Field(description="The filings.")
    next: str | None = Field(
        description="Where the list goes on: an address on this node. Null at its end.",
        examples=["/api/v1/filings?limit=100&cursor=WyIxYzJk"],
    )


class SignatureRow(Shape):
    """A signature on the envelope."""

    key_id: KeyId = Field(description="The id of the key.")
    actor: str | None = Field(
        description="Whose key it is by the record; null where nobody's.", examples=["BOR"]
    )
    holds: bool = Field(description="Whether the signature holds under that key.", examples=[True])


class StepRow(Shape):
    """A step of a course."""

    what: str = Field(description="What happened.", examples=["acknowledged"])
    by: tuple[str, ...] = Field(description="By whom.", examples=[["CAS"]])
    entry_id: EntryId = Field(description="The entry that says so.")
    at: Instant = Field(description="Since when that stands on the record.")
    said: Instant = Field(description="When it happened, by its own word.")


class SilenceRow(Shape):
    """That one who was sent a notice has not acknowledged it, or one who was asked has not answered."""

    actor: str = Field(description="Who.", examples=["BOR"])
    since: Instant = Field(description="Since when it was sent or asked.")
    acknowledged_at: Instant | None = Field(description="When it acknowledged a question, if it did.")
    overdue_since: Instant | None = Field(
        description="By when an answer was asked for, where that has passed."
    )
    until: Instant | None = Field(
        description="When the question was closed or taken back; null while it is open."
    )


class CourseShape(Shape):
    """Where a notice (form N1) or a question (Q1, Q3, Q5) stands at the time asked about."""

    state: str = Field(description="In words.", examples=["acknowledged; operation under way"])
    in_force: tuple[EntryId, ...] = Field(
        description="The versions that count: more than one where one was amended twice."
    )
    steps: tuple[StepRow, ...] = Field(description="What happened, in order.")
    silent: tuple[SilenceRow, ...] = Field(description="Who has not spoken.")
    notes: tuple[str, ...] = Field(description="Steps out of order.", examples=[[]])


class ComparedRow(Shape):
    """One statement of a notice beside what was measured."""

    aspect: str = Field(description="`nearer`, `earlier` or `longer`.", examples=["nearer"])
    phase: str = Field(description="Of which phase; empty for the whole.", examples=[""])
    answer: str = Field(
        description="Whether it was so: `yes`, `no`, `indeterminate`, `not verifiable`, `not stated`.",
        examples=["no"],
    )
    words: str = Field(description="In a sentence.", examples=["The least range was not below 10 km."])


class SkyRow(Shape):
    """What the sky shows of a notice, for one pair of objects, by the run that this node shows. No finding."""

    id: str = Field(description="The hash of what it says.", pattern=HASH_PATTERN, examples=["9e" * 32])
    outcome: str = Field(description="The answer.", examples=["as notified"])
    object1_norad_cat_id: int = Field(description="Catalogue number of object 1.", examples=[900101])
    object1_name: str = Field(description="Its name.", examples=["Borealia Servicer 2"])
    object2_norad_cat_id: int = Field(description="Catalogue number of object 2.", examples=[900202])
    object2_name: str = Field(description="Its name.", examples=["Cassia Relay 4"])
    looked: str = Field(
        description="How much of the notified span was looked at: `whole`, `in part`, `not at all`.",
        examples=["whole"],
    )
    text: str = Field(description="In sentences.", examples=["What was seen is as notified."])
    compared: tuple[ComparedRow, ...] = Field(description="Each statement of the notice.")
    findings: tuple[str, ...] = Field(description="Findings on the same proximity.", examples=[["9e" * 32]])
    known_at: Instant = Field(description="What was known at this time was used.")
    uncertainty: str = Field(description="What was assumed of errors.", examples=["95 % intervals."])
    limits: tuple[str, ...] = Field(
        description="What could not be verified.", examples=[["A set carries a manoeuvre only afterwards."]]
    )
    software: str = Field(description="What computed it.", examples=["dueregard 0.1.0"])


class FilingShape(FilingRow):
    """A filing, and what was said of it since."""

    payload_type: str = Field(
        description="The type under which it was signed.", examples=["application/vnd.dueregard.filing+json"]
    )
    payload_sha256: str = Field(
        description="The SHA-256 of the signed bytes.", pattern=HASH_PATTERN, examples=["9e" * 32]
    )
    filing: dict[str, Any] | None = Field(
        description="What was signed, read as JSON. Null where it is no filing that can be read.",
        examples=[{"format": "DR-N1/1 proximity-operation notice", "filed_by": "BOR"}],
    )
    signatures: tuple[SignatureRow, ...] = Field(description="Who signed, in order of key id.")
    said_since: tuple[FilingRow, ...] = Field(
        description="What was filed about it since: cleared, sent, acknowledged, amended, answered; in order."
    )
    course: CourseShape | None = Field(
        description="Where it stands, for a notice or a question; null for every other form."
    )
    seen: tuple[SkyRow, ...] = Field(
        description="What the sky shows of it, for a notice, where this node shows a run that compared them."
    )
    receipt: str = Field(description="Where its receipt is.", examples=["/api/v1/filings/…/receipt"])
    entry: str = Field(description="Where the entry's bytes are.", examples=["/api/v1/filings/…/entry"])


class FiledRow(Shape):
    """An envelope that is in the log."""

    entry_id: EntryId = Field(description="The id of its entry.")
    index: int = Field(description="Its place in the log, counted from 0.", examples=[2], ge=0)
    received_at: Instant = Field(description="When it was received, by the node's own clock.")
    new: bool = Field(
        description="False where it had been filed before; then all this is as it was.", examples=[True]
    )
    on_record: bool = Field(description="Whether it stands on the record.", examples=[True])
    reason: str = Field(
        description="By which rules it stands there, or why it does not.", examples=["… (row F1)"]
    )
    receipt: str = Field(
        description="The receipt, to be kept as a file exactly as it is. It verifies offline.",
        examples=['{\n "receipt": "dueregard-receipt-1",\n "index": 2,\n …'],
    )


class FiledShape(Shape):
    """What has become of the envelopes that were sent, in their order."""

    filed: tuple[FiledRow, ...] = Field(description="A row for each envelope.")


class SealedShape(Shape):
    """What a sealed filing says, for a reader whom it names."""

    entry_id: EntryId = Field(description="The entry of the seal (form S1).")
    opening: str = Field(
        description="The opening, exactly as a file: it proves that this was sealed there.",
        examples=['{"sealed":"835a…","salt":"0001…","payloadType":"text/plain","payload":"V2Ug…"}'],
    )
    filing: dict[str, Any] = Field(
        description="What was sealed.", examples=[{"format": "DR-N1/1 proximity-operation notice"}]
    )


class SealKept(Shape):
    """An opening that is kept for its readers."""

    entry_id: EntryId = Field(description="The entry of the seal (form S1).")
    readers: tuple[str, ...] = Field(
        description="Who may read it here from now on.", examples=[["BOR", "CAS"]]
    )


class ActorRow(Shape):
    """What one author says of an actor, as known at the time asked about."""

    actor: str = Field(description="The id of the actor.", examples=["BOR-SPACE-AGENCY"])
    kind: str = Field(description="What it is.", examples=["agency"])
    name: str = Field(description="Its name.", examples=["Space Agency of Borealia"])
    roles: tuple[str, ...] = Field(description="In which roles it acts.", examples=[["licensing agency"]])
    acts_for: str | None = Field(description="For whom it acts.", examples=["BOR"])
    valid_from: str = Field(description="Since which day.", examples=["2031-01-01"])
    valid_to: str | None = Field(description="Until before which day.", examples=["2036-01-01"])
    said_by: str = Field(description="Who says so.", examples=["BOR"])
    decides: bool = Field(
        description="Whether this is what the rules go by, where several say different things.",
        examples=[True],
    )
    entry_id: EntryId = Field(description="The entry that says so.")
    stood_at: Instant = Field(description="Since when that has stood on the record.")


class Actors(Shape):
    """The register of actors, as known at a time."""

    as_of: Instant = Field(description="The time asked about.")
    actors: tuple[ActorRow, ...] = Field(
        description="In order of id; several rows where several have said something."
    )


class KeyRow(Shape):
    """A key, as known at the time asked about."""

    key_id: KeyId = Field(description="The id of the key.")
    actor: str = Field(description="Whose key it is.", examples=["BOR"])
    valid: bool = Field(
        description="Whether it could sign for that actor at the time asked about.", examples=[True]
    )
    why_not: str = Field(description="Why not, where it could not.", examples=[""])
    public_key: str = Field(
        description="The public key, 32 bytes in hexadecimal.", pattern=HASH_PATTERN, examples=["8a" * 32]
    )
    since: Instant = Field(description="Since when it is valid.")
    until: Instant | None = Field(description="Until when, where its entry says so.")
    entry_id: EntryId = Field(description="The entry that added it.")
    stood_at: Instant = Field(description="Since when that has stood on the record.")


class KeyRows(Shape):
    """The register of keys, as known at a time."""

    as_of: Instant = Field(description="The time asked about.")
    keys: tuple[KeyRow, ...] = Field(description="In order of actor and time.")
