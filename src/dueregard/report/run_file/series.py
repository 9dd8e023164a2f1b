"""A range over time as bytes, and back, to the last bit: the pictures of a page are drawn of the same numbers."""

import zlib
from typing import Final

import numpy as np

from dueregard.model.run import RangeSeries

_COLUMNS: Final = 7  # the time in microseconds since 1970, range, low, high, and three of the path


def series_bytes(series: RangeSeries) -> bytes:
    """Return the series: its columns one behind the other, each of 8 bytes a sample, little-endian, packed by zlib."""
    at = series.at.astype("datetime64[us]").astype("<i8")
    rest = (series.range_km, series.low_km, series.high_km, *np.asarray(series.rtn_km).T)
    return zlib.compress(b"".join((at.tobytes(), *(np.asarray(one, "<f8").tobytes() for one in rest))), 6)


def series_from(data: bytes) -> RangeSeries:
    """Return the series of these bytes; ValueError where they are none."""
    try:
        plain = zlib.decompress(data)
    except zlib.error as error:
        raise ValueError(f"a range over time cannot be unpacked: {error}") from error
    if len(plain) % (8 * _COLUMNS):
        raise ValueError(f"a range over time of {len(plain)} bytes")
    size = len(plain) // _COLUMNS
    at = np.frombuffer(plain[:size], "<i8").astype("datetime64[us]")
    columns = [np.frombuffer(plain[k * size : (k + 1) * size], "<f8") for k in range(1, _COLUMNS)]
    return RangeSeries(at, columns[0], columns[1], columns[2], np.column_stack(columns[3:]))
