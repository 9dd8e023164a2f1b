"""Record files: a JSON list of filings, read into a ``Record`` and written back. The form: ``docs/record-file.md``.

One filing that cannot be used never loses the others: it becomes a counted reject that names every wrong field.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from dueregard.model.errors import DataError
from dueregard.model.filing import AnyFiling, Commitment, Declaration, ProximityNotice, Record, Reply
from dueregard.model.reject import Reading, Reject
from dueregard.record.filing_form import filing_from, filing_to_dict

# A filing has about 1 kB; this is some 200,000 of them. Beyond it something else was handed in.
LARGEST_FILE_BYTES = 200_000_000

EXPECTED = "a JSON list of filings, as in docs/record-file.md"


def read_record(path: str | Path) -> Reading[Record]:
    """Return the record in a file, filings in order of filing, with a reject for each one that cannot be used.

    Raises ``DataError`` where the file cannot be read, is no JSON list, or holds filings of which none can be used.
    An empty list is a record on which nothing stands.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            raise DataError(
                f"the file has {size:,} bytes",
                where=str(path),
                expected=f"{EXPECTED}, at most {LARGEST_FILE_BYTES:,} bytes",
                do="check that this is the file you meant",
            )
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(
            f"cannot be read ({error.strerror})",
            where=str(path),
            expected=EXPECTED,
            do="check the name and the permissions",
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"not text in UTF-8 (byte {error.start})",
            where=str(path),
            expected=EXPECTED,
            do="save it as UTF-8 text, or check that this is the file you meant",
        ) from error
    return record_from_text(text, path.name)


def record_from_text(text: str, name: str) -> Reading[Record]:
    """Return the record in a JSON text; ``name`` is the file named in rejects and errors. Raises ``DataError``."""
    filings: list[AnyFiling] = []
    rejects: list[Reject] = []
    line_of: dict[str, int] = {}
    for line, raw in _items(text, name):
        if isinstance(raw, Reject):
            rejects.append(raw)
            continue
        filing = _filing_or_reject(raw, name, line)
        if not isinstance(filing, Reject) and filing.filing.id in line_of:
            filing = Reject(
                file=name,
                line=line,
                reason="duplicate",
                what=f"the same filing as in line {line_of[filing.filing.id]} (id {filing.filing.id[:12]})",
                expected="each filing once",
                do="remove one of the two; the first was kept",
                norad_cat_id=_number_in(raw),
            )
        if isinstance(filing, Reject):
            rejects.append(filing)
        else:
            line_of[filing.filing.id] = line
            filings.append(filing)
    if rejects and not filings:
        shown = "\n  ".join(f"line {r.line}: {r.what}" for r in rejects[:3])
        more = f"\n  and {len(rejects) - 3} more" if len(rejects) > 3 else ""
        raise DataError(
            f"none of its {len(rejects)} filings can be used\n  {shown}{more}",
            where=name,
            expected=EXPECTED,
            do="correct the fields named above",
        )
    return Reading(record_of(filings), tuple(rejects))


def record_of(filings: Iterable[AnyFiling]) -> Record:
    """Return a record of these filings in order of filing; filings of the same instant keep their order."""
    ordered = sorted(filings, key=lambda f: f.filing.filed_at)
    return Record(
        notices=tuple(f for f in ordered if isinstance(f, ProximityNotice)),
        declarations=tuple(f for f in ordered if isinstance(f, Declaration)),
        commitments=tuple(f for f in ordered if isinstance(f, Commitment)),
        replies=tuple(f for f in ordered if isinstance(f, Reply)),
    )


def filings_of(record: Record) -> tuple[AnyFiling, ...]:
    """Return every filing of the record in order of filing."""
    every: tuple[AnyFiling, ...] = (
        *record.notices,
        *record.declarations,
        *record.commitments,
        *record.replies,
    )
    return tuple(sorted(every, key=lambda f: f.filing.filed_at))


