"""Where the lanes keep their numbers: one scratch of rows, a row of ``LANES`` instants of one object for each quantity.

The rows lie at fixed places of one array, so that the compiler can see that they never overlap.
"""

from typing import Final

LANES: Final = 64  # instants at a time: 18 kB of scratch, half of a first-level cache

T: Final = 0 * LANES  # minutes from the epoch
A: Final = 1 * LANES  # semi-major axis, Earth radii
ROOT_A: Final = 2 * LANES
AXN: Final = 3 * LANES  # eccentricity vector in the plane, counted from the node
AYN: Final = 4 * LANES
U: Final = 5 * LANES  # mean anomaly from the node
SIN_NODE: Final = 6 * LANES
COS_NODE: Final = 7 * LANES
SIN_INCL: Final = 8 * LANES
COS_INCL: Final = 9 * LANES
SIN_E: Final = 10 * LANES  # eccentric anomaly, from the node
COS_E: Final = 11 * LANES
X: Final = 12 * LANES  # and five more rows: position in km, velocity in km/s
Y: Final = 13 * LANES
Z: Final = 14 * LANES
VX: Final = 15 * LANES
VY: Final = 16 * LANES
VZ: Final = 17 * LANES
SOUND: Final = (
    18 * LANES
)  # 1 where the lane's assumptions hold, 0 where the state must be taken from ``one_state``
# Deep space alone:
MOTION: Final = 19 * LANES  # mean motion over that at the epoch
MEAN: Final = (
    20 * LANES
)  # mean anomaly before the periodics, without the node's and perigee's part in resonance
N_SCRATCH: Final = 21 * LANES
