"""What every filing carries, whatever it is about: whose words, for whom, from where, in place of what, who reads."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from dueregard.record.forms.kinds import (
    ActorId,
    Day,
    EntryId,
    Explained,
    Flag,
    LanguageTag,
    Line,
    Sha256,
    Url,
)
from dueregard.record.forms.part import Part, keep
from dueregard.record.forms.rules import (
    NOTHING,
    AtMostOne,
    EachOnce,
    GivenOnlyWhen,
    GivenWhen,
    Holds,
    Rule,
    Values,
    Wrong,
)
from dueregard.record.forms.wrong import WrongField, shown

WITHDRAWAL: Final = "H5"
MOST_ACTORS: Final = 250  # more than the 193 Member States of the United Nations

Sensitivity = Annotated[
    Literal["public", "named readers", "sealed"],
    Explained(
        {
            "public": "anybody may read it",
            "named readers": "only its seal is filed for all (form S1); the actors listed under readers may read it",
            "sealed": "only its seal is filed for all (form S1); nobody reads it until the filer opens it",
        }
    ),
]
ReadIn = Annotated[
    Literal["the document", "a text about it"],
    Explained(
        {
            "the document": "whoever entered it read the document itself, or a copy of it",
            "a text about it": "whoever entered it read a report, a summary or a translation, not the document",
        }
    ),
]


@dataclass(frozen=True, slots=True)
class About:
    """What a format is: its number, its title, what it is for, what it rests on, and what it is not."""

    number: str
    title: str
    purpose: str
    basis: str
    limits: str = ""
    version: int = 1

    @property
    def name(self) -> str:
        """The format's name as it stands in every filing.

        >>> About("N1", "proximity-operation notice", "", "").name
        'DR-N1/1 proximity-operation notice'
        """
        return f"DR-{self.number}/{self.version} {self.title}"


class PublicDocument(Part):
    """The public document that somebody else's words were entered from."""

    entered_by: ActorId = Field(
        title="Entered by",
        description="Who entered the words into this record. It is this actor who signs the filing.",
        examples=["AURELIA-INSTITUTE"],
    )
    title: Line = Field(
        title="Title",
        description="The title of the document.",
        examples=["Note verbale of the Permanent Mission of Borealia"],
    )
    symbol: Line = Field(
        title="Symbol",
        description="The United Nations symbol of the document, or the national one. Write none where it has none.",
        examples=["BOR/2031/14"],
    )
    dated: Day = Field(title="Date", description="The date of the document.", examples=["2031-02-20"])
    place: Line = Field(
        title="Page or paragraph",
        description="Where in the document the words stand.",
        examples=["page 2, paragraph 3"],
    )
    read_in: ReadIn = Field(
        title="What was read", description="Whether the document itself was read.", examples=["the document"]
    )
    url: Url | None = Field(
        None,
        title="Address",
        description="Where the document can be found.",
        examples=["https://documents.example/BOR-2031-14.pdf"],
    )
    sha256: Sha256 | None = Field(
        None,
        title="Hash of the copy",
        description="The SHA-256 of the copy that was read, so that others know whether theirs is the same.",
        examples=["5a" * 32],
    )


def _somebody_else_entered(values: Values) -> Wrong:
    document: PublicDocument | None = values["entered_from"]
    if document is None or document.entered_by != values["filed_by"]:
        return NOTHING
    path = ("entered_from", "entered_by")
    expected = "somebody else: an actor files its own words and does not enter them"
    return (WrongField(path, shown(document.entered_by), expected),)


def _joined_by_others(values: Values) -> Wrong:
    if not values["jointly_with"]:
        return NOTHING
    speakers = (values["filed_by"], *values["on_behalf_of"])
    return [
        WrongField(
            ("jointly_with", place), shown(actor), "an actor that does not already speak in this filing"
        )
        for place, actor in enumerate(values["jointly_with"])
        if actor in speakers
    ]


def _withdrawn_by_its_form(values: Values) -> Wrong:
    if values["withdraws"] is None or values["format"].startswith(f"DR-{WITHDRAWAL}/"):
        return NOTHING
    expected = f"nothing here: an entry is taken back with form {WITHDRAWAL}"
    return (WrongField(("withdraws",), "given", expected),)


