"""Trajectories, planned or predicted, from an OEM (CCSDS 502.0-B-3, section 5): in TEME and UTC, as SGP4 has them."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from dueregard.model.ephemeris import Ephemeris, Segment
from dueregard.model.errors import DataError
from dueregard.model.reject import Reading, Reject
from dueregard.orbit.path_error import gravity_misfit
from dueregard.sky.lines import BYTE_ORDER_MARK, decoded, line_batches, quoted
from dueregard.sky.oem_frames import accuracy
from dueregard.sky.oem_kvn import kvn_parts
from dueregard.sky.oem_metadata import METHODS, Metadata, catalogue_number, read_metadata
from dueregard.sky.oem_parts import ASK_AUTHOR, REJECT_LIMIT, Block, Part, blocks
from dueregard.sky.oem_segments import segments
from dueregard.sky.oem_xml import xml_parts
from dueregard.sky.open_file import read_blocks
from dueregard.sky.recognise import HEAD_BYTES, OTHERS, recognise

LIMIT_BYTES: Final = 2**28  # two million states, as KVN or XML
MISFIT_HINT: Final = 0.03  # six times what the oblateness of the Earth does
QUOTED_REJECTS: Final = 3
READ: Final = "an OEM (CCSDS 502.0) in KVN or XML, with states about the Earth"

_LOOK: Final = "look at the first rejects; ask the author for a trajectory that can be used"
_XML_OEM: Final = re.compile(rb"<(?:[\w.-]+:)?(?:oem|ndm)[\s>/]")


def read_oem(path: str | Path, *, limit_bytes: int = LIMIT_BYTES) -> Reading[tuple[Ephemeris, ...]]:
    """Return the trajectories of a file in TEME of date and UTC, and a reject for everything that was not used.

    One ``Ephemeris`` for each object of each message, and a further one where frame or interpolation change between
    its segments; in the order of the file. Read are KVN and XML (told from the content; plain, .gz, .xz or .zst);
    states about the Earth in TEME, EME2000 (J2000), GCRF (ICRF) or ITRF; UTC, TAI, TT, TDB or GPS. How good the
    result is stands in each one's ``notes``; how near the states must stand, in ``oem_segments``. Covariances are
    counted, not used. Segments whose useable spans overlap contradict each other (5.2.4.4): the first one stays.

    Raises :class:`DataError` for a file that cannot be read, that is something else, or of which no segment can be
    used; it then quotes the first rejects. ``limit_bytes`` bounds the file, decompressed.
    """
    path = Path(path)
    rejects: list[Reject] = []
    found: dict[tuple[object, ...], list[tuple[Block, Metadata, Segment]]] = {}
    spans: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    systems: dict[int, str] = {}
    for block in blocks(_parts(path, limit_bytes), path.name, str(path)):
        if isinstance(block, Reject):
            rejects.append(block)
        else:
            rejects += block.rejects
            metadata, wrong = read_metadata(block, path.name)
            rejects += wrong
            if metadata is not None:
                system = systems.setdefault(block.message, metadata.time_system)
                if system != metadata.time_system:
                    rejects.append(_other_system(block, metadata, system, path.name))
                    continue
                usable, wrong = segments(block, metadata, path.name)
                rejects += wrong
                taken = spans.setdefault((block.message, metadata.object_name, metadata.object_id), [])
                for segment in usable:
                    if _free(segment, taken):
                        found.setdefault(_key(block, metadata), []).append((block, metadata, segment))
                    else:
                        rejects.append(_overlap(block, segment, path.name))
        if len(rejects) > REJECT_LIMIT:
            raise _unusable(
                path, rejects, f"more than {REJECT_LIMIT:,} lines cannot be used, and reading stopped there"
            )
    rejects.sort(key=lambda reject: reject.line)
    if not found:
        raise _unusable(
            path, rejects, f"no segment can be used, {len(rejects):,} lines or segments were rejected"
        )
    return Reading(tuple(_ephemeris(members, path.name) for members in found.values()), tuple(rejects))


def _parts(path: Path, limit_bytes: int) -> Iterator[Part | Reject]:
    """Yield the parts of the file by the reader for what it is written in."""
    where = str(path)
    pieces = read_blocks(path, limit_bytes=limit_bytes)
    begin: list[bytes] = []
    for piece in pieces:
        begin.append(piece)
        if sum(map(len, begin)) >= HEAD_BYTES:
            break
    whole = chain(begin, pieces)
    if _written_in(b"".join(begin)[:HEAD_BYTES], where) == "XML":
        yield from xml_parts(whole, path.name, where)
    else:
        yield from kvn_parts(line_batches(whole, where), path.name)


def _written_in(head: bytes, where: str) -> Literal["KVN", "XML"]:
    """Return what an OEM is written in, from its first bytes; raise a DataError that says what it is instead."""
    body = head.removeprefix(BYTE_ORDER_MARK).lstrip()
    if body[:1] == b"<" and _XML_OEM.search(body.lower()) and b"<omm" not in body.lower():
        return "XML"
    lines = [
        line
        for line in body.splitlines()
        if line.strip() and not line.lstrip().startswith((b"#", b"COMMENT"))
    ]
    first = decoded(lines[0]).strip() if lines else ""
    if first.upper().partition("=")[0].strip() == "CCSDS_OEM_VERS":
        return "KVN"
    what = next((f"is {name}" for magic, name in OTHERS.items() if head.startswith(magic)), "")
    if not what:
        try:
            kind = recognise(head, where).kind
            if kind != "OMM KVN" or b"MEAN_MOTION" in head:  # keywords alone could be anything
                what = f"holds element sets ({kind})"
        except DataError:
            pass
    if not what:
        what = f"begins with {quoted(first)}" if first else "holds nothing but blanks or comments"
    raise DataError(
        f"not a trajectory: it {what}",
        where=where,
        expected=f"{READ}; KVN begins with CCSDS_OEM_VERS",
        do="check that this is the right file; element sets are given as a catalogue, not as a trajectory",
    )


def _key(block: Block, metadata: Metadata) -> tuple[object, ...]:
    """Return what segments of one Ephemeris have in common."""
    return (
        block.message,
        metadata.object_name,
        metadata.object_id,
        metadata.center_name,
        metadata.ref_frame,
        metadata.frame_epoch_us,
        metadata.interpolation,
        metadata.interpolation_degree,
    )


def _free(segment: Segment, taken: list[tuple[int, int]]) -> bool:
    """Return whether the useable span overlaps none of those taken, in order, and take it if so."""
    span = segment.useable_start_us, segment.useable_stop_us
    k = bisect_left(taken, span)
    if (k > 0 and taken[k - 1][1] > span[0]) or (k < len(taken) and taken[k][0] < span[1]):
        return False
    taken.insert(k, span)
    return True


def _ephemeris(members: list[tuple[Block, Metadata, Segment]], file: str) -> Ephemeris:
    block, metadata, _ = members[0]
    parts = sorted((segment for _, _, segment in members), key=lambda segment: segment.useable_start_us)
    distinct = {id(block): block for block, _, _ in members}.values()
    covariances = sum(block.covariances for block in distinct)
    stated = metadata.interpolation in METHODS
    error_m = max(segment.interpolation_error_km for segment in parts) * 1000
    notes = [accuracy(metadata.frame_kind, parts[-1].useable_stop_us)]
    if not stated:
        notes.append("no interpolation that is known here is stated: Hermite of degree 7 is used")
    elif metadata.interpolation == "LINEAR":
        notes.append("linear interpolation is stated; the cubic through positions and velocities is used")
    notes.append(
        f"between two states the path is off by {error_m:,.1f} m or less, by an estimate from the states alone"
    )
    strange = [float(np.nanmedian(found)) for found in map(_misfit, parts) if np.isfinite(found).any()]
    if strange and max(strange) > MISFIT_HINT:
        what = f"the velocities change otherwise than gravity has it, by {max(strange):.0%}"
        notes.append(
            f"{what}: under thrust, or REF_FRAME {quoted(metadata.ref_frame)} is not what the states are in"
        )
    if covariances:
        notes.append(f"{covariances:,} covariance matrices in the file are not used")
    if "CLASSIFICATION" in block.header:
        notes.append(f"its author marks the message: {quoted(block.header['CLASSIFICATION'][0])}")
    comments = chain.from_iterable(block.comments for block in distinct)
    return Ephemeris(
        metadata.object_name,
        metadata.object_id,
        catalogue_number(metadata.object_id, comments),
        metadata.center_name,
        metadata.ref_frame,
        metadata.time_system,
        metadata.interpolation,
        metadata.interpolation_degree,
        tuple(parts),
        file,
        block.line,
        block.header.get("ORIGINATOR", ("", 0))[0],
        block.header.get("CREATION_DATE", ("", 0))[0],
        covariances,
        notes=tuple(notes),
    )


def _misfit(segment: Segment) -> NDArray[np.float64]:
    return gravity_misfit(segment.epochs_us, segment.positions_km, segment.velocities_km_s)


def _overlap(block: Block, segment: Segment, file: str) -> Reject:
    what = (
        f"a segment whose useable span overlaps an earlier one's; {len(segment.epochs_us):,} states not used"
    )
    expected = "useable spans that share an instant at most (502.0-B-3, 5.2.4.4)"
    return Reject(file, block.line, "contradiction", what, expected, ASK_AUTHOR)


def _other_system(block: Block, metadata: Metadata, system: str, file: str) -> Reject:
    what = f"TIME_SYSTEM {metadata.time_system} after {system}; {len(block.lines):,} states not used"
    expected = "one time system in the whole message (502.0-B-3, 5.2.4.5)"
    return Reject(file, block.metadata["TIME_SYSTEM"][1], "contradiction", what, expected, ASK_AUTHOR)


def _unusable(path: Path, rejects: list[Reject], what: str) -> DataError:
    counts = Counter(reject.reason for reject in rejects)
    tally = ", ".join(f"{count:,} {reason}" for reason, count in counts.most_common())
    first = "; ".join(
        f"line {r.line}: {r.what}" for r in sorted(rejects, key=lambda r: r.line)[:QUOTED_REJECTS]
    )
    return DataError(
        what + (f" ({tally}). First: {first}" if rejects else ""),
        where=str(path),
        expected=READ,
        do=distinct.pop() if len(distinct := {reject.do for reject in rejects}) == 1 else _LOOK,
    )
