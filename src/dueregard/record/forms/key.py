"""K2, the key entry: a key is added, takes the place of another, ends, is revoked or lost."""

from typing import Annotated, Literal

from pydantic import Field

from dueregard.ledger.keys import PublicKeyError, public_key_from_text
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import ActorId, Explained, Instant, Line, PublicKeyText, Sha256, Text
from dueregard.record.forms.rules import NOTHING, GivenExactlyWhen, Holds, Ordered, Values, Wrong
from dueregard.record.forms.wrong import WrongField, shown

KeyStep = Annotated[
    Literal["add", "rotate", "expire", "revoke", "lost"],
    Explained(
        {
            "add": "a key is added; others stay valid",
            "rotate": "a new key takes the place of an old one",
            "expire": "a key ends, in the ordinary course of things",
            "revoke": "a key must no longer be believed, from the time given",
            "lost": "nobody has the key any more; nobody else is known to have it",
        }
    ),
]
WhyKey = Annotated[
    Literal[
        "first key", "planned change", "change of staff", "another may have the key", "device lost", "other"
    ],
    Explained(
        {
            "first key": "the actor had none",
            "planned change": "keys are changed from time to time",
            "change of staff": "somebody who could sign has left the post",
            "another may have the key": "somebody else may be able to sign with it",
            "device lost": "the device that held it is lost or broken",
            "other": "another reason, said in words",
        }
    ),
]


def _key_and_its_id(values: Values) -> Wrong:
    text = values["public_key"]
    if text is None:
        return NOTHING
    try:
        key_id = public_key_from_text(text).key_id
    except PublicKeyError as error:
        return (WrongField(("public_key",), str(error), "an Ed25519 public key in PEM"),)
    if key_id == values["key_id"]:
        return NOTHING
    return (WrongField(("key_id",), shown(values["key_id"]), f"{key_id}, which is the id of the key given"),)


def _another_key(values: Values) -> Wrong:
    if values["old_key_id"] != values["key_id"]:
        return NOTHING
    return (WrongField(("old_key_id",), shown(values["old_key_id"]), "another key than the new one"),)


class KeyEntry(Form):
    """K2: what happens with a key of an actor."""

    ABOUT = About(
        number="K2",
        title="key entry",
        purpose="To say which keys may sign for an actor, from when until when.",
        basis="The mandate of the actor (form K1).",
        limits="A filing is judged by the keys that were valid at its time. Never file or send a private key.",
    )
    RULES = (
        *HEAD_RULES,
        GivenExactlyWhen("public_key", "step", ("add", "rotate")),
        GivenExactlyWhen("old_key_id", "step", ("rotate",)),
        Holds(("public_key", "key_id"), "key_id is the id of public_key", _key_and_its_id),
        Holds(("key_id", "old_key_id"), "the old key is not the new one", _another_key),
        Ordered("since", "until"),
    )

    format: Literal["DR-K2/1 key entry"] = "DR-K2/1 key entry"
    actor: ActorId = Field(title="Actor", description="Whose key it is.", examples=["BOR-SPACE-AGENCY"])
    step: KeyStep = Field(title="Step", description="What happens with the key.", examples=["add"])
    key_id: Sha256 = Field(
        title="Id of the key",
        description="The SHA-256 of the 32 bytes of the public key.",
        examples=["0d" * 32],
    )
    public_key: PublicKeyText | None = Field(
        None,
        title="Public key",
        description="The public key, as the program writes it (PEM).",
        examples=[
            "-----BEGIN PUBLIC KEY-----\n"
            "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
            "-----END PUBLIC KEY-----\n"
        ],
    )
    old_key_id: Sha256 | None = Field(
        None,
        title="Id of the old key",
        description="The key whose place the new one takes.",
        examples=["0e" * 32],
    )
    since: Instant = Field(
        title="Since",
        description="From when on: valid (add, rotate), no longer valid (expire, lost), not to be believed (revoke).",
        examples=["2031-01-01T00:00:00Z"],
    )
    until: Instant | None = Field(
        None,
        title="Until",
        description="Until when a new key is valid. Left out where it has no end.",
        examples=["2033-01-01T00:00:00Z"],
    )
    reason: WhyKey = Field(title="Reason", description="Why.", examples=["first key"])
    reason_words: Text | None = Field(
        None,
        title="Reason in words",
        description="What a reader should know.",
        examples=["The agency moved to another building."],
    )
    held_by: Line | None = Field(
        None,
        title="Held by",
        description="Which office or device holds it.",
        examples=["duty desk, card 3"],
    )
