"""What parameters have in common: these and no others, times in UTC, and where everything is found."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.requests import Request

from dueregard.web.problem import Problem, Wrong

PREFIX: Final = "/api/v1"

_DAYS: Final = "0[1-9]|[12][0-9]"
# Days that there are, so that whoever reads the OpenAPI document knows what will be taken.
DAY_PATTERN: Final = (
    rf"([12][0-9]{{3}}-((0[13578]|1[02])-({_DAYS}|3[01])|(0[469]|11)-({_DAYS}|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
    r"|[12][0-9](0[48]|[2468][048]|[13579][26])-02-29)"
)
INSTANT_PATTERN: Final = rf"^{DAY_PATTERN}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{{1,6}})?)?Z$"
ACTOR_PATTERN: Final = "^[A-Z0-9]+(-[A-Z0-9]+)*$"


def _a_time(text: str) -> str:
    datetime.fromisoformat(text)
    return text


Time = Annotated[str, Field(pattern=INSTANT_PATTERN, max_length=27), AfterValidator(_a_time)]
"""An instant in UTC such as 2031-03-01T12:00:00Z."""

ActorName = Annotated[str, Field(pattern=ACTOR_PATTERN, max_length=64)]
"""The id of an actor such as BOR."""


class Asked(BaseModel):
    """The parameters of a question: these and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AsOf(Asked):
    """As known when."""

    as_of: Time | None = Field(
        None,
        description="As it was known at this time, in UTC; now, if left out.",
        examples=["2031-03-01T12:00:00Z"],
    )

    @property
    def at(self) -> datetime | None:
        """The time asked about, None for now."""
        return instant_of(self.as_of)


def instant_of(text: str | None) -> datetime | None:
    """Return the instant of a parameter that was found to be one."""
    return None if text is None else datetime.fromisoformat(text)


def as_csv(request: Request) -> bool:
    """Return whether the list is asked for as CSV."""
    return str(request.url.path).endswith(".csv")


def wrong_parameters(wrong: list[Wrong]) -> Problem:
    """Return the problem of parameters that are not as they should be, each named."""
    return Problem(
        "wrong-parameter",
        f"{len(wrong)} parameter{'s are' if len(wrong) != 1 else ' is'} not as expected",
        where="the query",
        expected="the parameters that the OpenAPI document names, each once",
        do="correct them and ask again",
        wrong=wrong,
    )
