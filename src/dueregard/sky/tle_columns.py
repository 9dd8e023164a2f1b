"""The columns of a two-line set, decoded for many sets at once. Columns count from 0, ends excluded.

Every function takes ``m``: (n, 69) bytes, one row per line, and returns arrays of length n; most return a mask
beside the values that says where the columns held what the format asks for. Values elsewhere mean nothing.
Numbers are read as integers and divided once by a power of ten: both are exact as doubles, so the quotient is
the double nearest to the printed decimal, as ``float()`` would give it.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LENGTH: Final = 69
BLANK, DOT, MINUS, PLUS, ZERO, LETTER_A = (np.uint8(ord(c)) for c in " .-+0A")


def integer(m: Bytes, start: int, stop: int) -> tuple[Ints, Mask]:
    """Return whole numbers with leading blanks or zeros; an all-blank field is 0, as old catalogues have it.

    >>> integer(np.frombuffer(b" 42", dtype=np.uint8).reshape(1, 3), 0, 3)[0].tolist()
    [42]
    """
    part = m[:, start:stop]
    digit, blank = _digits(part), part == BLANK
    ok = (digit | blank).all(axis=1) & ~(digit[:, :-1] & blank[:, 1:]).any(axis=1)
    powers = 10 ** np.arange(stop - start - 1, -1, -1, dtype=np.int64)
    return np.where(digit, part - ZERO, 0).astype(np.int64) @ powers, ok


def fixed_point(m: Bytes, start: int, dot: int, stop: int) -> tuple[Floats, Mask]:
    """Return decimals whose point stands in column ``dot``; ``start == dot`` means the point is not printed.

    The columns before the point may hold a sign in the first of them (column ``start``), blanks and digits.
    """
    printed = start < dot
    after = dot + 1 if printed else dot
    fraction, ok = integer(m, after, stop)
    if not printed:
        return fraction / 10.0 ** (stop - after), ok & _digits(m[:, stop - 1 : stop]).all(axis=1)
    ok &= _digits(m[:, after:stop]).all(axis=1) & (m[:, dot] == DOT)
    sign = _sign(m[:, start])
    signed = m[:, start : start + 1].copy()
    body = m.copy() if bool((sign != 0).any()) else m
    if body is not m:
        body[:, start] = np.where(sign != 0, BLANK, signed[:, 0])
    whole, whole_ok = integer(body, start, dot)
    scale = 10 ** (stop - after)
    value = (whole * scale + fraction) / float(scale)
    return np.where(sign < 0, -value, value), ok & whole_ok


def exponential(m: Bytes, start: int) -> tuple[Floats, Mask]:
    """Return numbers printed as sign, five digits after an unprinted point, signed one-digit exponent (8 columns)."""
    mantissa, ok = integer(m, start + 1, start + 6)
    exponent, exponent_ok = integer(m, start + 7, start + 8)
    ok &= exponent_ok & _digits(m[:, start + 1 : start + 6]).all(axis=1)
    first, middle = m[:, start], m[:, start + 6]
    ok &= (_sign(first) != 0) | (first == BLANK)
    ok &= (_sign(middle) != 0) | (middle == BLANK)
    shift = np.where(_sign(middle) < 0, -exponent, exponent) - 5
    up = np.maximum(shift, 0)
    value = mantissa * 10**up / 10.0 ** np.maximum(-shift, 0)
    return np.where(_sign(first) < 0, -value, value), ok


def catalogue_number(m: Bytes) -> tuple[Ints, Mask]:
    """Return catalogue numbers: five digits, leading ones blank perhaps, or Alpha-5 (A0000 is 100000, Z9999 339999).

    Alpha-5 leaves out I and O, which look like 1 and 0 (Space-Track's documentation of Alpha-5).
    """
    lead = m[:, 2]
    letter = (lead >= LETTER_A) & (lead <= LETTER_A + 25) & (lead != ord("I")) & (lead != ord("O"))
    tail, tail_ok = integer(m, 3, 7)
    plain, plain_ok = integer(m, 2, 7)
    tens = 10 + (lead.astype(np.int64) - ord("A")) - (lead > ord("I")) - (lead > ord("O"))
    number = np.where(letter, tens * 10000 + tail, plain)
    ok = np.where(letter, tail_ok & _digits(m[:, 3:7]).all(axis=1), plain_ok & _digits(m[:, 6:7])[:, 0])
    return number, ok & (number > 0)


def check_digit_fits(m: Bytes) -> tuple[Mask, Ints]:
    """Return whether column 69 is the checksum of the 68 before it (digits add up, - is 1), and what it should be."""
    digit = _digits(m)
    value = np.where(digit, m - ZERO, 0)
    due = (value[:, :68].sum(axis=1, dtype=np.int64) + (m[:, :68] == MINUS).sum(axis=1)) % 10
    return digit[:, 68] & (value[:, 68] == due), due


def cospar_id(m: Bytes) -> pl.Series:
    """Return international designators in full (1998-067A) from columns 10 to 17 of line 1; null where not given."""
    part = m[:, 9:17]
    number = _digits(part[:, :5]).all(axis=1)
    year, _ = integer(m, 9, 11)
    out = np.zeros((len(m), 12), dtype=np.uint8)
    out[:, :2] = np.where(
        (year < 57)[:, None], np.frombuffer(b"20", np.uint8), np.frombuffer(b"19", np.uint8)
    )
    out[:, 2:4], out[:, 4], out[:, 5:8] = part[:, :2], MINUS, part[:, 2:5]
    piece = part[:, 5:8].copy()
    # some old sets print the piece to the right ("92052  A"): move it to the left
    for _ in range(2):
        for i in (0, 1):
            shift = piece[:, i] == BLANK
            piece[shift, i], piece[shift, i + 1] = piece[shift, i + 1], BLANK
    letter = (piece >= LETTER_A) & (piece <= LETTER_A + 25)
    named = letter[:, 0] & (letter | (piece == BLANK)).all(axis=1)
    out[:, 8:11] = np.where(piece == BLANK, 0, piece)
    text = out.view("S12")[:, 0]
    text[~(number & named)] = b""
    series = pl.Series(text.astype("U12"), dtype=pl.String)
    return series.set(series == "", None)


def _digits(part: Bytes) -> Mask:
    return (part - ZERO) < 10  # bytes below "0" wrap round to large ones


def _sign(column: Bytes) -> NDArray[np.int8]:
    sign: NDArray[np.int8] = (column == PLUS).astype(np.int8) - (column == MINUS).astype(np.int8)
    return sign