def write_record(filings: Record | Iterable[AnyFiling | Mapping[str, object]], path: str | Path) -> None:
    """Write the filings as a JSON list that ``read_record`` reads back without a reject and without loss.

    Takes a ``Record``, or filings as values or as tables, or both mixed. Raises ``DataError`` for what ``read_record``
    would refuse, and writes nothing then.
    """
    path = Path(path)
    items = filings_of(filings) if isinstance(filings, Record) else tuple(filings)
    tables: list[dict[str, object]] = []
    numbers: dict[object, int] = {}
    for number, item in enumerate(items, start=1):
        filing, wrong = filing_from(item if isinstance(item, Mapping) else filing_to_dict(item))
        if filing is None:
            raise DataError(
                f"filing {number} cannot be written: " + "; ".join(str(w) for w in wrong),
                where=str(path),
                expected=EXPECTED,
                do="correct the fields named; nothing was written",
            )
        if filing.filing.id in numbers:
            raise DataError(
                f"filing {number} is the same as filing {numbers[filing.filing.id]}",
                where=str(path),
                expected="each filing once",
                do="leave one out; nothing was written",
            )
        numbers[filing.filing.id] = number
        tables.append(filing_to_dict(filing))
    path.write_text(json.dumps(tables, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _filing_or_reject(raw: object, name: str, line: int) -> AnyFiling | Reject:
    if not isinstance(raw, dict):
        return Reject(
            file=name,
            line=line,
            reason="not_a_filing",
            what=f"{json.dumps(raw)[:80]} stands where a filing should",
            expected="a filing: { ... } with a format",
            do="remove it or write it as a filing",
        )
    filing, wrong = filing_from(raw)
    if filing is not None:
        return filing
    reason = "unknown_format" if [w.field for w in wrong] == ["format"] else "wrong_field"
    return Reject(
        file=name,
        line=line,
        reason=reason,
        what="; ".join(f"{w.field}: {w.what}" for w in wrong),
        expected="; ".join(f"{w.field}: {w.expected}" for w in wrong),
        do="correct the fields named and read the record again; it was left out",
        norad_cat_id=_number_in(raw),
    )


def _number_in(raw: object) -> int | None:
    if not isinstance(raw, dict):
        return None
    number = raw.get("object_norad_cat_id", raw.get("object1_norad_cat_id"))
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _items(text: str, name: str) -> Iterator[tuple[int, object]]:
    """Yield (line, value) for each item of the JSON list; a ``Reject`` for a rest that is no JSON any more.

    Item by item, so that a file cut short, or a comma too few, costs what follows it and not what stands before.
    """
    decoder = json.JSONDecoder(object_pairs_hook=_object)
    at = _after_space(text, 0)
    if text[at : at + 1] != "[":
        found = "empty" if at == len(text) else f"begins with {text[at : at + 20]!r}"
        raise DataError(
            f"no list of filings: {found}",
            where=name,
            expected=EXPECTED,
            do="check that this is the file you meant",
        )
    line, counted = 1, 0
    at = _after_space(text, at + 1)
    if text[at : at + 1] == "]":
        at += 1
    else:
        while True:
            line, counted = line + text.count("\n", counted, at), at
            try:
                value, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                yield line, _rest(name, line, f"from here on the file is not JSON ({error})")
                return
            yield line, value
            at = _after_space(text, at)
            mark, at = text[at : at + 1], _after_space(text, at + 1)
            if mark == "]":
                break
            if mark != ",":
                line, counted = line + text.count("\n", counted, at), at
                found = repr(mark) if mark else "the end of the file"
                yield line, _rest(name, line, f"{found} where a comma or ] should stand")
                return
    at = _after_space(text, at)
    if at < len(text):
        line += text.count("\n", counted, at)
        yield line, _rest(name, line, f"{text[at : at + 20]!r} after the end of the list")


def _rest(name: str, line: int, what: str) -> Reject:
    return Reject(
        file=name,
        line=line,
        reason="not_json",
        what=what,
        expected=EXPECTED,
        do="correct this place; nothing after it could be read, everything before it was kept",
    )


def _after_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the object; a name written twice becomes a field of its own, which no form has, and so is refused."""
    table: dict[str, object] = {}
    for key, value in pairs:
        table[f"{key} (written twice)" if key in table else key] = value
    return table
