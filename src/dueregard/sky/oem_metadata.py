"""What the metadata of a segment say, in values, or why the segment cannot be used (CCSDS 502.0-B-3, table 5-3)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from dueregard.model.reject import Reject
from dueregard.sky.lines import quoted
from dueregard.sky.oem_frames import SUPPORTED, frame_kind
from dueregard.sky.oem_parts import ASK_AUTHOR, EPOCH_WORDS, Block
from dueregard.sky.oem_times import TIME_SYSTEMS, parse_epoch, to_utc_us

MANDATORY: Final = (
    "OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM", "START_TIME", "STOP_TIME"
)  # fmt: skip
METHODS: Final = ("HERMITE", "LAGRANGE", "LINEAR")

_CATALOGUE_NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)
_CATALOGUE_COMMENT: Final = re.compile(
    r"(?:NORAD|SATCAT)[ _-]*(?:CAT(?:ALOG(?:UE)?)?)?[ _-]*(?:ID|NUMBER|NO\.?)?\s*[:=]\s*(\d{1,9})",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of one segment: words as in the file, ``frame_kind`` of ``oem_frames``, spans in UTC microseconds.

    ``useable_start_us`` and ``useable_stop_us`` are the total span where the file states none.
    """

    object_name: str
    object_id: str
    center_name: str
    ref_frame: str
    frame_kind: str
    frame_epoch_us: int | None
    time_system: str
    start_us: int
    stop_us: int
    useable_start_us: int
    useable_stop_us: int
    interpolation: str | None
    interpolation_degree: int | None


def read_metadata(block: Block, file: str) -> tuple[Metadata | None, list[Reject]]:
    """Return the metadata of a block, or None where its states cannot be used, and the rejects that say why.

    Not used: a mandatory keyword missing or said twice in two ways, a centre other than the Earth, a frame or time
    system that is not supported, a span that is no span. A degree or method that is no good costs only itself.
    """
    words = {name: value for name, (value, _) in block.metadata.items() if value}
    rejects: list[Reject] = []
    states = f"; {len(block.lines):,} states not used"

    def reject(name: str, reason: str, what: str, expected: str, do: str = ASK_AUTHOR) -> None:
        line = block.metadata[name][1] if name in block.metadata else block.line
        rejects.append(Reject(file, line, reason, what, expected, do))

    missing = [name for name in MANDATORY if name not in words]
    if missing:
        what = f"metadata without {', '.join(missing)}{states}"
        reject("", "missing_keyword", what, ", ".join(MANDATORY))
        return None, rejects
    if any(found.reason == "contradiction" for found in block.rejects):
        reject("", "contradiction", f"metadata that say two things{states}", "each keyword once")
        return None, rejects
    frame, system = frame_kind(words["REF_FRAME"]), words["TIME_SYSTEM"].upper()
    elsewhere = "give a trajectory about the Earth in one of these, or convert it first"
    if words["CENTER_NAME"].upper() != "EARTH":
        what = f"CENTER_NAME {quoted(words['CENTER_NAME'])}{states}"
        reject("CENTER_NAME", "not_supported", what, "EARTH", elsewhere)
    if frame is None:
        what = f"REF_FRAME {quoted(words['REF_FRAME'])}{states}"
        reject("REF_FRAME", "not_supported", what, SUPPORTED, elsewhere)
    if system not in TIME_SYSTEMS:
        what = f"TIME_SYSTEM {quoted(words['TIME_SYSTEM'])}{states}"
        reject("TIME_SYSTEM", "not_supported", what, ", ".join(TIME_SYSTEMS), elsewhere)
    if rejects or frame is None:
        return None, rejects

    instants: dict[str, int] = {}
    for name in ("START_TIME", "STOP_TIME", "USEABLE_START_TIME", "USEABLE_STOP_TIME", "REF_FRAME_EPOCH"):
        if name in words:
            epoch = parse_epoch(words[name])
            if epoch is None:
                reject(name, "epoch", f"{name} {quoted(words[name])}{states}", EPOCH_WORDS)
                return None, rejects
            instants[name] = int(to_utc_us(np.array([epoch], np.int64), system)[0][0])
    start, stop = instants["START_TIME"], instants["STOP_TIME"]
    useable = instants.get("USEABLE_START_TIME", start), instants.get("USEABLE_STOP_TIME", stop)
    if not (start < stop and useable[0] < useable[1]):
        what = f"a span that does not end after it begins{states}"
        reject("START_TIME", "contradiction", what, "START_TIME before STOP_TIME, useable times likewise")
        return None, rejects
    teme = re.sub(r"[-_ ]", "", words["REF_FRAME"].upper()) if frame == "TEME" else ""
    if teme == "TEMEOFEPOCH" and "REF_FRAME_EPOCH" not in instants:
        reject("REF_FRAME", "missing_keyword", f"TEME of epoch without its epoch{states}", "REF_FRAME_EPOCH")
        return None, rejects
    frozen = teme in ("TEME", "TEMEOFEPOCH")
    interpolation = words["INTERPOLATION"].upper() if "INTERPOLATION" in words else None
    degree = _degree(words.get("INTERPOLATION_DEGREE"))
    if interpolation is not None and interpolation not in METHODS:
        what = f"INTERPOLATION {quoted(words['INTERPOLATION'])}; Hermite of degree 7 is used"
        reject("INTERPOLATION", "not_supported", what, ", ".join(METHODS), "check that this is near enough")
    elif interpolation in ("HERMITE", "LAGRANGE") and degree is None:
        what = (
            f"{interpolation} of degree {quoted(words.get('INTERPOLATION_DEGREE', ''))}; Hermite of 7 is used"
        )
        reject("INTERPOLATION", "layout", what, "INTERPOLATION_DEGREE, a whole number from 1")
    return (
        Metadata(
            words["OBJECT_NAME"],
            words["OBJECT_ID"],
            words["CENTER_NAME"],
            words["REF_FRAME"],
            frame,
            instants.get("REF_FRAME_EPOCH") if frozen else None,
            words["TIME_SYSTEM"],
            start,
            stop,
            *useable,
            interpolation,
            degree,
        ),
        rejects,
    )


def catalogue_number(object_id: str, comments: Iterable[str]) -> int | None:
    """Return the object's number in the satellite catalogue where the message plainly gives one, else None.

    An OBJECT_ID of digits alone, or a comment that is nothing but the number with its name. None where they differ.

    >>> catalogue_number("25544", ()), catalogue_number("1998-067A", ["NORAD_CAT_ID = 25544"])
    (25544, 25544)
    >>> catalogue_number("1998-067A", ["passes NORAD 5 at noon"]) is None
    True
    """
    found = {int(object_id)} if _CATALOGUE_NUMBER.fullmatch(object_id) else set()
    matches = (_CATALOGUE_COMMENT.fullmatch(comment.strip()) for comment in comments)
    found |= {int(match[1]) for match in matches if match}
    return found.pop() if len(found) == 1 else None


def _degree(text: str | None) -> int | None:
    if text is None or not re.fullmatch(r"[0-9]{1,3}", text) or int(text) < 1:
        return None
    return int(text)
