"""Mean elements for the scenario: Kepler and equinoctial forms, SGP4 states, and the fit of elements to a state.

Times are whole microseconds from the start of the scenario (``_us``), so that a printed epoch is exact. States are
TEME, kilometres and kilometres per second; angles are radians. SGP4 is python-sgp4 (Vallado and others 2006), WGS72.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sgp4.api import WGS72, Satrec

MU_KM3_S2 = 398600.8  # WGS72, as SGP4 has it
EARTH_RADIUS_KM = 6378.135  # WGS72
DAY_US = 86_400_000_000
TWO_PI = 2.0 * np.pi

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MeanElements:
    """Element sets as SGP4 takes them, one per entry. Every field is an array of shape (n,)."""

    epoch_us: Ints
    mean_motion_rev_day: Floats
    eccentricity: Floats
    inclination_rad: Floats
    node_rad: Floats
    perigee_rad: Floats
    anomaly_rad: Floats
    bstar: Floats

    def __len__(self) -> int:
        return len(self.epoch_us)

    def at(self, index: object) -> "MeanElements":
        """Return the entries selected by a slice, a mask or an array of indices."""
        chosen: Any = index
        return MeanElements(*(getattr(self, f.name)[chosen] for f in fields(self)))

    def with_entries(self, index: Ints, new: "MeanElements") -> "MeanElements":
        """Return a copy in which the entries at ``index`` are those of ``new``."""
        columns = [getattr(self, f.name).copy() for f in fields(self)]
        for column, f in zip(columns, fields(self), strict=True):
            column[index] = getattr(new, f.name)
        return MeanElements(*columns)


def join(parts: Sequence[MeanElements]) -> MeanElements:
    """Return all entries of the parts, in order."""
    return MeanElements(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(MeanElements)))


def semi_major_axis_km(mean_motion_rev_day: Floats) -> Floats:
    """Return the two-body semi-major axis for the mean motion; J2 shifts the real one by some kilometres in LEO."""
    n_rad_s = np.asarray(mean_motion_rev_day) * TWO_PI / 86400.0
    return np.asarray((MU_KM3_S2 / n_rad_s**2) ** (1.0 / 3.0), dtype=np.float64)


def mean_motion(semi_major_km: Floats) -> Floats:
    """Return the two-body mean motion in revolutions a day."""
    return np.asarray(
        np.sqrt(MU_KM3_S2 / np.asarray(semi_major_km) ** 3) * 86400.0 / TWO_PI, dtype=np.float64
    )


def satrec(elements: MeanElements, index: int, start_jd: float) -> Satrec:
    """Return entry ``index`` ready for SGP4, under a surrogate number: python-sgp4 takes none above 339,999."""
    sat = Satrec()
    sat.sgp4init(
        WGS72,
        "i",
        1,
        start_jd - 2433281.5 + float(elements.epoch_us[index]) / DAY_US,
        float(elements.bstar[index]),
        0.0,
        0.0,
        float(elements.eccentricity[index]),
        float(elements.perigee_rad[index]),
        float(elements.inclination_rad[index]),
        float(elements.anomaly_rad[index]),
        float(elements.mean_motion_rev_day[index]) * TWO_PI / 1440.0,
        float(elements.node_rad[index]),
    )
    return sat


def states(sat: Satrec, epoch_us: int, at_us: Ints) -> tuple[Floats, Floats]:
    """Return positions and velocities, each (n, 3), at the times; NaN where SGP4 gives an error."""
    # As an offset from the set's own epoch: the difference of whole microseconds is exact, that of Julian days is not.
    days = sat.jdsatepochF + (np.asarray(at_us) - epoch_us) / DAY_US
    errors, positions, velocities = sat.sgp4_array(np.full(len(days), sat.jdsatepoch), days)
    positions[errors != 0], velocities[errors != 0] = np.nan, np.nan
    return positions, velocities


def states_at_epoch(elements: MeanElements, start_jd: float) -> tuple[Floats, Floats]:
    """Return the osculating states of all entries at their own epochs, each (n, 3); NaN where SGP4 gives an error."""
    positions, velocities = np.full((len(elements), 3), np.nan), np.full((len(elements), 3), np.nan)
    for i in range(len(elements)):
        error, position, velocity = satrec(elements, i, start_jd).sgp4_tsince(0.0)
        if error == 0:
            positions[i], velocities[i] = position, velocity
    return positions, velocities


def drag_rate(elements: MeanElements, start_jd: float) -> Floats:
    """Return what OMM calls MEAN_MOTION_DOT, revolutions a day squared, already halved: the first day's change of
    SGP4's own mean motion. SGP4 ignores the field; readers use it to tell how much drag there is.
    """
    rates = np.zeros(len(elements))
    for i in np.flatnonzero(elements.bstar):
        sat = satrec(elements, int(i), start_jd)
        sat.sgp4_tsince(0.0)
        first = sat.nm
        sat.sgp4_tsince(1440.0)
        rates[i] = (sat.nm / first - 1.0) * elements.mean_motion_rev_day[i] / 2.0
    return rates


def kepler_from_state(positions: Floats, velocities: Floats, epoch_us: Ints, bstar: Floats) -> MeanElements:
    """Return two-body elements of bound states, (n, 3) each. For circular or equatorial orbits the angles that are
    not defined take the value that keeps their sum right.
    """
    r = np.linalg.norm(positions, axis=1)
    momentum = np.cross(positions, velocities)
    pole = momentum / np.linalg.norm(momentum, axis=1)[:, None]
    inclination = np.arctan2(np.hypot(pole[:, 0], pole[:, 1]), pole[:, 2])
    node = np.where(np.hypot(pole[:, 0], pole[:, 1]) > 1e-14, np.arctan2(pole[:, 0], -pole[:, 1]), 0.0)
    to_node = np.stack([np.cos(node), np.sin(node), np.zeros_like(node)], axis=1)
    ahead = np.cross(pole, to_node)
    eccentricity_vector = np.cross(velocities, momentum) / MU_KM3_S2 - positions / r[:, None]
    ex, ey = np.sum(eccentricity_vector * to_node, axis=1), np.sum(eccentricity_vector * ahead, axis=1)
    eccentricity = np.hypot(ex, ey)
    perigee = np.arctan2(ey, ex)
    latitude = np.arctan2(np.sum(positions * ahead, axis=1), np.sum(positions * to_node, axis=1))
    true_anomaly = latitude - perigee
    eccentric = 2.0 * np.arctan2(
        np.sqrt(1.0 - eccentricity) * np.sin(true_anomaly / 2.0),
        np.sqrt(1.0 + eccentricity) * np.cos(true_anomaly / 2.0),
    )
    a = 1.0 / (2.0 / r - np.sum(velocities**2, axis=1) / MU_KM3_S2)
    return MeanElements(
        epoch_us=np.asarray(epoch_us, dtype=np.int64),
        mean_motion_rev_day=mean_motion(a),
        eccentricity=eccentricity,
        inclination_rad=inclination,
        node_rad=node % TWO_PI,
        perigee_rad=perigee % TWO_PI,
        anomaly_rad=(eccentric - eccentricity * np.sin(eccentric)) % TWO_PI,
        bstar=np.asarray(bstar, dtype=np.float64),
    )


def fit(
    positions: Floats, velocities: Floats, epoch_us: Ints, bstar: Floats, start_jd: float
) -> MeanElements:
    """Return the element sets whose SGP4 state at epoch is the given state, to a millimetre where it converges.

    Fixed-point iteration on the state that the mean elements would have without perturbations: SGP4 moves it by
    kilometres, smoothly, so each round gains two to three digits. Raises ValueError when some set stays worse than
    one metre.
    """
    mean_position, mean_velocity = positions.copy(), velocities.copy()
    elements = kepler_from_state(mean_position, mean_velocity, epoch_us, bstar)
    rest = np.arange(len(positions))
    for _ in range(30):
        got_position, got_velocity = states_at_epoch(elements.at(rest), start_jd)
        off = np.linalg.norm(positions[rest] - got_position, axis=1)
        off_later = np.linalg.norm(velocities[rest] - got_velocity, axis=1)
        # 1 mm/s is 86 m after a day: the velocity must be better than the position.
        wrong = ~((off < 1e-6) & (off_later < 1e-9))
        if not wrong.any():
            return elements
        mean_position[rest] += positions[rest] - got_position
        mean_velocity[rest] += velocities[rest] - got_velocity
        rest = rest[wrong]
        new = kepler_from_state(mean_position[rest], mean_velocity[rest], epoch_us[rest], bstar[rest])
        elements = elements.with_entries(rest, new)
    if not np.max(off) < 1e-3:
        raise ValueError(f"no mean elements found for {len(rest)} states: off by {np.max(off)} km at epoch")
    return elements


def displaced(
    elements: MeanElements,
    in_track_km: Floats | float = 0.0,
    eccentricity_km: tuple[Floats | float, Floats | float] = (0.0, 0.0),
    inclination_km: tuple[Floats | float, Floats | float] = (0.0, 0.0),
    drift_km_day: Floats | float = 0.0,
) -> MeanElements:
    """Return the sets moved a little: the only way in which the scenario makes neighbours and errors.

    ``in_track_km`` moves ahead; ``eccentricity_km`` is the eccentricity vector's change times the semi-major axis
    (amplitude of the radial oscillation, half that of the in-track one); ``inclination_km`` that of the inclination
    vector (amplitude of the cross-track oscillation); ``drift_km_day`` a steady in-track drift. In equinoctial
    elements, so that circular and equatorial orbits are ordinary cases; not for inclinations near 180 degrees.
    """
    a = semi_major_axis_km(elements.mean_motion_rev_day)
    longitude_of_perigee = elements.perigee_rad + elements.node_rad
    half_tan = np.tan(elements.inclination_rad / 2.0)
    k = elements.eccentricity * np.cos(longitude_of_perigee) + np.asarray(eccentricity_km[0]) / a
    h = elements.eccentricity * np.sin(longitude_of_perigee) + np.asarray(eccentricity_km[1]) / a
    p, q = half_tan * np.sin(elements.node_rad), half_tan * np.cos(elements.node_rad)
    size = 1.0 + half_tan**2
    # d(tan(i/2)) = di/2 * (1 + tan(i/2)**2): the factor keeps the cross-track amplitude right at any inclination.
    dp, dq = np.asarray(inclination_km[0]) / a * size / 2.0, np.asarray(inclination_km[1]) / a * size / 2.0
    longitude = elements.anomaly_rad + longitude_of_perigee + np.asarray(in_track_km) / a
    # Turning the plane also turns the equinoctial origin within it; taken back, so that in-track stays as asked.
    longitude = longitude + 2.0 * (q * dp - p * dq) / size
    p, q = p + dp, q + dq
    node = np.arctan2(p, q)
    perigee = np.arctan2(h, k) - node
    return replace(
        elements,
        mean_motion_rev_day=elements.mean_motion_rev_day + np.asarray(drift_km_day) / a / TWO_PI,
        eccentricity=np.hypot(k, h),
        inclination_rad=2.0 * np.arctan(np.hypot(p, q)),
        node_rad=node % TWO_PI,
        perigee_rad=perigee % TWO_PI,
        anomaly_rad=(longitude - np.arctan2(h, k)) % TWO_PI,
    )
