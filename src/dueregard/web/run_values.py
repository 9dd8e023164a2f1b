"""What is answered about a run, made from its file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import Field

from dueregard.jobs.on_record import listed_for
from dueregard.model.finding import Explanation, Outcome
from dueregard.model.time import format_instant
from dueregard.record.projection.read import Sought
from dueregard.report.belt import Track, tracks_of
from dueregard.report.run_file.read import (
    FindingsSought,
    Row,
    RunFile,
    approaches_of,
    belt_between,
    findings,
    findings_counted,
    objects,
    objects_named,
    one_object,
)
from dueregard.report.words import OUTCOMES
from dueregard.web.filing_values import row_of
from dueregard.web.parameters import Asked
from dueregard.web.problem import not_found
from dueregard.web.register_routes import RegisterAsked, actors_value
from dueregard.web.run_shapes import (
    ApproachRow,
    Belt,
    BeltRow,
    FindingList,
    FindingRow,
    Found,
    ObjectList,
    ObjectRow,
    ObjectShape,
    OutcomeCount,
    RunShape,
    SourceRow,
)
from dueregard.web.served import Served

MOST_NUMBER: Final = 2**63 - 1  # what SQLite can hold
MOST_FINDINGS: Final = 1_000
OF_AN_OBJECT: Final = 25  # findings, approaches and filings on the page of an object
OF_A_SEARCH: Final = 20  # of each kind
_PREFIX, _SUFFIX = "approach-", ".html"


class FindingsAsked(Asked):
    """Which findings."""

    outcome: Outcome | None = None
    criterion: str | None = Field(None, max_length=200)
    explanation: Explanation | None = None
    region: str | None = Field(None, pattern="^[A-Z]{3}$")
    object: int | None = Field(None, ge=1, le=MOST_NUMBER)
    foreign: str | None = Field(None, pattern="^(yes|no|unknown)$")
    after: int | None = Field(None, ge=0, le=MOST_NUMBER)
    limit: int = Field(50, ge=1, le=MOST_FINDINGS)


class ObjectsAsked(Asked):
    """Which objects."""

    after: int = Field(0, ge=0, le=MOST_NUMBER)
    limit: int = Field(100, ge=1, le=MOST_FINDINGS)


class BeltAsked(Asked):
    """Which part of the geostationary belt: so many degrees from a meridian eastwards."""

    west: int = Field(0, ge=-180, le=179)
    width: int = Field(30, ge=1, le=90)


class SearchAsked(Asked):
    """What is searched for."""

    # A database in C takes a zero byte for the end of the text.
    q: str = Field("", max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")


def run_of(served: Served) -> RunFile:
    """Return the run that is shown; Problem where the node shows none."""
    if served.run is None:
        raise not_found()
    return served.run


def findings_value(run: RunFile, asked: FindingsAsked, path: str) -> FindingList:
    """Return the part of the list of findings that was asked for. ``path``: where the list goes on."""
    sought = _sought(asked)
    rows = findings(run, sought, asked.limit + 1)
    following = None
    if len(rows) > asked.limit:
        given = asked.model_dump(exclude_none=True, exclude_unset=True) | {
            "after": rows[asked.limit - 1]["place"]
        }
        following = f"{path}?{urlencode(given)}"
    return FindingList(
        counts=_counts(findings_counted(run, sought)),
        findings=tuple(finding_row(row) for row in rows[: asked.limit]),
        next=following,
    )


def _sought(asked: FindingsAsked) -> FindingsSought:
    return FindingsSought(
        asked.outcome,
        asked.criterion,
        asked.explanation,
        asked.region,
        asked.object,
        asked.foreign,
        asked.after,
    )


def finding_row(row: Row) -> FindingRow:
    """Return a row of the file as it is answered."""
    rest = {name: value for name, value in row.items() if name not in ("place", "page", "is_foreign")}
    return FindingRow(**rest, foreign=row["is_foreign"], approach=address_of(row["page"]))


def address_of(page: str | None) -> str | None:
    """Return the address of an approach from the name of its page in a report."""
    return None if page is None else f"/approaches/{page.removeprefix(_PREFIX).removesuffix(_SUFFIX)}"


def page_of(stem: str) -> str:
    """Return the name that the page of an approach has in a report."""
    return f"{_PREFIX}{stem}{_SUFFIX}"


def every_finding(run: RunFile, asked: FindingsAsked) -> Iterator[FindingRow]:
    """Yield every finding asked for, in the order of the list; few are in memory at a time."""
    sought = _sought(asked)
    while rows := findings(run, sought, MOST_FINDINGS):
        yield from (finding_row(row) for row in rows)
        sought = replace(sought, after=rows[-1]["place"])


def every_object(run: RunFile) -> Iterator[ObjectRow]:
    """Yield every object, in order of catalogue number."""
    after = 0
    while rows := objects(run, after, MOST_FINDINGS):
        yield from (ObjectRow(**row) for row in rows)
        after = rows[-1]["norad_cat_id"]


def objects_value(run: RunFile, asked: ObjectsAsked, path: str) -> ObjectList:
    """Return the part of the list of objects that was asked for."""
    rows = objects(run, asked.after, asked.limit + 1)
    following = None
    if len(rows) > asked.limit:
        query = {"after": rows[asked.limit - 1]["norad_cat_id"], "limit": asked.limit}
        following = f"{path}?{urlencode(query)}"
    return ObjectList(objects=tuple(ObjectRow(**row) for row in rows[: asked.limit]), next=following)


def object_value(served: Served, number: int, reader: str | None) -> ObjectShape:
    """Return an object, what was found about it and the filings about it that the reader may read; Problem where the
    run knows none of this number.
    """
    run = run_of(served)
    row = one_object(run, number)
    if row is None:
        raise not_found()
    found = findings(run, FindingsSought(object=number), OF_AN_OBJECT + 1)
    near = approaches_of(run, number, OF_AN_OBJECT + 1)
    with served.current.in_turn() as standing:
        filed = listed_for(standing, Sought(norad_cat_id=number), reader, OF_AN_OBJECT)
    return ObjectShape(
        object=ObjectRow(**row),
        findings=tuple(finding_row(one) for one in found[:OF_AN_OBJECT]),
        more_findings=f"/findings?object={number}" if len(found) > OF_AN_OBJECT else None,
        approaches=tuple(_approach_row(one) for one in near[:OF_AN_OBJECT]),
        more_approaches=len(near) > OF_AN_OBJECT,
        filings=tuple(row_of(one) for one in filed),
    )


def belt_tracks(run: RunFile, asked: BeltAsked) -> tuple[Track, ...]:
    """Return the tracks of all objects that were in that part of the belt at some time."""
    rows = belt_between(run, asked.west, asked.west + asked.width)
    return tracks_of(rows, asked.west)


def belt_value(asked: BeltAsked, tracks: tuple[Track, ...]) -> Belt:
    """Return that part of the belt as rows."""
    rows = tuple(
        BeltRow(
            norad_cat_id=one.norad_cat_id, object_name=one.name, owner_words=one.owner,
            first_longitude_deg=_turned(one.longitude_deg[0]), last_longitude_deg=_turned(one.longitude_deg[-1]),
            moved_deg=round(one.moved_deg, 4), element_sets=sum(not carried for carried in one.carried),
        )
        for one in tracks
    )  # fmt: skip
    return Belt(west_deg=asked.west, east_deg=_turned(asked.west + asked.width), objects=rows)


def _turned(degrees: float) -> float:
    """Return a longitude in (-180, 180], to a ten-thousandth of a degree."""
    return round(-((180.0 - degrees) % 360.0 - 180.0), 4)


def run_value(run: RunFile) -> RunShape:
    """Return what the run is and what it was made from."""
    head = run.head
    return RunShape(
        title=head.title, fictional=head.fictional, start=format_instant(head.start), hours=head.hours,
        software=head.software, command=head.command, element_count=head.element_count,
        history_count=head.history_count, median_age_d=head.median_age_d, notes=head.notes,
        screenings=head.screenings,
        sources=tuple(
            SourceRow(
                role=one.role, name=one.name, sha256=one.sha256, bytes=one.bytes, records=one.records,
                rejects=one.rejects, first_epoch=_when(one.first_epoch), last_epoch=_when(one.last_epoch),
            )
            for one in head.sources
        ),
        counts=_counts(findings_counted(run, FindingsSought())),
    )  # fmt: skip


def found_value(served: Served, words: str, reader: str | None) -> Found:
    """Return what holds the words, as far as the reader may read it: objects, actors, filings, criteria."""
    words = " ".join(words.split())
    if not words:
        return Found(words="", objects=(), actors=(), filings=(), criteria=(), more=False)
    most = OF_A_SEARCH + 1
    things = [] if served.run is None else objects_named(served.run, words, most)
    low = words.casefold()
    register = actors_value(served, RegisterAsked())
    people = [one for one in register.actors if low in one.actor.casefold() or low in one.name.casefold()]
    with served.current.in_turn() as standing:
        filed = listed_for(standing, Sought(words=words), reader, most)
    criteria = () if served.run is None else served.run.head.criteria
    texts = [
        {"id": one.id, "title": one.title}
        for one in criteria
        if low in one.title.casefold() or low in one.id.casefold() or low in one.author.casefold()
    ]
    kinds: tuple[list[Any] | tuple[Any, ...], ...] = (things, people, filed, texts)
    return Found(
        words=words,
        objects=tuple(ObjectRow(**row) for row in things[:OF_A_SEARCH]),
        actors=tuple(people[:OF_A_SEARCH]),
        filings=tuple(row_of(one) for one in filed[:OF_A_SEARCH]),
        criteria=tuple(texts[:OF_A_SEARCH]),
        more=any(len(kind) > OF_A_SEARCH for kind in kinds),
    )


def _counts(counts: Mapping[str, int]) -> tuple[OutcomeCount, ...]:
    return tuple(OutcomeCount(outcome=one, findings=counts.get(one, 0)) for one in OUTCOMES)


def _approach_row(row: Row) -> ApproachRow:
    return ApproachRow(**{name: row[name] for name in ApproachRow.model_fields})


def _when(at: Any) -> str | None:
    return None if at is None else format_instant(at)
