"""What SGP4 keeps of an element set: the columns of its tables of constants.

One row per object, because a kernel works on one object at many instants: a row is five cache lines. The letters
are those of the papers where these have any (``cc1``, ``t3cof``, ``del1``); B* is already multiplied in where it
only ever appears as a factor.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]
Kinds = NDArray[np.int8]

# Every object. Angles in radians, rates per minute, lengths in Earth radii.
NO: Final = 0  # mean motion with Kozai's term taken out
ECCO: Final = 1
INCLO: Final = 2
MO: Final = 3
ARGPO: Final = 4
NODEO: Final = 5
MDOT: Final = 6
ARGPDOT: Final = 7
NODEDOT: Final = 8
NODECF: Final = 9
CC1: Final = 10
BCC4: Final = 11  # B* times C4
BCC5: Final = 12  # B* times C5; 0 for the short drag equations
T2COF: Final = 13
T3COF: Final = 14
T4COF: Final = 15
T5COF: Final = 16
D2: Final = 17
D3: Final = 18
D4: Final = 19
OMGCOF: Final = 20  # 0 for the short drag equations, and so below
XMCOF: Final = 21
ETA: Final = 22
DELMO: Final = 23
SINMAO: Final = 24
XLCOF: Final = 25
AYCOF: Final = 26
SINIO: Final = 27
COSIO: Final = 28
AO: Final = 29
SQRT_AO: Final = 30
N_COMMON: Final = 31

# Deep space: amplitudes of the periodics, first of the Sun and then of the Moon ...
SUN: Final = 0
MOON: Final = 12
E2, E3, I2, I3, L2, L3, L4, GH2, GH3, GH4, H2, H3 = range(12)
# ... the mean anomalies of Sun and Moon at epoch, the secular rates of both together ...
ZMOS: Final = 24
ZMOL: Final = 25
DEDT: Final = 26
DIDT: Final = 27
DMDT: Final = 28
DNODT: Final = 29
DOMDT: Final = 30
GSTO: Final = 31  # sidereal time at epoch
# ... and the resonance with the turning Earth.
XLAMO: Final = 32
XFACT: Final = 33
DEL1: Final = 34
DEL2: Final = 35
DEL3: Final = 36
D2201: Final = 37
D2211: Final = 38
D3210: Final = 39
D3222: Final = 40
D4410: Final = 41
D4422: Final = 42
D5220: Final = 43
D5232: Final = 44
D5421: Final = 45
D5433: Final = 46
# A lattice point already walked to: which, its longitude and mean motion.
FROM: Final = 47
FROM_LONGITUDE: Final = 48
FROM_MOTION: Final = 49
N_DEEP: Final = 50

# Kinds of object.
NEAR: Final = 0
DEEP: Final = 1  # Moon and Sun, no resonance
DAY: Final = 2  # one revolution a day
HALF_DAY: Final = 3  # two revolutions a day, eccentric

# SGP4's error codes, as the reference gives them.
NO_ERROR: Final = 0
MEAN_ECCENTRICITY: Final = 1
MEAN_MOTION: Final = 2
PERTURBED_ECCENTRICITY: Final = 3
SEMILATUS_RECTUM: Final = 4
DECAYED: Final = 6


@dataclass(frozen=True, slots=True)
class Constants:
    """Element sets initialised for SGP4.

    ``common``: (n, ``N_COMMON``), every object; ``deep``: (d, ``N_DEEP``), those of period 225 min and more;
    ``kind``: (n,), ``NEAR``, ``DEEP``, ``DAY`` or ``HALF_DAY``; ``deep_row``: (n,), the row in ``deep``, -1 for near;
    ``error``: (n,), SGP4's code at the epoch itself. A set with an error is kept and gives its code with each state.
    """

    common: Floats
    deep: Floats
    kind: Kinds
    deep_row: Ints
    error: Codes

    def __len__(self) -> int:
        return len(self.kind)