HEAD_RULES: Final[tuple[Rule, ...]] = (
    AtMostOne(("amends", "replaces", "withdraws")),
    Holds(
        ("format", "withdraws"),
        f"withdraws is given only in form {WITHDRAWAL}",
        _withdrawn_by_its_form,
    ),
    EachOnce("on_behalf_of"),
    EachOnce("jointly_with"),
    EachOnce("readers"),
    GivenWhen("readers", "sensitivity", ("named readers",)),
    GivenOnlyWhen("readers", "sensitivity", ("named readers", "sealed")),
    Holds(
        ("filed_by", "entered_from"),
        "an actor does not enter its own words from a document: it files them",
        _somebody_else_entered,
    ),
    Holds(
        ("filed_by", "on_behalf_of", "jointly_with"),
        "jointly_with names others than those who already speak in the filing",
        _joined_by_others,
    ),
)


class Form(Part):
    """What every filing carries. Each form adds its own fields, its ``format`` and its ``ABOUT``."""

    ABOUT: ClassVar[About]
    RULES: ClassVar[tuple[Rule, ...]] = HEAD_RULES

    format: str = Field(
        title="Format",
        description="The number, version and name of the form. It is printed on the form and is not changed.",
    )
    filed_by: ActorId = Field(
        title="Filed by",
        description="Whose words these are. A State is named by its three letters of ISO 3166-1.",
        examples=["BOR"],
    )
    on_behalf_of: tuple[ActorId, ...] = Field(
        (),
        max_length=MOST_ACTORS,
        title="On behalf of",
        description="For whom the filer speaks, where it does not speak for itself: an agency for its State, "
        "one State for a group. A State that passes on the notice of an operator files it itself.",
        examples=[["BOR"]],
    )
    jointly_with: tuple[ActorId, ...] = Field(
        (),
        max_length=MOST_ACTORS,
        title="Jointly with",
        description="Who else says the same words. Each signs the same filing, or joins it later by form H4.",
        examples=[["CAS"]],
    )
    reference: Line | None = Field(
        None,
        title="Own reference",
        description="The filer's own number for this filing, such as that of a note verbale. The note remains the act.",
        examples=["BOR/2031/14"],
    )
    language: LanguageTag = Field(
        title="Language",
        description="The language in which the texts of this filing are written.",
        examples=["en"],
    )
    sensitivity: Sensitivity = Field(
        title="Who may read it", description="Who may read this filing.", examples=["public"]
    )
    readers: tuple[ActorId, ...] = Field(
        (),
        max_length=MOST_ACTORS,
        title="Readers",
        description="The actors that may read it, beside the filer.",
        examples=[["CAS"]],
    )
    fictional: Flag = Field(
        False,
        title="Fictional",
        description="True where the filing is an example, an exercise or a test.",
        examples=[True],
    )
    entered_from: PublicDocument | None = Field(
        None,
        title="Entered from a public document",
        description="Given where the actor did not file these words here itself and somebody entered them from a "
        "public document. The document remains the act.",
    )
    amends: EntryId | None = Field(
        None,
        title="Amends",
        description="The entry of which this is the corrected full text. What was cleared, sent and acknowledged "
        "goes on.",
        examples=["1c" * 32],
    )
    replaces: EntryId | None = Field(
        None,
        title="Replaces",
        description="The entry in whose place this one stands. Clearing, sending and acknowledging begin anew.",
        examples=["2d" * 32],
    )
    withdraws: EntryId | None = Field(
        None,
        title="Withdraws",
        description="The entry that is taken back with nothing in its place. Only form H5 withdraws.",
        examples=["3e" * 32],
    )

    @model_validator(mode="after")
    def _keeps_its_rules(self) -> Self:
        # A replay reads every filing of a log, and in most of them the rules of the head have nothing to look at:
        # to pass over them takes a third off the time of a short one.
        at_rest = self.sensitivity != "named readers" and not (
            self.on_behalf_of
            or self.jointly_with
            or self.readers
            or self.entered_from
            or self.amends
            or self.replaces
            or self.withdraws
        )
        keep(self.RULES[len(HEAD_RULES) :] if at_rest else self.RULES, self.__dict__)
        return self
