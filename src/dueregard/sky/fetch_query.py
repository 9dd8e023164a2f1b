"""What can be asked of CelesTrak, as a URL, and whether what came back is that."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlencode, urlsplit

from dueregard.model.errors import UsageError

CELESTRAK: Final = "https://celestrak.org"
Format = Literal["csv", "json", "xml", "kvn"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "json", "xml", "kvn")
# The lists CelesTrak keeps under SPECIAL instead of GROUP (its page "How to Perform SupGP Queries" and the links of
# its page of current data): the geostationary protected zone, the same with its surroundings, and decaying objects.
_SPECIAL: Final = frozenset({"gpz", "gpz-plus", "decaying"})
HEAD_BYTES: Final = 64 * 1024  # enough for a header and a record of any of the formats


@dataclass(frozen=True, slots=True)
class Query:
    """One thing to ask for: element sets of a group in one format, or the satellite catalogue (``group`` empty)."""

    group: str
    format: Format

    @property
    def name(self) -> str:
        """Return what it is called in file names: ``gp-active`` or ``satcat``."""
        return f"gp-{self.group}" if self.group else "satcat"


def gp_query(group: str = "active", format: str = "csv") -> Query:
    """Return the query for the newest element set of each object of a CelesTrak group, as OMM.

    UsageError where the name of the group or the format cannot be one.

    >>> query_url(gp_query("geo"))
    'https://celestrak.org/NORAD/elements/gp.php?GROUP=geo&FORMAT=csv'
    """
    group = group.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", group):
        raise UsageError(
            f"'{group}' is not the name of a group",
            expected="a name from CelesTrak's page of current data, such as active, geo, stations, gpz-plus",
            do="give the name as it stands in the address of the group's page",
        )
    for known in FORMATS:
        if format.lower() == known:
            return Query(group, known)
    raise UsageError(
        f"'{format}' is not a format to ask for",
        expected=", ".join(FORMATS),
        do="leave --format out for CSV",
    )


def satcat_query() -> Query:
    """Return the query for the whole satellite catalogue as CSV."""
    return Query("", "csv")


def query_url(query: Query, base: str = CELESTRAK) -> str:
    """Return the address of the query at CelesTrak or at a mirror with the same paths."""
    if not query.group:
        return f"{base}/pub/satcat.csv"
    kind = "SPECIAL" if query.group in _SPECIAL else "GROUP"
    return f"{base}/NORAD/elements/gp.php?{urlencode({kind: query.group, 'FORMAT': query.format})}"


def checked_base(base: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """Return the address to ask: the given one, else ``$DUEREGARD_CELESTRAK``, else CelesTrak's own.

    https only; http is taken for this machine itself (127.0.0.0/8, ::1, localhost), where tests run. UsageError else.
    """
    text = (base or environ.get("DUEREGARD_CELESTRAK") or CELESTRAK).strip().rstrip("/")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    plain = text.isascii() and text.isprintable() and " " not in text
    if not (plain and host and "@" not in parts.netloc and not parts.query and not parts.fragment):
        raise UsageError(
            f"'{text}' is not the address of a server",
            expected="https://host[:port][/path], without user name, query or fragment",
            do="leave --url and DUEREGARD_CELESTRAK out to ask CelesTrak",
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise UsageError(
            f"'{text}' would be asked without encryption, or is no web address",
            expected="an address that begins with https://",
            do="give the https address; http is only for a server on this machine",
        )
    return text


def is_loopback(host: str) -> bool:
    """Return whether the host name means this machine itself.

    >>> is_loopback("127.0.0.1"), is_loopback("example.org")
    (True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def wrong_content(query: Query, head: bytes, tail: bytes, length_was_said: bool) -> str:
    """Return in words why an answer is not what the query asks for; empty where its form is right.

    ``head`` and ``tail`` are the first and last bytes (up to ``HEAD_BYTES`` each, the same bytes for a short answer).
    Where the server did not say the length beforehand, a CSV or KVN must end with a line end: else nobody could tell a
    cut value from a whole one. This looks at the form alone: every record is checked when it is read.
    """
    start, end = head.lstrip(b"\xef\xbb\xbf \t\r\n"), tail.rstrip()
    if not start:
        return "it is empty"
    if re.match(rb"<(!doctype html|html|head|body)\b", start[:200].lower()):
        return "it is a web page (HTML)"
    if query.format == "csv":
        return _wrong_csv(query, start, tail, length_was_said)
    if query.format == "json":
        return _wrong_json(start, end)
    if query.format == "xml":
        if b"<omm" not in head:
            return "it is not XML with OMM messages"
        last = rb"</ndm\s*>$" if b"<ndm" in head else rb"</omm\s*>$"
        return "" if re.search(last, end) else "its last message is not complete"
    if b"CCSDS_OMM_VERS" not in head:
        return "it is not KVN with OMM messages"
    # The last keyword of an OMM with the parameters of a TLE (CCSDS 502.0, data section of the OMM).
    message = end[end.rfind(b"CCSDS_OMM_VERS") :]
    complete = b"MEAN_MOTION_DDOT" in message and (length_was_said or tail.endswith(b"\n"))
    return "" if complete else "its last message is not complete"


def _wrong_csv(query: Query, start: bytes, tail: bytes, length_was_said: bool) -> str:
    header, _, rest = start.partition(b"\n")
    columns = [name.strip().strip(b'"') for name in header.strip().split(b",")]
    needed = (b"NORAD_CAT_ID", b"EPOCH", b"MEAN_MOTION") if query.group else (b"NORAD_CAT_ID", b"OBJECT_TYPE")
    if any(name not in columns for name in needed):
        return f"its first line is not a CSV header with {b', '.join(needed).decode()}"
    if not rest.strip():
        return "it has a header and no record"
    last = tail.rstrip().rpartition(b"\n")[2]
    if last.count(b",") < len(columns) - 1 or not (length_was_said or tail.endswith(b"\n")):
        return "its last line is not complete"
    return ""


def _wrong_json(start: bytes, end: bytes) -> str:
    if not re.match(rb"\[\s*\{", start) or b'"NORAD_CAT_ID"' not in start:
        return "it is not a JSON list of OMM records"
    return "" if re.search(rb"\}\s*\]$", end) else "its last record is not complete"
