"""Read a satellite catalogue: Space-Track's and CelesTrak's SATCAT as CSV or JSON, recognised from the content.

What the catalogue says is kept in its own words and codes; who an owner code stands for is decided elsewhere.

The fields of each form and the codes in them are in ``satcat_fields``.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from dueregard.model.errors import DataError
from dueregard.model.reject import Reading, Reject
from dueregard.model.satcat import SATCAT_SCHEMA
from dueregard.sky.lines import BYTE_ORDER_MARK, printable, quoted
from dueregard.sky.open_file import read_blocks
from dueregard.sky.satcat_fields import COLUMNS_READ, FORMS, REQUIRED, TYPES, status_words

LIMIT_BYTES: Final = 2**28  # the full SATCAT of 2025 has 10 MB
LINE_LIMIT_CHARACTERS: Final = 2**16

_NUMBERS: Final = ("period_min", "inclination_deg", "apogee_km", "perigee_km", "rcs_m2")
_DATES: Final = ("launch_date", "decay_date")
_DATE_FORM: Final = r"^\d{4}-\d{2}-\d{2}([T ].*)?$"  # CelesTrak announces dates that carry a time


def read_satcat(path: str | Path) -> Reading[pl.DataFrame]:
    """Return the catalogue as a frame of ``SATCAT_SCHEMA``, one row per object by catalogue number, and the rejects.

    Space-Track's and CelesTrak's CSV and JSON, plain or compressed. A row that cannot be used is a ``Reject`` with its
    line (0 for JSON, which names the record instead); the good rest is kept. Of several rows with one number one is
    kept: a current before a superseded one, then one still on orbit before a decayed one, then the last in the file;
    each of the others is a reject, ``duplicate`` where it says the same and ``conflicting_rows`` where it does not.
    Where the file has no types, R/B and DEB in a name tell rocket bodies and debris (CelesTrak's naming), OBJECT an
    unidentified one, and the rest are payloads. A radar cross-section of 0 means that none is given. Raises
    ``DataError`` for a file that is no SATCAT or has no usable row.
    """
    path = Path(path)
    raw = b"".join(read_blocks(path, limit_bytes=LIMIT_BYTES)).removeprefix(BYTE_ORDER_MARK)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")  # old catalogues; a file that is no text fails in the next step
    rejects: list[Reject] = []
    if text.lstrip()[:1] in ("[", "{"):
        table = _read_json(text, path, rejects)
    else:
        table = _read_csv(text, path, rejects)
    table = _dropped_bad(table, path.name, rejects)
    table = _one_per_number(table, path.name, rejects)
    if table.is_empty():
        first = f"; the first of {len(rejects)} rejects: {rejects[0].what}" if rejects else ""
        raise DataError(
            f"no usable row in the satellite catalogue{first}",
            where=str(path),
            expected="a SATCAT with at least one object",
            do="check that the file is whole",
        )
    rejects.sort(key=lambda reject: reject.line)
    return Reading(table.select(list(SATCAT_SCHEMA)), tuple(rejects))


def _read_csv(text: str, path: Path, rejects: list[Reject]) -> pl.DataFrame:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    header = [cell.strip() for cell in _cells(lines[start][:LINE_LIMIT_CHARACTERS]) or []]
    form = _form_of(header, path)
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, line in enumerate(lines[start + 1 :], start=start + 2):
        if not line.strip():
            continue
        cells = _cells(line) if len(line) <= LINE_LIMIT_CHARACTERS else None
        if cells is None or len(cells) != len(header):
            rejects.append(
                Reject(
                    path.name,
                    number,
                    "truncated" if cells is not None and len(cells) < len(header) else "field_count",
                    f"{len(cells) if cells is not None else 'no readable'} fields in {quoted(line)}",
                    f"{len(header)} fields as in the header",
                    "restore the row from its source, or leave it out",
                )
            )
            continue
        rows.append(cells)
        numbers.append(number)
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    return _frame({name: columns[i] for i, name in enumerate(header)}, form, numbers, range(1, len(rows) + 1))


def _cells(line: str) -> list[str] | None:
    # Each line stands for itself: a quote that is never closed costs its own row and not the rest of the file.
    text = line if line.isprintable() else printable(line)
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error:
        return None


def _read_json(text: str, path: Path, rejects: list[Reject]) -> pl.DataFrame:
    records, broken = _json_records(text)
    if broken:
        rejects.append(
            Reject(
                path.name,
                0,
                "truncated",
                f"the JSON text breaks off after record {len(records)}: {broken}",
                "a complete JSON list of records",
                "fetch the file again; what stands before the break was kept",
            )
        )
    objects: list[dict[str, Any]] = []
    places: list[int] = []
    for place, record in enumerate(records, start=1):
        if isinstance(record, dict):
            objects.append(record)
            places.append(place)
        else:
            what = f"record {place} is {quoted(str(record))}"
            do = "restore the record from its source, or leave it out"
            rejects.append(Reject(path.name, 0, "not_a_record", what, "an object with named fields", do))
    keys = list(dict.fromkeys(key for record in objects for key in record))
    form = _form_of(keys, path)
    cells = {key: [_cell(record.get(key)) for record in objects] for key in keys if key in form.values()}
    return _frame(cells, form, [0] * len(objects), places)


def _json_records(text: str) -> tuple[list[Any], str]:
    try:
        whole = json.loads(text)
        return (whole if isinstance(whole, list) else [whole]), ""
    except (json.JSONDecodeError, RecursionError) as error:
        if not text.lstrip().startswith("["):
            return [], str(error)
    decoder, records, at = json.JSONDecoder(), [], text.index("[") + 1
    try:
        while True:
            while at < len(text) and text[at] in " \t\r\n,":
                at += 1
            value, at = decoder.raw_decode(text, at)
            records.append(value)
    except (json.JSONDecodeError, RecursionError) as error:
        return records, str(error)


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    return text if text.isprintable() else printable(text)


def _form_of(keys: Iterable[str], path: Path) -> Mapping[str, str]:
    present = set(keys)
    for form in FORMS:
        if all(form[column] in present for column in REQUIRED):
            return form
    found = ", ".join(sorted(present))
    raise DataError(
        f"this is not a satellite catalogue: the fields are {quoted(found)}",
        where=str(path),
        expected="Space-Track's fields (NORAD_CAT_ID, SATNAME, COUNTRY, ...) or CelesTrak's (NORAD_CAT_ID, "
        "OBJECT_NAME, OWNER, ...) as CSV or JSON",
        do="give the SATCAT; element sets are read by other commands",
    )


def _frame(
    cells: Mapping[str, Iterable[str]], form: Mapping[str, str], lines: list[int], records: Iterable[int]
) -> pl.DataFrame:
    """Return text columns as ours are named (null where empty or absent), with line, record, source and comment."""
    absent = [None] * len(lines)
    given = {
        column: (cells[form[column]] if column in form and form[column] in cells else absent)
        for column in COLUMNS_READ
    }
    table = pl.DataFrame(given, schema=dict.fromkeys(COLUMNS_READ, pl.String))
    table = table.with_columns(pl.all().str.strip_chars().replace("", None))
    kind = pl.col("object_type").str.to_uppercase().replace_strict(TYPES, default="UNKNOWN")
    if "object_type" not in form:
        name = pl.col("object_name").fill_null("")
        kind = (
            pl.when(name.str.contains("R/B", literal=True))
            .then(pl.lit("ROCKET BODY"))
            .when(name.str.contains(r"\bDEB\b"))
            .then(pl.lit("DEBRIS"))
            .when((name == "") | name.str.contains(r"\bOBJECT\b"))
            .then(pl.lit("UNKNOWN"))
            .otherwise(pl.lit("PAYLOAD"))
        )
    return table.with_columns(
        kind.alias("object_type"),
        pl.Series("line", lines, dtype=pl.Int64),
        pl.Series("record", list(records), dtype=pl.Int64),
        pl.Series("comment", _comments(table), dtype=pl.String),
    )


def _comments(table: pl.DataFrame) -> list[str | None]:
    columns = ("comment", "data_status", "orbit_center", "orbit_type", "decay_date")
    return [
        comment if comment else status_words(data, center, way, decay is not None)
        for comment, data, center, way, decay in table.select(columns).iter_rows()
    ]


def _dropped_bad(table: pl.DataFrame, file: str, rejects: list[Reject]) -> pl.DataFrame:
    """Return the table with its real types and without the rows in which a value is not what its field must be."""
    number = pl.col("norad_cat_id")
    good_number = number.is_not_null() & number.str.contains(r"^0*[1-9]\d{0,17}$")
    checks: dict[str, tuple[pl.Expr, str, str]] = {
        "norad_cat_id": (
            good_number.fill_null(False),
            "catalogue_number",
            "a whole number above 0, written in full",
        )
    }
    typed: dict[str, pl.Expr] = {"norad_cat_id": number.cast(pl.Int64, strict=False)}
    for name in _DATES:
        shaped = pl.when(pl.col(name).str.contains(_DATE_FORM)).then(pl.col(name).str.slice(0, 10))
        typed[name] = shaped.str.to_date("%Y-%m-%d", strict=False)
        checks[name] = (
            pl.col(name).is_null() | typed[name].is_not_null(),
            "date",
            "a date as YYYY-MM-DD, or nothing",
        )
    for name in _NUMBERS:
        typed[name] = pl.col(name).cast(pl.Float64, strict=False)
        good = typed[name].is_finite()
        expected = "a number, or nothing"
        if name == "inclination_deg":
            good, expected = good & typed[name].is_between(0, 180), "degrees from 0 to 180, or nothing"
        elif name in ("period_min", "rcs_m2"):
            good, expected = good & (typed[name] >= 0), "a number not below 0, or nothing"
        checks[name] = (pl.col(name).is_null() | good.fill_null(False), "impossible_value", expected)
    verdict = table.select(check.alias(name) for name, (check, _, _) in checks.items())
    good_rows = verdict.select(pl.all_horizontal(pl.all())).to_series()
    for row, passed in zip(
        table.filter(~good_rows).iter_rows(named=True),
        verdict.filter(~good_rows).iter_rows(named=True),
        strict=True,
    ):
        name = next(name for name in checks if not passed[name])
        rejects.append(
            Reject(
                file,
                row["line"],
                checks[name][1],
                f"{name} is {quoted(row[name] or '')}{_place(row)}",
                checks[name][2],
                "correct the field at its source, or leave the row out",
                int(row["norad_cat_id"]) if passed["norad_cat_id"] else None,
            )
        )
    cross_section = pl.when(typed["rcs_m2"] > 0).then(
        typed["rcs_m2"]
    )  # Space-Track prints 0 where it gives none
    return table.filter(good_rows).with_columns(
        *(expression.alias(name) for name, expression in typed.items() if name != "rcs_m2"),
        cross_section.alias("rcs_m2"),
        pl.lit(file).alias("source"),
    )


def _one_per_number(table: pl.DataFrame, file: str, rejects: list[Reject]) -> pl.DataFrame:
    ranked = table.with_columns(
        (pl.col("current") != "N").fill_null(True).alias("is_current"),
        pl.col("decay_date").is_null().alias("up"),
    ).sort("norad_cat_id", "is_current", "up", "record")
    kept = ranked.unique("norad_cat_id", keep="last", maintain_order=True)
    if kept.height == table.height:
        return kept
    by_number = {row["norad_cat_id"]: row for row in kept.iter_rows(named=True)}
    for row in ranked.join(kept, on=["norad_cat_id", "record"], how="anti").iter_rows(named=True):
        other = by_number[row["norad_cat_id"]]
        same = all(row[name] == other[name] for name in SATCAT_SCHEMA)
        rejects.append(
            Reject(
                file,
                row["line"],
                "duplicate" if same else "conflicting_rows",
                f"{row['norad_cat_id']} stands again in {_place(other).strip(' ()') or 'line ' + str(other['line'])}"
                + (
                    ", with the same content"
                    if same
                    else f", with other content: here {_brief(row)}, there {_brief(other)}"
                ),
                "one row for each catalogue number",
                "the row used is a current one, then one still on orbit, then the last"
                if not same
                else "nothing",
                row["norad_cat_id"],
            )
        )
    return kept


def _place(row: Mapping[str, Any]) -> str:
    return f" (record {row['record']})" if row["line"] == 0 else ""


def _brief(row: Mapping[str, Any]) -> str:
    state = f"decayed {row['decay_date']}" if row["decay_date"] else "on orbit"
    return f"{quoted(row['object_name'] or '')}, owner {row['owner'] or 'not given'}, {state}"
