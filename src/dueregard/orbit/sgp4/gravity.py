"""The Earth as SGP4 has it: WGS-72, in Earth radii and minutes.

Source: Hoots and Roehrich 1980 (Spacetrack Report 3); Vallado, Crawford, Hujsak and Kelso 2006 (AIAA 2006-6753),
who keep WGS-72 because element sets are fitted with it.
"""

from math import pi, sqrt
from typing import Final

RADIUS_KM: Final = 6378.135
MU_KM3_S2: Final = 398600.8
KE: Final = 60.0 / sqrt(RADIUS_KM**3 / MU_KM3_S2)  # sqrt(mu) in Earth radii ** 1.5 per minute
J2: Final = 0.001082616
J3: Final = -0.00000253881
J4: Final = -0.00000165597
J3_J2: Final = J3 / J2
KM_S: Final = RADIUS_KM * KE / 60.0  # one Earth radius per time unit, in km/s

TWO_PI: Final = 2.0 * pi
TWO_THIRDS: Final = 2.0 / 3.0
DEEP_PERIOD_MIN: Final = 225.0  # from this period on the Moon, the Sun and resonances are carried
EARTH_RATE_RAD_MIN: Final = 4.37526908801129966e-3

# Lyddane's form of the lunar-solar periodics is taken below this perturbed inclination (radians).
LYDDANE_RAD: Final = 0.2
# Below this 1 + cos(i) is not divided by (inclinations of 180 degrees).
RETROGRADE: Final = 1.5e-12
