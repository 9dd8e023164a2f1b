"""What holds for a whole run as JSON, and back: its question, sources, criteria, record, notes."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, get_type_hints

import polars as pl
from pydantic import BaseModel, create_model

from dueregard.model.approach import APPROACH_SCHEMA
from dueregard.model.run import MonitorRun

NO_APPROACHES: Final = pl.DataFrame(schema={**APPROACH_SCHEMA, "foreign": pl.String()})
# Every other field of a run is one of its tables, which the file holds as tables.
_EMPTY: Final[Mapping[str, Any]] = {
    "findings": (),
    "shown": (),
    "notices": (),
    "rejects": (),
    "approaches": NO_APPROACHES,
    "not_covered": pl.DataFrame(),
    "coverage": pl.DataFrame(),
    "objects": pl.DataFrame(),
    "belt": pl.DataFrame(),
}


def head_json(run: MonitorRun) -> str:
    """Return what holds for the whole run as JSON."""
    head = _model()
    return head(**{name: getattr(run, name) for name in head.model_fields}).model_dump_json()


def head_from(text: str) -> MonitorRun:
    """Return the run with all its tables empty; ValueError where the JSON does not say what holds for one."""
    head = _model()
    said = head.model_validate_json(text)
    return MonitorRun(**{name: getattr(said, name) for name in head.model_fields}, **_EMPTY)


@cache
def _model() -> type[BaseModel]:
    kinds = get_type_hints(MonitorRun)
    fields: dict[str, Any] = {name: (kind, ...) for name, kind in kinds.items() if name not in _EMPTY}
    return create_model("RunHead", **fields)
