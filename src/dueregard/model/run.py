"""What one run of the main job made, ready to be shown. Built in ``jobs``, read in ``report``."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.model.criterion import Criterion
from dueregard.model.filing import Record
from dueregard.model.finding import Finding
from dueregard.model.notified import NoticeComparison
from dueregard.model.reject import Reject


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was read: what it is called (``sky.told_apart``), the sha256 (hex) of its bytes, how many records
    were kept and rejected, and the first and last epoch in it (None for files without epochs, such as a SATCAT).
    """

    name: str
    role: str  # "element sets", "satellite catalogue", "record", "owner rules", "criteria"
    sha256: str
    bytes: int
    records: int
    rejects: int
    first_epoch: datetime | None = None
    last_epoch: datetime | None = None


@dataclass(frozen=True, slots=True)
class RangeSeries:
    """Range of two objects over time, with its 95 % band, and object 2 as seen from object 1.

    ``at``: (n,), datetime64[us], UTC. ``range_km``, ``low_km``, ``high_km``: (n,). ``rtn_km``: (n, 3), radial,
    in-track and cross-track offset of object 2 in object 1's RTN frame.
    """

    at: NDArray[np.datetime64]
    range_km: NDArray[np.float64]
    low_km: NDArray[np.float64]
    high_km: NDArray[np.float64]
    rtn_km: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shown:
    """One approach that a criterion touches: its findings (one per criterion, all outcomes), who owns the objects,
    and its range over time. Each gets a page.
    """

    page: str  # file name without folder, e.g. "approach-40258-44476-20241101T0300.html"
    findings: tuple[Finding, ...]
    object1_owner: str  # in words, e.g. "SES (operator; Luxembourg)"
    object2_owner: str
    region: str  # "LEO", "MEO", "GEO", "HEO"
    longitude_deg: float | None  # geostationary longitude at TCA, east positive; None outside GEO
    series: RangeSeries | None


@dataclass(frozen=True, slots=True)
class MonitorRun:
    """One run of the main job: what was read, what was asked, what was found, what could not be seen."""

    title: str
    fictional: bool  # True for the demo scenario: every page says so
    start: datetime
    hours: float
    software: str
    command: str
    sources: tuple[Source, ...]
    criteria: tuple[Criterion, ...]
    record: Record
    findings: tuple[Finding, ...]
    shown: tuple[Shown, ...]
    approaches: pl.DataFrame  # APPROACH_SCHEMA plus "foreign" (yes, no, unknown) and its basis
    not_covered: pl.DataFrame  # norad_cat_id, object_name, from, reason
    coverage: pl.DataFrame  # owner, name, on_orbit, with_elements, without_elements, median_age_d
    rejects: tuple[Reject, ...]
    element_count: int  # objects screened
    history_count: int  # further epochs of the same objects, kept as history
    median_age_d: float
    notes: tuple[str, ...]  # what the reader must know about this run, in sentences
    screenings: tuple[str, ...] = ()  # what was screened for which criteria, in sentences
    # What the sky shows of each notice, and proximities without one.
    notices: tuple[NoticeComparison, ...] = ()
    # norad_cat_id, object_name, object_id, object_type, owner, owner_words, launch_date, region, epoch, age_d
    objects: pl.DataFrame = field(default_factory=pl.DataFrame)
    # norad_cat_id, at, longitude_deg, carried, west_deg, span_deg: geostationary objects, a row for each element set
    # and for both ends.
    belt: pl.DataFrame = field(default_factory=pl.DataFrame)
