"""What holds for a whole run as JSON, and back: its question, sources, criteria, record, notes."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

import polars as pl
from pydantic import TypeAdapter

from dueregard.model.approach import APPROACH_SCHEMA
from dueregard.model.criterion import Criterion
from dueregard.model.filing import Record
from dueregard.model.run import MonitorRun, Source


@dataclass(frozen=True, slots=True)
class RunHead:
    """The fields of ``model.run.MonitorRun`` that are no table, and are few."""

    title: str
    fictional: bool
    start: datetime
    hours: float
    software: str
    command: str
    sources: tuple[Source, ...]
    criteria: tuple[Criterion, ...]
    record: Record
    element_count: int
    history_count: int
    median_age_d: float
    notes: tuple[str, ...]
    screenings: tuple[str, ...]


_ADAPTER: Final = TypeAdapter(RunHead)
NO_APPROACHES: Final = pl.DataFrame(schema={**APPROACH_SCHEMA, "foreign": pl.String()})


def head_json(run: MonitorRun) -> str:
    """Return what holds for the whole run as JSON."""
    head = RunHead(**{one.name: getattr(run, one.name) for one in fields(RunHead)})
    return _ADAPTER.dump_json(head).decode("utf-8")


def head_from(text: str) -> RunHead:
    """Return what holds for a whole run; ValueError where the JSON does not say it."""
    return _ADAPTER.validate_json(text)


def part_of(head: RunHead, **tables: Any) -> MonitorRun:
    """Return the run with these of its tables alone (``findings``, ``shown``, ``approaches``), the others empty."""
    empty: dict[str, Any] = {
        "findings": (),
        "shown": (),
        "approaches": NO_APPROACHES,
        "not_covered": pl.DataFrame(),
        "coverage": pl.DataFrame(),
        "rejects": (),
    }
    return MonitorRun(**{one.name: getattr(head, one.name) for one in fields(RunHead)}, **{**empty, **tables})
