"""How near a pair must be by linear prediction to be looked at: so far that none within D is missed.

**The pad rule.** Take a grid instant t0 and the half step T on either side. Let Δ be the relative position of a
pair, w its greatest relative speed in that span, and suppose |Δ| ≤ D at some instant τ with |τ| ≤ T. The linear
prediction L(τ) = Δ(0) + Δ'(0) τ misses Δ(τ) by ∫₀^τ (τ-s) Δ''(s) ds. In a central field the relative acceleration is
at most G|Δ| with G = 2μ/r³, r the lesser distance from the Earth's centre, and |Δ(s)| ≤ D + w|τ-s|. So

    |Δ(τ) - L(τ)| ≤ G (D T²/2 + w T³/3),

to which are added 5 % for the oblateness (3 J2 (R/r)² of the gradient is below 1 %, doubled and rounded up) and
``T * VELOCITY_SLACK``, because the velocity is not exactly the derivative of the position. A pair is a
candidate where |L| comes below D + pad in the span; nothing else is left out, so the pad is derived, not chosen.

**The speed gate.** When only stays of at least m seconds are asked for, a pair inside D for a span of m has a mean
relative velocity of at most 2D/m there, and its velocity differs from that mean by at most G D m. Its relative speed
anywhere in the stay is therefore at most 2D/m + G D m; with m at sqrt(2/G), where this bound is least, or the stay
itself where that is shorter.

How the candidates are found among all pairs is the matter of ``bounds``, ``order`` and ``candidates``.
"""

from dueregard.orbit.compiled import compiled

MU_KM3_S2 = 398600.8  # WGS-72, as SGP4 uses it
EARTH_KM = 6378.135
# What velocities may still differ from the derivative of the positions (``derivative``): 0.3 m/s at the longest step in
# low orbit. Printed ones differ by up to 2.7 m/s for all but some twenty objects; twice that for a pair, rounded up.
VELOCITY_SLACK_KM_S = 0.006
OBLATENESS = 1.05


@compiled
def pad_km(within_km: float, half_s: float, speed_km_s: float, radius_km: float) -> float:
    """Return how far the linear prediction can miss a pair within ``within_km``, kilometres (see the module)."""
    low = max(EARTH_KM, radius_km - 8.0 * half_s)
    gradient = OBLATENESS * 2.0 * MU_KM3_S2 / (low * low * low)
    tide = gradient * (within_km * half_s * half_s / 2.0 + speed_km_s * half_s * half_s * half_s / 3.0)
    return float(tide + half_s * VELOCITY_SLACK_KM_S)


def speed_gate_km_s(within_km: float, dwell_s: float, half_s: float) -> float:
    """Return the relative speed above which no pair stays within D for ``dwell_s``, at any instant of the grid.

    The grid instant may lie up to ``half_s`` outside the stay, where the speed may differ by what the tide does in
    that time. A stay of no length has no such speed: infinite.
    """
    if dwell_s <= 0.0:
        return float("inf")
    gradient = OBLATENESS * 2.0 * MU_KM3_S2 / EARTH_KM**3
    span = min(dwell_s, (2.0 / gradient) ** 0.5)
    inside = 2.0 * within_km / span + gradient * within_km * span
    return float(inside + gradient * (within_km + inside * half_s) * half_s + VELOCITY_SLACK_KM_S)
