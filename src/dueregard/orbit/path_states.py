"""States anywhere along a stated path (an ``Ephemeris``), by the interpolation its author recommends.

Hermite polynomials pass through positions and velocities, Lagrange ones through positions. Each instant uses a window
of an even number of states with the instant between the middle two, moved inwards at the ends of a segment. An even
window changes only at a state, where the polynomials before and after agree: positions have no jumps, and of Hermite
ones the velocities neither. Source of method and degree: CCSDS 502.0-B-3, table 5-3 and section 5.2.4.
"""

from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dueregard.model.ephemeris import Ephemeris, Segment
from dueregard.model.time import naive_utc
from dueregard.orbit.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OUTSIDE: Final = 1  # the error code: no segment covers the instant
DEFAULT_DEGREE: Final = 7  # Hermite over four states; at 300 s in a low orbit right to centimetres
MOST_DEGREE: Final = 15  # beyond, the ends of a window amplify the rounding of the printed states
_TOLERANCE_S: Final = 5e-7  # epochs are whole microseconds


def path_states(
    ephemeris: Ephemeris, start: datetime, seconds: Floats
) -> tuple[Floats, Floats, NDArray[np.uint8]]:
    """Return positions (k, 3) in km, velocities (k, 3) in km/s, TEME of date, and error codes (k,).

    ``seconds``: (k,), any order, counted from ``start`` (UTC; days of 86,400 s). Code 0 is a valid state, 1 an instant
    outside every segment's useable span, whose state is NaN. Nothing is interpolated across the ends of a segment;
    at an instant that two share, the later one holds, as after a manoeuvre.

    The velocity is the derivative of the very polynomial the position is taken from, to 1e-9 km/s. How near the path
    is to the author's between the states, each segment says (``interpolation_error_km``).
    """
    at = np.ascontiguousarray(seconds, np.float64)
    positions, velocities = np.full((len(at), 3), np.nan), np.full((len(at), 3), np.nan)
    error = np.full(len(at), OUTSIDE, np.uint8)
    start_us = int(np.datetime64(naive_utc(start), "us").astype(np.int64))
    hermite, window = method(ephemeris.interpolation, ephemeris.interpolation_degree)
    begins = np.array([s.useable_start_us for s in ephemeris.segments], np.int64) - start_us
    belongs = np.searchsorted(begins * 1e-6 - _TOLERANCE_S, at, side="right") - 1
    for k in np.unique(belongs[(belongs >= 0) & np.isfinite(at)]).tolist():
        segment = ephemeris.segments[k]
        rows = np.flatnonzero(belongs == k)
        end_s = (segment.useable_stop_us - start_us) * 1e-6 + _TOLERANCE_S
        rows = rows[at[rows] <= end_s]
        positions[rows], velocities[rows] = along(segment, start_us, at[rows], hermite, window)
        error[rows] = 0
    return positions, velocities, error


def method(interpolation: str | None, degree: int | None) -> tuple[bool, int]:
    """Return whether velocities are interpolated too (Hermite), and over how many states, always an even number.

    The degree is that of the polynomial: 2m - 1 for m states with velocities, m - 1 for m positions; it is raised to
    what an even number of states gives, and held to 3 and ``MOST_DEGREE``. LINEAR is carried out as the cubic through
    two states and their velocities; what is not stated or not known is Hermite of ``DEFAULT_DEGREE``.

    >>> method("HERMITE", 7), method("LAGRANGE", 7), method("HERMITE", 5), method(None, None)
    ((True, 4), (False, 8), (True, 4), (True, 4))
    """
    stated = (interpolation or "").upper()
    if stated == "LINEAR":
        return True, 2
    if stated not in ("HERMITE", "LAGRANGE") or degree is None:
        degree = DEFAULT_DEGREE
    hermite = stated != "LAGRANGE"
    states = (degree + 2) // 2 if hermite else degree + 1
    most = (MOST_DEGREE + 1) // 2 if hermite else MOST_DEGREE + 1
    return hermite, min(max(states + states % 2, 2), most)


def along(
    segment: Segment, start_us: int, seconds: Floats, hermite: bool, window: int
) -> tuple[Floats, Floats]:
    """Return positions and velocities (k, 3) on one segment, within its states, over ``window`` states each.

    ``seconds``: (k,), counted from ``start_us`` (microseconds of UTC since 1970). The window shrinks to the states
    there are. Instants outside the states are not caught here: the polynomial at the end would be carried on.
    """
    return on_states(
        segment.epochs_us, segment.positions_km, segment.velocities_km_s, start_us, seconds, hermite, window
    )


def on_states(
    epochs_us: Ints,
    positions_km: Floats,
    velocities_km_s: Floats,
    start_us: int,
    seconds: Floats,
    hermite: bool,
    window: int,
) -> tuple[Floats, Floats]:
    """Return positions and velocities (k, 3) as ``along`` does, from the arrays of a segment."""
    out_r, out_v = np.empty((len(seconds), 3)), np.empty((len(seconds), 3))
    count = min(window, len(epochs_us))
    # Some are read-only, as those of a file: all are taken so, and no second kernel is ever compiled.
    epochs, r, v = (_read_only(one) for one in (epochs_us, positions_km, velocities_km_s))
    _evaluate(epochs, r, v, start_us, seconds, hermite, count, out_r, out_v)
    return out_r, out_v


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


@compiled
def _evaluate(
    epochs_us: Ints,
    r: Floats,
    v: Floats,
    start_us: int,
    seconds: Floats,
    hermite: bool,
    count: int,
    out_r: Floats,
    out_v: Floats,
) -> None:
    node = np.empty(count)
    for k in range(len(seconds)):
        low, high = 0, len(epochs_us) - 1  # the interval: epochs[low] <= instant < epochs[low + 1]
        while high - low > 1:
            mid = (low + high) // 2
            if (epochs_us[mid] - start_us) * 1e-6 <= seconds[k]:
                low = mid
            else:
                high = mid
        first = min(max(low - count // 2 + 1, 0), len(epochs_us) - count)
        # Seconds from the first state of the window: differences of whole microseconds lose nothing.
        t = seconds[k] - (epochs_us[first] - start_us) * 1e-6
        for j in range(count):
            node[j] = (epochs_us[first + j] - epochs_us[first]) * 1e-6
        x, y, z, vx, vy, vz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for j in range(count):
            base, slope, own = (
                1.0,
                0.0,
                0.0,
            )  # Lagrange's basis and its slope at t, its slope at its own state
            for i in range(count):
                if i != j:
                    inverse = 1.0 / (node[j] - node[i])
                    step = (t - node[i]) * inverse
                    slope = slope * step + base * inverse
                    base *= step
                    own += inverse
            if hermite:
                square, twice = base * base, 2.0 * base * slope
                away = t - node[j]
                a, da = (1.0 - 2.0 * away * own) * square, -2.0 * own * square
                da += (1.0 - 2.0 * away * own) * twice
                b, db = away * square, square + away * twice
            else:
                a, da, b, db = base, slope, 0.0, 0.0
            p = first + j
            x += a * r[p, 0] + b * v[p, 0]
            y += a * r[p, 1] + b * v[p, 1]
            z += a * r[p, 2] + b * v[p, 2]
            vx += da * r[p, 0] + db * v[p, 0]
            vy += da * r[p, 1] + db * v[p, 1]
            vz += da * r[p, 2] + db * v[p, 2]
        out_r[k, 0], out_r[k, 1], out_r[k, 2] = x, y, z
        out_v[k, 0], out_v[k, 1], out_v[k, 2] = vx, vy, vz
