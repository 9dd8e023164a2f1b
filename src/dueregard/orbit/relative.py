"""One object as seen from another: the RTN frame (radial, in-track, cross-track)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def rtn_axes(position_km: Floats, velocity_km_s: Floats) -> Floats:
    """Return the unit vectors R, T, N of an object as rows: shape (..., 3, 3).

    R points away from the Earth's centre, N along the orbital angular momentum, T completes the right-handed set
    (CCSDS 508.0: RTN). Input shapes (..., 3), TEME.
    """
    r = position_km / np.linalg.norm(position_km, axis=-1, keepdims=True)
    h = np.cross(position_km, velocity_km_s)
    n = h / np.linalg.norm(h, axis=-1, keepdims=True)
    return np.stack((r, np.cross(n, r), n), axis=-2)


def rtn_offset(r1_km: Floats, v1_km_s: Floats, r2_km: Floats) -> Floats:
    """Return object 2's position seen from object 1, in object 1's RTN frame, kilometres: shape (..., 3).

    >>> r1, v1 = np.array([7000.0, 0, 0]), np.array([0, 7.5, 0])
    >>> rtn_offset(r1, v1, np.array([7001.0, 2.0, 3.0])).tolist()
    [1.0, 2.0, 3.0]
    """
    offset: Floats = np.einsum("...ij,...j->...i", rtn_axes(r1_km, v1_km_s), r2_km - r1_km)
    return offset
