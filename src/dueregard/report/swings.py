"""Whether a line swings faster than a picture can show: how far apart the swings stand that the eye could see.

Measured in the picture, not in kilometres: the same swing fills the sheet of two neighbours and is a hair's breadth on
that of a pair that comes from 1,500 km. Heights are in units of the drawing, which are pixels at full width.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEEN: Final = 8.0  # units: about a small letter; a lower swing only thickens the line by its own height
ROOM: Final = 4  # columns: a swing of fewer runs into its neighbours, and its line becomes a block of ink


def bottoms(height: Floats, seen: float = SEEN) -> NDArray[np.int64]:
    """Return the indices of the lowest samples between falls and rises of at least ``seen``.

    ``height``: (n,), units of the picture; samples that are NaN are passed over. A smaller wobble is no swing.

    >>> bottoms(np.array([9.0, 0.0, 1.0, 0.0, 9.0, 1.0, 9.0])).tolist()
    [1, 5]
    """
    found: list[int] = []
    falling = False
    top, low, at = -np.inf, np.inf, 0
    for number, here in enumerate(height.tolist()):
        if falling and here < low:
            low, at = here, number
        elif falling and here - low >= seen:
            found.append(at)
            falling, top = False, here
        elif not falling:
            top = max(top, here)
            if top - here >= seen:
                falling, low, at = True, here, number
    return np.array(found, dtype=np.int64)


def crowded_s(at_s: Floats, height: Floats, columns: int) -> float | None:
    """Return the usual time from one swing to the next where the swings stand closer than can be drawn; None elsewhere.

    ``at_s``: (n,), seconds; ``columns``: how many columns the picture has for the whole series. Closer than can be
    drawn means that the median swing has fewer than four columns to itself. One swing alone is never crowded.
    """
    times = at_s[bottoms(height)]
    if times.size < 3:
        return None
    apart = float(np.median(np.diff(times)))
    return apart if apart < ROOM * float(at_s[-1]) / columns else None
