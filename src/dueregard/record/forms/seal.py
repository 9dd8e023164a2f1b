"""S1 and S2: a sealed filing, and the opening of a seal."""

from typing import Annotated, Final, Literal

from pydantic import Field

from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import Base64, EntryId, Explained, Hex32, Instant, Sha256
from dueregard.record.forms.rules import NOTHING, Holds, Values, Wrong
from dueregard.record.forms.wrong import WrongField, shown

Scheme = Annotated[
    Literal["HMAC-SHA-256"],
    Explained(
        {
            "HMAC-SHA-256": "the HMAC-SHA-256 (RFC 2104) of the sealed bytes, under 32 random bytes that open the seal",
        }
    ),
]


def _for_all(values: Values) -> Wrong:
    if values["sensitivity"] == "public":
        return NOTHING
    return (
        WrongField(("sensitivity",), shown(values["sensitivity"]), "public: the seal itself is no secret"),
    )


_PUBLIC: Final = Holds(("sensitivity",), "sensitivity is public", _for_all)


class SealedFiling(Form):
    """S1: the seal of a filing: that it exists and since when, and nothing of what it says."""

    ABOUT = About(
        number="S1",
        title="sealed filing",
        purpose="To file words now and show them later: the seal proves that they existed and were not changed.",
        basis="The filer's own decision.",
        limits="The seal says nothing of what is sealed, not its form and not its length. Keep the 32 bytes that open "
        "it, and the sealed bytes: nobody can make them again.",
    )
    RULES = (*HEAD_RULES, _PUBLIC)

    format: Literal["DR-S1/1 sealed filing"] = "DR-S1/1 sealed filing"
    scheme: Scheme = Field(
        "HMAC-SHA-256", title="Scheme", description="How the seal was made.", examples=["HMAC-SHA-256"]
    )
    commitment: Sha256 = Field(
        title="Seal", description="The seal: 32 bytes computed from what is sealed.", examples=["a1" * 32]
    )
    opens_not_later_than: Instant | None = Field(
        None,
        title="Opened not later than",
        description="By when the filer means to open it to all. Left out where it says nothing about that.",
        examples=["2032-01-01T00:00:00Z"],
    )


class SealOpening(Form):
    """S2: a seal is opened to all."""

    ABOUT = About(
        number="S2",
        title="opening of a seal",
        purpose="To open a seal to all: what was sealed, and the bytes that prove it.",
        basis="The sealed filing it belongs to (form S1).",
        limits="To open a seal to single readers, hand them the two values; that needs no entry.",
    )
    RULES = (*HEAD_RULES, _PUBLIC)

    format: Literal["DR-S2/1 opening of a seal"] = "DR-S2/1 opening of a seal"
    seal: EntryId = Field(title="Seal", description="The entry of the sealed filing.", examples=["b2" * 32])
    opens_with: Hex32 = Field(
        title="Opening", description="The 32 random bytes under which it was sealed.", examples=["c3" * 32]
    )
    payload: Base64 = Field(
        title="Sealed bytes",
        description="The exact bytes that were sealed, in base64.",
        examples=["eyJmb3JtYXQiOiJEUi1EOC8xIG5vdGhpbmcgdG8gcmVwb3J0In0="],
    )
