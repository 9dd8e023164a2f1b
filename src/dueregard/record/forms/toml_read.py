"""Reads a form that somebody filled in as TOML (``toml_write``). An empty text means that nothing was filled in yet."""

import json
import tomllib
from datetime import date, datetime, time
from typing import Any

from dueregard.record.forms.head import Form
from dueregard.record.forms.read import MOST_BYTES, read_filing
from dueregard.record.forms.wrong import FormErrors, WrongField


def from_toml(text: str) -> Form | FormErrors:
    """Return the form that the TOML text is, or everything that is wrong with it, in one answer. Never raises."""
    if len(text) > MOST_BYTES:
        found, expected = f"{len(text):,} characters", f"a filing of at most {MOST_BYTES:,} bytes"
        return FormErrors((WrongField((), found, expected),))
    try:
        table = tomllib.loads(text)
        payload = json.dumps(_filled(table), default=_text).encode("ascii")
    except tomllib.TOMLDecodeError as error:
        return _not_toml(str(error))
    except RecursionError:
        return _not_toml("lists within lists without end")
    except ValueError as error:  # a number of thousands of digits
        return _not_toml(str(error))
    return read_filing(payload)


def _not_toml(what: str) -> FormErrors:
    return FormErrors((WrongField((), what, "a blank form filled in, as TOML"),))


def _filled(value: Any) -> Any:
    """Return the value without what was left empty."""
    if isinstance(value, dict):
        return {name: _filled(inner) for name, inner in value.items() if inner != ""}
    if isinstance(value, list):
        return [_filled(inner) for inner in value if inner != ""]
    return value


def _text(value: date | datetime | time) -> str:
    """Return TOML's own dates and times as the texts that JSON has in their place."""
    return value.isoformat()
