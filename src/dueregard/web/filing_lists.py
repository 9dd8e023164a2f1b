"""The list of filings: what may be asked of it, and the part of it that is answered."""

from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import urlencode

from pydantic import AfterValidator, Field, WithJsonSchema

from dueregard.jobs.on_record import listed_for
from dueregard.record.forms import FORMS, form_of
from dueregard.record.projection.read import Sought
from dueregard.web.cursor import PATTERN, CursorError, cursor, place_of
from dueregard.web.filing_shapes import Filings
from dueregard.web.filing_values import row_of
from dueregard.web.parameters import ActorName, AsOf, Time, instant_of, wrong_parameters
from dueregard.web.problem import Wrong
from dueregard.web.served import Served
from dueregard.web.shapes import HASH_PATTERN

MOST_LISTED: Final = 1_000


def _a_form(number: str) -> str:
    form_of(number)
    return number


FormNumber = Annotated[str, AfterValidator(_a_form), WithJsonSchema({"type": "string", "enum": list(FORMS)})]

EARLIEST: Final = datetime(1, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(9999, 12, 31, tzinfo=UTC)


class FilingsAsked(AsOf):
    """Which filings."""

    form: list[FormNumber] = Field(
        [], description="Numbers of forms; all, if left out.", examples=[["N1"]], max_length=len(FORMS)
    )
    filed_by: ActorName | None = Field(None, description="Whose words they are.", examples=["BOR"])
    actor: ActorName | None = Field(
        None, description="An actor mentioned anywhere in them.", examples=["CAS"]
    )
    norad_cat_id: int | None = Field(
        None, description="An object mentioned anywhere in them.", ge=1, le=10**18 - 1, examples=[99201]
    )
    about: str | None = Field(
        None,
        description="The id of an entry that they are about.",
        pattern=HASH_PATTERN,
        examples=["38" * 32],
    )
    touching_from: Time | None = Field(
        None,
        description="What they are about holds or happens at this time or later.",
        examples=["2031-03-01T00:00:00Z"],
    )
    touching_until: Time | None = Field(
        None,
        description="What they are about holds or happens at this time or before.",
        examples=["2031-04-01T00:00:00Z"],
    )
    on_record: bool | None = Field(
        True,
        description="`false` for what is in the log and not on the record, with the reasons.",
        examples=[True],
    )
    limit: int = Field(100, description="At most so many.", ge=1, le=MOST_LISTED, examples=[100])
    cursor: str | None = Field(
        None,
        description="Where to go on: from `next` of an answer to the same question.",
        pattern=PATTERN,
        examples=[None],
    )


def filings_value(served: Served, asked: FilingsAsked, reader: str | None, path: str) -> Filings:
    """Return the part of the list that was asked for, the latest first, as far as the reader may read it.

    ``path``: where the list goes on. Raises Problem for a question that contradicts itself.
    """
    sought, question = _sought(asked)
    with served.current.in_turn() as standing:
        found = listed_for(standing, sought, reader, asked.limit + 1)
    following = None
    if len(found) > asked.limit:
        last = found[asked.limit - 1].listed
        goes_on = cursor((last.received_at, last.log, last.index), question)
        following = f"{path}?{_query(asked, goes_on)}"
    return Filings(filings=tuple(row_of(one) for one in found[: asked.limit]), next=following)


def _sought(asked: FilingsAsked) -> tuple[Sought, str]:
    """Return the question and its text, which a cursor is bound to."""
    question = urlencode(
        sorted(asked.model_dump(exclude={"cursor", "limit"}, exclude_none=True).items()), doseq=True
    )
    wrong = []
    begin = instant_of(asked.touching_from) or EARLIEST
    end = instant_of(asked.touching_until) or LATEST
    if end < begin:
        wrong.append(
            Wrong("touching_until", "touching_until", str(asked.touching_until), "a time after touching_from")
        )
    touching = None if (begin, end) == (EARLIEST, LATEST) else (begin, end)
    before = None
    if asked.cursor is not None:
        try:
            before = place_of(asked.cursor, question)
        except CursorError as error:
            wrong.append(
                Wrong("cursor", "cursor", str(error), "the cursor in next of an answer to the same question")
            )
    if wrong:
        raise wrong_parameters(wrong)
    sought = Sought(
        as_of=asked.at,
        numbers=tuple(asked.form) or None,
        filed_by=asked.filed_by,
        actor=asked.actor,
        norad_cat_id=asked.norad_cat_id,
        about_entry=asked.about,
        touching=touching,
        on_record=asked.on_record,
        before=before,
    )
    return sought, question


def _query(asked: FilingsAsked, goes_on: str) -> str:
    given = asked.model_dump(exclude={"cursor"}, exclude_unset=True, exclude_none=True)
    given["limit"] = asked.limit
    for name, value in given.items():
        if isinstance(value, bool):
            given[name] = "true" if value else "false"
    return urlencode({**given, "cursor": goes_on}, doseq=True)
