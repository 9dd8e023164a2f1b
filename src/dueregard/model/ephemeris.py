"""Ephemeris: the path of one object as its author states it, on a grid (CCSDS 502.0-B-3, section 5, OEM).

What the file said (frame, time system, interpolation) is kept in the standard's words; the states themselves are in
what they were brought to, so that they can be held against SGP4: TEME of date, in UTC.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FRAME_USED: Final = "TEME"
TIME_USED: Final = "UTC"


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One stretch of the path within which one may interpolate; never across its ends (section 5.2.4.6).

    Instants are microseconds of UTC since 1970-01-01, days of 86,400 s. ``epochs_us``: (n,), strictly increasing,
    n at least 2. ``positions_km``, ``velocities_km_s``: (n, 3), TEME of date. ``start_us`` to ``stop_us`` is what the
    file states as the total span; ``useable_start_us`` to ``useable_stop_us`` is what may be used, never beyond the
    states. ``interpolation_error_km`` is the largest estimate of what the path between two states may be off by.
    The arrays are made read-only. Raises ``ValueError`` where these do not hold.
    """

    start_us: int
    stop_us: int
    useable_start_us: int
    useable_stop_us: int
    epochs_us: NDArray[np.int64]
    positions_km: NDArray[np.float64]
    velocities_km_s: NDArray[np.float64]
    line: int = 0  # where its metadata begin
    interpolation_error_km: float = float("nan")

    def __post_init__(self) -> None:
        n = len(self.epochs_us)
        if n < 2 or self.positions_km.shape != (n, 3) or self.velocities_km_s.shape != (n, 3):
            raise ValueError(
                "a segment needs two states or more, each of an epoch, a position and a velocity"
            )
        if (np.diff(self.epochs_us) <= 0).any():
            raise ValueError("the epochs of a segment must increase")
        if not (np.isfinite(self.positions_km).all() and np.isfinite(self.velocities_km_s).all()):
            raise ValueError("the states of a segment must be finite")
        if not self.epochs_us[0] <= self.useable_start_us <= self.useable_stop_us <= self.epochs_us[-1]:
            raise ValueError("the useable span of a segment must lie within its states")
        for array in (self.epochs_us, self.positions_km, self.velocities_km_s):
            array.setflags(write=False)


@dataclass(frozen=True, slots=True, eq=False)
class Ephemeris:
    """The stated path of one object: segments in the order of their useable spans, which do not overlap.

    ``norad_cat_id`` is given only where the file plainly gives it. ``center_name``, ``ref_frame``, ``time_system``,
    ``interpolation``, ``interpolation_degree`` and ``creation_date`` are the file's words, None or empty where it has
    none. ``frame_used`` and ``time_used`` are what the states are in now, ``notes`` how good that is and what was
    not used. ``source``: name of the file, without its folder; ``line``: where the first segment begins.
    """

    object_name: str
    object_id: str
    norad_cat_id: int | None
    center_name: str
    ref_frame: str
    time_system: str
    interpolation: str | None
    interpolation_degree: int | None
    segments: tuple[Segment, ...]
    source: str
    line: int
    originator: str = ""
    creation_date: str = ""
    covariances: int = 0  # matrices in the file; they are counted, not used
    frame_used: str = FRAME_USED
    time_used: str = TIME_USED
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.segments:
            raise ValueError("an ephemeris needs a segment")
        for earlier, later in zip(self.segments, self.segments[1:], strict=False):
            if later.useable_start_us < earlier.useable_stop_us:
                raise ValueError("the useable spans of an ephemeris must be in order and must not overlap")

    @property
    def useable_start_us(self) -> int:
        """The first instant covered, microseconds of UTC since 1970; there may be holes after it."""
        return self.segments[0].useable_start_us

    @property
    def useable_stop_us(self) -> int:
        """The last instant covered, microseconds of UTC since 1970."""
        return self.segments[-1].useable_stop_us

    @property
    def interpolation_error_km(self) -> float:
        """The largest estimate, over all segments, of what the path between two states may be off by."""
        return max(segment.interpolation_error_km for segment in self.segments)
