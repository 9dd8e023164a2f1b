"""An invented run to show: a month over six fictional States, of any size."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
from invented_stays import (
    COMMITMENT,
    CRITERIA,
    SOFTWARE,
    START,
    drifting,
    geo_stay,
    leo_following,
    merged_pair,
    sha,
    withheld,
)

from dueregard.assess.identity import with_id
from dueregard.model.approach import APPROACH_SCHEMA
from dueregard.model.filing import Declaration, Filing, ProximityNotice, Record, Reply
from dueregard.model.finding import Evidence, Interval
from dueregard.model.notified import Compared, NoticeComparison
from dueregard.model.reject import Reject
from dueregard.model.run import MonitorRun, Shown, Source

RECORD = Record(
    notices=(
        ProximityNotice(
            Filing(
                "n" + sha("notice")[:20],
                "Cassia",
                datetime(2031, 4, 20, 9, tzinfo=UTC),
                "",
                "notice 7/2031 (invented)",
            ),
            100412,
            70411,
            START,
            START + timedelta(days=6),
            10.0,
            "transfer of cargo",
            ("Elara",),
        ),
    ),
    declarations=(
        Declaration(
            Filing(
                "d" + sha("declaration")[:20],
                "Borealia",
                datetime(2030, 1, 1, tzinfo=UTC),
                "the Institute of Doria",
                "note verbale 14/2030 (invented)",
            ),
            CRITERIA[0],
        ),
    ),
    commitments=(COMMITMENT,),
    replies=(
        Reply(
            Filing(
                "r" + sha("reply")[:20],
                "Aurelia",
                datetime(2031, 5, 20, 15, 42, tzinfo=UTC),
                "",
                "reply 2/2031 (invented)",
            ),
            70007,
            70303,
            datetime(2031, 5, 9, tzinfo=UTC),
            datetime(2031, 5, 16, tzinfo=UTC),
            "Inspection of our own object nearby, now concluded.",
        ),
    ),
)


def _row(one: Shown, plain: Callable[[datetime | None], datetime | None]) -> tuple[object, ...]:
    first = one.findings[0]
    pair = (first.object1_norad_cat_id, first.object1_name, first.object2_norad_cat_id, first.object2_name)
    if first.entry is None:
        return (*pair, first.kind, *[None] * 9, False, False, 0.4, 1.2)
    times = (plain(first.entry), plain(first.tca), plain(first.exit))
    dwell_s = (first.exit - first.entry).total_seconds()
    offsets = (first.least_range_km.value, 0.0042, -3.1, 23.9, 0.5)
    return (*pair, first.kind, *times, dwell_s, *offsets, first.entry == START, False, 0.4, 1.2)


BASIS = "No rule names an owner for either object."


def approach_table(shown: tuple[Shown, ...], further: int = 40) -> pl.DataFrame:
    def plain(at: datetime | None) -> datetime | None:
        return at.replace(tzinfo=None) if at else None

    rows = [_row(one, plain) for one in shown]
    for number in range(further):
        at = START.replace(tzinfo=None) + timedelta(minutes=number)
        times = (at, at, at + timedelta(seconds=2), 2.0)
        offsets = (4.0, 11.2, 1.0, -3.0, 2.0, False, False, 0.1, 0.2)
        rows.append((80000 + number, "-DEBRIS", 81000 + number, "=OTHER", "conjunction", *times, *offsets))
    frame = pl.DataFrame(rows, schema=APPROACH_SCHEMA, orient="row")
    return frame.with_columns(pl.lit("unknown").alias("foreign"), pl.lit(BASIS).alias("foreign_basis"))


def invented_run(many: int = 285, owners: int = 9, rejects: int = 12) -> MonitorRun:
    """A GEO stay, a LEO following, a merged pair, ``many`` plain stays, and a notice that could not be seen."""
    shown = (geo_stay(), leo_following(), merged_pair(), *(drifting(number) for number in range(many)))
    found = (*(one for page in shown for one in page.findings), withheld())
    names = [
        "Aurelia",
        "Borealia",
        "Cassia",
        "Doria",
        "Elara",
        "Fennia",
        "Galicia Minor",
        "Hesperia",
        "Owner not known",
    ]
    names += [f"Operator {number}" for number in range(max(0, owners - len(names)))]
    return MonitorRun(
        title="A month over six fictional States",
        fictional=True,
        start=START,
        hours=720.0,
        software=SOFTWARE,
        command="dueregard demo --out report",
        sources=(
            Source(
                "invented_catalogue.csv",
                "element sets",
                sha("catalogue"),
                4_100_000,
                3120,
                rejects,
                START - timedelta(days=4),
                START,
            ),
            Source("invented_satcat.csv", "satellite catalogue", sha("satcat"), 900_000, 3300, 0),
            Source("record.json", "record", sha("record"), 9_000, 4, 0),
        ),
        criteria=CRITERIA,
        record=RECORD,
        findings=found,
        shown=shown,
        approaches=approach_table(shown),
        not_covered=pl.DataFrame(
            [(70888, "DORIA-LOW", datetime(2031, 5, 20, 4, 0), "decayed: SGP4 gives no position")],
            schema={
                "norad_cat_id": pl.Int64(),
                "object_name": pl.String(),
                "from": pl.Datetime("us"),
                "reason": pl.String(),
            },
            orient="row",
        ),
        coverage=pl.DataFrame(
            [
                (name[:3].upper() + str(n), name, 400 + n, 380 + n, 20, 0.7 + n / 10)
                for n, name in enumerate(names[:owners])
            ],
            schema={
                "owner": pl.String(),
                "name": pl.String(),
                "on_orbit": pl.Int64(),
                "with_elements": pl.Int64(),
                "without_elements": pl.Int64(),
                "median_age_d": pl.Float64(),
            },
            orient="row",
        ),
        rejects=tuple(
            Reject(
                "invented_catalogue.csv",
                10 + n,
                "checksum",
                f"the checksum of line 1 is {n % 10}",
                "7",
                "read the file again from its source",
                70000 + n,
            )
            for n in range(rejects)
        ),
        element_count=3120,
        history_count=412,
        median_age_d=0.8,
        notes=("Elements are generated from a seed; the truth is known and packaged with the scenario.",),
    )


def renamed(run: MonitorRun, name1: str, name2: str) -> MonitorRun:
    """The same run, with the two objects of its first page called otherwise."""
    first = run.shown[0]
    found = tuple(replace(one, object1_name=name1, object2_name=name2) for one in first.findings)
    ids = {one.id: one for one in found}
    return replace(
        run,
        shown=(replace(first, findings=found), *run.shown[1:]),
        findings=tuple(ids.get(one.id, one) for one in run.findings),
    )


OBJECTS = pl.DataFrame(
    {
        "norad_cat_id": [70007, 70303, 70400],
        "object_name": ["ARGO 7", "BOR_3", "100% PURE"],
        "object_id": ["2020-001A", None, "2021-004B"],
        "object_type": ["PAYLOAD", "PAYLOAD", "DEBRIS"],
        "owner": ["AUR", "BOR", ""],
        "owner_words": ["Aurelia", "Borealia", "Owner not known"],
    }
)


def with_true_ids(run):
    """Return the run with each finding bearing the id of what it says, wherever it stands."""
    new = {one.id: with_id(one) for one in run.findings}
    shown = tuple(replace(one, findings=tuple(new[f.id] for f in one.findings)) for one in run.shown)
    return replace(run, findings=tuple(new.values()), shown=shown, objects=OBJECTS)


def compared(number: int, run: MonitorRun, *, silent: bool = False, **more: object) -> NoticeComparison:
    """Return an invented comparison with the run's notice, or of a proximity that has none."""
    notice = run.record.notices[0]
    values: dict[str, object] = {
        "id": f"{number:064d}",
        "outcome": "no notice on this record" if silent else "otherwise than notified",
        "object1_norad_cat_id": 70411,
        "object2_norad_cat_id": 100412,
        "object1_name": "=ELARA <1>",
        "object2_name": "CASSIA-2",
        "notice": "" if silent else notice.filing.id,
        "filed_by": "" if silent else notice.filing.filed_by,
        "filed_at": None if silent else notice.filing.filed_at,
        "start": START,
        "end": START + timedelta(days=6),
        "near_km": 50.0,
        "near_from": START,
        "near_until": START + timedelta(days=7),
        "least_range_km": Interval(6.0, 4.0, 8.0),
        "compared": ()
        if silent
        else (
            Compared("nearer", "yes", Interval(6.0, 4.0, 8.0), "Planned: no nearer than 10 km."),
            Compared("longer", "indeterminate", Interval(0.0, 0.0, 60.0), "Some plausible distances."),
        ),
        "looked": "whole" if silent else "in part",
        "commitments": ("c" * 64,) if silent else (),
        "findings": (run.findings[0].id,),
        "known_at": START + timedelta(days=30),
        "text": "An invented sentence about the two.",
        "uncertainty": "invented",
        "evidence": (Evidence("notice", "a" * 64, "invented", None, None),),
        "limits": ("invented limit",),
        "software": run.software,
    }
    return NoticeComparison(**{**values, **more})  # type: ignore[arg-type]
