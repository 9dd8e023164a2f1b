"""A trajectory message in KVN (CCSDS 502.0-B-3, sections 5.2 and 7): its lines, each as what it is."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from dueregard.model.reject import Reject
from dueregard.sky.lines import decoded, quoted
from dueregard.sky.oem_parts import ASK_AUTHOR, Part

_VERSION: Final = re.compile(r"CCSDS_([A-Z]+)_VERS")
_SECTIONS: Final = ("META_START", "META_STOP", "COVARIANCE_START", "COVARIANCE_STOP")


def kvn_parts(batches: Iterable[tuple[int, list[bytes]]], file: str) -> Iterator[Part | Reject]:
    """Yield the parts of the messages in the file in their order, and a reject for each line that is none.

    Of covariance matrices only the epochs are looked at. Sections that are not closed are rejects ``truncated``;
    what they hold is yielded.
    """
    where, line = "header", 0
    for first, batch in batches:
        for number, raw in enumerate(batch, first):
            text = decoded(raw).strip()
            if not text:
                continue
            line = number
            if where == "states" and text[0].isdigit():  # nearly all of a file: no keyword begins so
                yield Part("state", line, "", "", tuple(text.split()))
                continue
            word = text.split(maxsplit=1)[0].upper()
            name, equals, value = text.partition("=")
            name, value = name.strip().upper(), value.strip()
            version = _VERSION.fullmatch(name) if equals else None
            if where == "other" and not version:
                continue
            if word == "COMMENT":
                yield Part("comment", line, value=text[len("COMMENT") :].strip())
            elif text.upper() in _SECTIONS:
                opened, wrong = _section(text.upper(), where)
                if wrong:
                    yield _reject(file, line, "layout", f"{text.upper()} {wrong}", _SECTIONS_IN_ORDER)
                if opened == "metadata":
                    yield Part("segment", line)
                where = opened
            elif version:
                if where in ("metadata", "covariance"):
                    yield _unclosed(file, line, where)
                where = "header" if version[1] == "OEM" else "other"
                if where == "header":
                    yield Part("message", line)
                else:
                    what = f"a message of another kind, {name}"
                    yield _reject(file, line, "not_an_oem", what, "CCSDS_OEM_VERS")
            elif where == "covariance":
                if equals and name == "EPOCH":
                    yield Part("covariance", line)
            elif equals:
                if where == "states":
                    yield _reject(file, line, "layout", f"{quoted(text)} among the states", _STATE_LINE)
                else:
                    yield Part("keyword", line, name, value)
            elif where == "states":
                yield Part("state", line, fields=tuple(text.split()))
            else:
                yield _reject(file, line, "layout", f"{quoted(text)} in the {where}", "KEYWORD = value")
    if where in ("metadata", "covariance"):
        yield _unclosed(file, line, where)


_STATE_LINE: Final = "epoch, position (km) and velocity (km/s) with spaces between"
_SECTIONS_IN_ORDER: Final = (
    "META_START, META_STOP, states, then COVARIANCE_START, COVARIANCE_STOP where there are any"
)


def _section(mark: str, where: str) -> tuple[str, str]:
    """Return the section a mark leads to, and what is wrong with it standing there, or nothing."""
    if mark == "META_START":
        return "metadata", f"while the {where} is open" if where in ("metadata", "covariance") else ""
    if mark == "META_STOP":
        return "states", "" if where == "metadata" else "without META_START"
    if mark == "COVARIANCE_START":
        return "covariance", "" if where == "states" else f"in the {where}"
    return "states", "" if where == "covariance" else "without COVARIANCE_START"


def _unclosed(file: str, line: int, where: str) -> Reject:
    what = f"the {where} section is not closed: lines may be missing"
    return _reject(file, line, "truncated", what, _SECTIONS_IN_ORDER)


def _reject(file: str, line: int, reason: str, what: str, expected: str) -> Reject:
    return Reject(file, line, reason, what, expected, ASK_AUTHOR)
