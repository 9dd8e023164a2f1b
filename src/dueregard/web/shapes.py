"""What answers look like: one value for each, every field described. The OpenAPI document is made from them."""

from collections.abc import Iterable
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from dueregard.report.tables import rows_csv

INSTANT: Final = "2031-03-01T12:00:00.000000Z"
_ID: Final = "3801466675cca37b843dfcd73f9fe760ffcf1e4a15acc1fda0044c79a8c1c1db"
_KEY: Final = "34750f98bd59fcfc946da45aaabe933be154a4b5094e1c4abf42866505f3c97e"

HASH_PATTERN: Final = "^[0-9a-f]{64}$"

EntryId = Annotated[str, Field(pattern=HASH_PATTERN, examples=[_ID])]
KeyId = Annotated[str, Field(pattern=HASH_PATTERN, examples=[_KEY])]
Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=[INSTANT])]


class Shape(BaseModel):
    """A value of an answer: it has these fields and no others."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def json_bytes(self) -> bytes:
        """Return the value as the JSON that is sent."""
        return self.model_dump_json().encode("utf-8", "replace")


def table_csv(shape: type[Shape], rows: Iterable[Shape]) -> bytes:
    """Return rows as CSV: a column for each field, lists with a bar between, nothing as an empty cell."""
    names = list(shape.model_fields)
    return rows_csv(names, (tuple(_cell(getattr(row, name)) for name in names) for row in rows)).encode(
        "utf-8"
    )


def _cell(value: Any) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return " | ".join(map(str, value)) if isinstance(value, tuple) else value


class WrongPart(Shape):
    """One thing that is wrong."""

    at: str = Field(
        description="Where: a JSON Pointer (RFC 6901) into the body, or the name of a parameter or header.",
        examples=["/window/end"],
    )
    field: str = Field(description="The field as a person writes it.", examples=["window, end"])
    found: str = Field(description="What was found there.", examples=['"soon"'])
    expected: str = Field(
        description="What may stand there.", examples=["a time in UTC such as 2031-03-01T12:00:00Z"]
    )
    suggestion: str = Field(
        "", description="What was probably meant. Left out where nothing is near.", examples=["end"]
    )


class ProblemShape(Shape):
    """What every answer that is no success says (RFC 9457)."""

    type: str = Field(
        description="The kind of problem. Each has a heading in docs/api.md.",
        examples=["urn:dueregard:problem:wrong-filing"],
    )
    title: str = Field(
        description="The kind in words, always the same.", examples=["What was sent is no filing"]
    )
    status: int = Field(description="The status of the answer.", examples=[422], ge=400, le=599)
    detail: str = Field(description="What was found.", examples=["2 things are not as the form needs them"])
    do: str = Field(description="What to do next.", examples=["correct the fields and send it again"])
    where: str = Field("", description="Where it was found.", examples=["the body"])
    expected: str = Field("", description="What was expected there.", examples=["JSON in UTF-8"])
    errors: tuple[WrongPart, ...] = Field(
        (), description="Everything that is wrong, in one answer, where it is more than one thing."
    )
    more: int = Field(0, description="How many things are wrong beyond those listed.", examples=[3], ge=0)


class Health(Shape):
    """Whether the node answers."""

    status: str = Field(description="`ok`. A node that cannot read its ledger answers 503.", examples=["ok"])
    origin: str = Field(description="The name of its log.", examples=["ledger.example/borealia"])
    entries: int = Field(description="How many entries the log has.", examples=[1204], ge=0)
    version: str = Field(description="The version of the program.", examples=["0.1.0"])


class NodeShape(Shape):
    """Who this node is: its log, and the key by which receipts and copies of it are checked."""

    origin: str = Field(description="The name of its log.", examples=["ledger.example/borealia"])
    log_key: str = Field(
        description="The key of the log, as notes name keys (c2sp.org/signed-note). Compare it with what the keeper "
        "of the log told you in another way: a node cannot vouch for itself.",
        examples=["ledger.example/borealia+7cec2261+Ae1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR"],
    )
    root_actor: str = Field(description="Whose actor entry opens the log.", examples=["BOR"])
    root_key_id: KeyId = Field(description="The key that signed the first two entries.")
    entries: int = Field(description="How many entries the log has.", examples=[1204], ge=0)
    version: str = Field(description="The version of the program.", examples=["0.1.0"])


class LogRow(Shape):
    """A log that this node holds: its own, or a copy of another's."""

    origin: str = Field(description="The name of the log.", examples=["ledger.example/borealia"])
    log_key: str = Field(
        description="The key of the log, as notes name keys.",
        examples=["ledger.example/borealia+7cec2261+Ae1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR"],
    )
    own: bool = Field(description="Whether this node appends to it; else it is a copy.", examples=[True])
    entries: int = Field(description="How many entries are held.", examples=[1204], ge=0)


class Logs(Shape):
    """The logs that this node holds."""

    logs: tuple[LogRow, ...] = Field(description="In order of name.")


class CheckpointShape(Shape):
    """What the log says its tree is."""

    origin: str = Field(description="The name of the log.", examples=["ledger.example/borealia"])
    size: int = Field(description="How many entries the tree has.", examples=[3], ge=0)
    root: str = Field(
        description="The root of the tree, in hexadecimal.", pattern=HASH_PATTERN, examples=[_ID]
    )
    note: str = Field(
        description="The signed note with all cosignatures, exactly as under `log/checkpoint`.",
        examples=["ledger.example/borealia\n3\nE4W2PnGpG6opw5UIhe/tKI8yFsA72kjnDQk9Sz5hsDY=\n\n— ..."],
    )


class CosignatureRow(Shape):
    """A line of a witness under the latest checkpoint. That it holds is for the reader to verify, with its key."""

    witness: str = Field(description="The name on the line.", examples=["witness.example/cassavia"])
    key_hint: str = Field(
        description="The four bytes that lead to its key, in hexadecimal.",
        pattern="^[0-9a-f]{8}$",
        examples=["b1764bfd"],
    )
    at: Instant = Field(description="When it signed, by its own clock.")
    size: int = Field(description="How many entries the checkpoint has.", examples=[3], ge=0)


class Cosignatures(Shape):
    """The cosignatures of the latest checkpoint."""

    cosignatures: tuple[CosignatureRow, ...] = Field(
        description="In the order in which they stand on the note."
    )


class InclusionProof(Shape):
    """The proof that an entry is in the log of a size (RFC 6962 §2.1.1, RFC 9162 §2.1.3)."""

    index: int = Field(description="The place of the entry, counted from 0.", examples=[2], ge=0)
    entry_id: EntryId = Field(description="The entry's id: its leaf hash.")
    size: int = Field(description="The size of the tree.", examples=[3], ge=1)
    root: str = Field(
        description="The root of that tree, in hexadecimal.", pattern=HASH_PATTERN, examples=[_ID]
    )
    path: tuple[str, ...] = Field(
        description="The audit path, the lowest hash first, in hexadecimal.", examples=[[_ID]]
    )


class ConsistencyProof(Shape):
    """The proof that the log of one size is the beginning of that of another (RFC 6962 §2.1.2, RFC 9162 §2.1.4)."""

    old_size: int = Field(description="The smaller size.", examples=[2], ge=0)
    new_size: int = Field(description="The larger size.", examples=[3], ge=0)
    path: tuple[str, ...] = Field(description="The consistency path, in hexadecimal.", examples=[[_ID]])
