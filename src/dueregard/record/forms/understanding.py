"""D4, the statement of understanding: what an actor understands by a term or concept."""

from typing import Literal

from pydantic import Field

from dueregard.record.forms.documents import DocumentRef
from dueregard.record.forms.head import HEAD_RULES, About, Form
from dueregard.record.forms.kinds import Line, LongText


class Understanding(Form):
    """D4: what an actor understands by a term or concept."""

    ABOUT = About(
        number="D4",
        title="statement of understanding",
        purpose="To say what an actor understands by a term or concept, such as due regard or PAROS.",
        basis="Voluntary. Several understandings of one term stand side by side.",
        limits="It is the actor's own understanding and no definition agreed with anybody.",
    )
    RULES = HEAD_RULES

    format: Literal["DR-D4/1 statement of understanding"] = "DR-D4/1 statement of understanding"
    term: Line = Field(
        title="Term or concept",
        description="The term, in the language of the filing.",
        examples=["due regard"],
    )
    version: Line = Field(
        title="Version",
        description="The version of this understanding. An earlier one stays on the record.",
        examples=["2"],
    )
    understanding: LongText = Field(
        title="Understanding",
        description="What the actor understands by it.",
        examples=["To ask, before a manoeuvre, whose satellites it brings nearer, and to tell their owners."],
    )
    not_meant: LongText | None = Field(
        None,
        title="What is not meant",
        description="What the actor does not understand by it, where that helps.",
        examples=["It is not a duty to stay away."],
    )
    rests_on: tuple[DocumentRef, ...] = Field(
        (),
        max_length=50,
        title="Rests on",
        description="The treaties, resolutions, reports and practice that it rests on.",
    )
    what_changed: LongText | None = Field(
        None,
        title="What changed",
        description="What is otherwise than in the version before, and why.",
        examples=["Owners are now told two days before instead of one."],
    )
