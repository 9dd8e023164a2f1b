"""Element sets as OMM in KVN (CCSDS 502.0, section 7): ``KEYWORD = value [unit]``, several messages in a file."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import polars as pl

from dueregard.model.reject import Reading, Reject
from dueregard.sky.check import ASK_PUBLISHER
from dueregard.sky.lines import decoded, quoted
from dueregard.sky.omm import KEYWORDS, decode_keywords

START: Final = "CCSDS_OMM_VERS"
BATCH_RECORDS: Final = 20_000
_UNIT: Final = re.compile(r"\s*\[[^\]]*\]\s*$")


def read_omm_kvn(batches: Iterable[tuple[int, list[bytes]]], file: str) -> Iterator[Reading[pl.DataFrame]]:
    """Yield, batch by batch, the messages of the file and the rejects.

    A message begins with CCSDS_OMM_VERS; where that line was lost, with a second OBJECT_NAME. A keyword given
    twice with different values, or a line that is neither a keyword nor a comment, makes its message a reject.
    """
    records: list[dict[str, str]] = []
    lines: list[int] = []
    rejects: list[Reject] = []
    current: dict[str, str] = {}
    began = 0
    wrong: Reject | None = None

    def close() -> None:
        if wrong is not None:
            rejects.append(wrong)
        elif current:
            records.append(current)
            lines.append(began)

    for first, batch in batches:
        for number, raw in enumerate(batch, first):
            line = decoded(raw).strip()
            if not line or line.startswith(("COMMENT", "#")):
                continue
            name, equals, value = line.partition("=")
            name, value = name.strip().upper(), _UNIT.sub("", value.strip())
            other = name.startswith("CCSDS_") and name.endswith("_VERS") and name != START
            if other or name == START or (name == "OBJECT_NAME" and name in current):
                close()
                current, began, wrong = {}, number, None
            began = began or number
            if other:
                wrong = _reject(file, number, "not_an_omm", f"a message of another kind, {name}")
            elif not equals:
                wrong = wrong or _reject(file, number, "layout", f"{quoted(line)} is not KEYWORD = value")
            elif current.setdefault(name, value) != value and name in KEYWORDS:
                what = f"{name} is given twice, {quoted(current[name])} and {quoted(value)}"
                wrong = wrong or _reject(file, number, "contradiction", what)
        if len(records) >= BATCH_RECORDS:
            yield _decoded(records, lines, rejects, file)
            records, lines, rejects = [], [], []
    close()
    yield _decoded(records, lines, rejects, file)


def _decoded(
    records: list[dict[str, str]], lines: list[int], rejects: list[Reject], file: str
) -> Reading[pl.DataFrame]:
    columns = {name: [record.get(name) for record in records] for name in KEYWORDS}
    sound = decode_keywords(columns, lines, file, message=True)
    return Reading(sound.values, (*rejects, *sound.rejects))


def _reject(file: str, line: int, reason: str, what: str) -> Reject:
    return Reject(file, line, reason, what, "each keyword once, as KEYWORD = value", ASK_PUBLISHER)
