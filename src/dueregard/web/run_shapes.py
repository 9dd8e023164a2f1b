"""What answers about a run look like: its findings, the objects it knows, what it was made from."""

from typing import Any

from pydantic import Field

from dueregard.web.filing_shapes import ActorRow, FilingRow
from dueregard.web.shapes import Instant, Shape


class FindingRow(Shape):
    """A finding in a list. What it rests on and what it cannot say stand with the finding itself."""

    id: str = Field(description="The hash of what it says.")
    approach: str | None = Field(
        description="The address of the approach it is about; null where it has no page."
    )
    object1_norad_cat_id: int
    object1_name: str
    object2_norad_cat_id: int
    object2_name: str
    kind: str
    entry: Instant | None
    tca: Instant | None
    exit: Instant | None
    least_range_km: float | None
    least_range_low_km: float | None
    least_range_high_km: float | None
    criterion: str
    outcome: str
    commitment_outcome: str | None
    explanation: str
    foreign: str
    region: str | None
    text: str


class OutcomeCount(Shape):
    """How many findings have an outcome."""

    outcome: str
    findings: int = Field(ge=0)


class FindingList(Shape):
    """A part of the list of findings, the latest first."""

    counts: tuple[OutcomeCount, ...] = Field(
        description="Of all findings asked for, in the order of outcomes."
    )
    findings: tuple[FindingRow, ...]
    next: str | None = Field(description="Where the list goes on. Null at its end.")


class ObjectRow(Shape):
    """What a run knows of an object. The owner is the catalogue's; a State of registry is another fact."""

    norad_cat_id: int
    object_name: str
    object_id: str | None
    object_type: str | None
    owner: str | None
    owner_words: str | None
    launch_date: str | None
    region: str | None
    epoch: Instant | None = Field(description="Of the element set in use at the start of the run.")
    age_d: float | None = Field(description="Days from it to the start of the run.")


class ObjectList(Shape):
    """A part of the list of objects, in order of catalogue number."""

    objects: tuple[ObjectRow, ...]
    next: str | None = Field(description="Where the list goes on. Null at its end.")


class ApproachRow(Shape):
    """An approach as the screening found it."""

    object1_norad_cat_id: int
    object1_name: str | None
    object2_norad_cat_id: int
    object2_name: str | None
    kind: str
    entry: Instant | None
    tca: Instant | None
    exit: Instant | None
    dwell_s: float | None
    miss_distance_km: float | None
    relative_speed_km_s: float | None
    foreign: str | None


class ObjectShape(Shape):
    """An object with what was found about it and filed about it."""

    object: ObjectRow
    findings: tuple[FindingRow, ...]
    more_findings: str | None = Field(
        description="Where all its findings are listed; null where these are all."
    )
    approaches: tuple[ApproachRow, ...] = Field(description="In order of their entry.")
    more_approaches: bool = Field(description="Whether there are more than these.")
    filings: tuple[FilingRow, ...] = Field(description="That mention it and that the reader may read.")


class SourceRow(Shape):
    """A file that a run read."""

    role: str
    name: str
    sha256: str
    bytes: int
    records: int
    rejects: int
    first_epoch: Instant | None
    last_epoch: Instant | None


class RunShape(Shape):
    """A run: what was asked, from what it was made, how it can be made again."""

    title: str
    fictional: bool
    start: Instant
    hours: float
    software: str
    command: str
    element_count: int
    history_count: int
    median_age_d: float
    notes: tuple[str, ...]
    screenings: tuple[str, ...]
    sources: tuple[SourceRow, ...]
    counts: tuple[OutcomeCount, ...]


class BeltRow(Shape):
    """A geostationary object as it stood over the window of a run. Longitudes are mean ones, degrees east."""

    norad_cat_id: int
    object_name: str
    owner_words: str
    first_longitude_deg: float
    last_longitude_deg: float
    moved_deg: float = Field(description="From its westernmost to its easternmost longitude.")
    element_sets: int = Field(description="Sets within the window.")


class Belt(Shape):
    """The part of the belt between two meridians, from west to east."""

    west_deg: float
    east_deg: float
    objects: tuple[BeltRow, ...]


class Found(Shape):
    """What a search has found, at most so many of each kind."""

    words: str
    objects: tuple[ObjectRow, ...]
    actors: tuple[ActorRow, ...]
    filings: tuple[FilingRow, ...]
    criteria: tuple[dict[str, Any], ...] = Field(description="id and title.")
    more: bool = Field(description="Whether something was left out.")
