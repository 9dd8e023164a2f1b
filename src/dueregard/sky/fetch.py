"""Fetching from CelesTrak with the manners its usage policy asks: rarely, politely, and never again after a no."""

import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

from dueregard.model.errors import DataError, NetworkError
from dueregard.model.time import format_instant, seconds_between
from dueregard.sky.fetch_cache import (
    REST,
    Asked,
    Copy,
    Place,
    fetched_when,
    forget_asked,
    place,
    read_asked,
    read_copy,
    resting,
    write_asked,
    write_copy,
)
from dueregard.sky.fetch_query import CELESTRAK, Query, query_url, wrong_content
from dueregard.sky.folder_lock import locked
from dueregard.sky.folders import make_folder, part_of, put_in_place, remove_leftovers
from dueregard.sky.http_get import Answer, Limits, NoAnswer, Progress, clean_words, get
from dueregard.version import __version__

__all__ = ["Fetched", "fetch", "fetched_when"]

USER_AGENT = (
    f"DueRegard/{__version__} (transparency for space security; one request per list in two hours at most)"
)
_KEPT_HEADERS = ("content-type", "date", "etag", "last-modified")
_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A good copy of what was asked for. ``how`` says whether it came just now, is the cached copy, or the cached copy
    which the server has just said is still the newest. ``age_s`` counts from ``fetched_at`` to the time of the call;
    ``may_ask_again_at`` is None where the server may be asked now.
    """

    path: Path
    url: str
    how: Literal["fetched", "cached", "not modified"]
    fetched_at: datetime
    confirmed_at: datetime
    age_s: float
    sha256: str
    size: int
    may_ask_again_at: datetime | None


def fetch(
    query: Query,
    *,
    cache: Path,
    now: datetime,
    base: str = CELESTRAK,
    offline: bool = False,
    limits: Limits = _DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> Fetched:
    """Return a good copy of what the query asks for, from the cache or from the server.

    A request that reached the server, whatever came of it, is the last one for two hours: until then the cached copy
    is returned, or what went wrong is said again. With ``offline`` the server is never asked. ``now`` is aware;
    ``base`` has been through ``fetch_query.checked_base``. ``progress`` is told the bytes so far and in all.

    NetworkError where the server refuses, answers with something else or breaks off: the copy from before stays as it
    is. DataError where there is no copy to return, or the cache cannot be written.
    """
    at = place(cache, query, base)
    known = _without_asking(at, query, base, now, offline)
    if known is not None:
        return known
    make_folder(cache)
    with locked(cache, "fetching"):
        # Another process may have asked while this one waited to look.
        known = _without_asking(at, query, base, now, offline)
        if known is not None:
            return known
        remove_leftovers(cache)
        return _ask(at, query, query_url(query, base), now, limits, progress)


def _without_asking(at: Place, query: Query, base: str, now: datetime, offline: bool) -> Fetched | None:
    """Return the cached copy where the server is not to be asked; None where it may be."""
    asked = read_asked(at)
    rests = resting(asked, now)
    if not (offline or rests):
        return None
    copy, why_not = read_copy(at)
    again = asked.at + REST if asked is not None and rests else None
    url = query_url(query, base)
    if asked is not None and rests and not offline and asked.outcome != "ok":
        raise NetworkError(
            f"not asked again: {_ago(now, asked.at)} {asked.words or 'a request was made and broke off'}",
            where=url,
            expected=f"no second request within two hours; the next one may be made from {_clock(asked.at + REST)}",
            do=_do_after_refusal(copy, now),
        )
    if copy is None:
        raise DataError(
            f"{why_not}, and the server is not asked ({'--offline' if offline else 'last asked less than 2 h ago'})",
            where=str(at.folder),
            expected=f"a cached copy of {url}",
            do=f"try again after {_clock(again)}" if again else "run the same command without --offline",
        )
    return _found(at, copy, "cached", now, again)


def _ask(
    at: Place, query: Query, url: str, now: datetime, limits: Limits, progress: Progress | None
) -> Fetched:
    copy, _ = read_copy(at)
    before = read_asked(at)
    write_asked(at, Asked(url, now, "no answer"))
    final = at.data(now)
    part = part_of(final)
    try:
        answer = get(url, _headers(copy), part, limits, progress)
        if isinstance(answer, NoAnswer) and not answer.reached:
            forget_asked(at, before)
            raise _error(answer.what, url, copy, now, "a connection", "check the connection and try again")
        trouble, expected = _trouble(query, answer, url, copy)
        if trouble or isinstance(answer, NoAnswer):
            write_asked(
                at, Asked(url, now, "refused" if isinstance(answer, Answer) else "no answer", trouble)
            )
            raise _error(trouble, url, copy, now, expected, _do_after_refusal(copy, now))
        if answer.status == 304 and copy is not None:
            copy, how = replace(copy, confirmed_at=now), "not modified"
        else:
            with part.open("rb") as file:
                os.fsync(file.fileno())
            put_in_place(part, final)
            kept = {name: answer.headers[name][:500] for name in _KEPT_HEADERS if name in answer.headers}
            old, copy = copy, Copy(url, final.name, now, now, answer.sha256, answer.size, kept)
            how = "fetched"
        write_copy(at, copy)
        write_asked(at, Asked(url, now, "ok"))
        if how == "fetched" and old is not None and old.file != copy.file:
            (at.folder / old.file).unlink(missing_ok=True)
    except OSError as error:
        raise DataError(
            f"the answer cannot be kept ({error.strerror or error})",
            where=str(at.folder),
            expected="a folder with room that this user may write to",
            do="free some space or name another folder with --cache",
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return _found(at, copy, "fetched" if how == "fetched" else "not modified", now, now + REST)


def _headers(copy: Copy | None) -> dict[str, str]:
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    if copy is not None and "etag" in copy.headers:
        headers["If-None-Match"] = copy.headers["etag"]
    if copy is not None and "last-modified" in copy.headers:
        headers["If-Modified-Since"] = copy.headers["last-modified"]
    return headers


def _trouble(query: Query, answer: Answer | NoAnswer, url: str, copy: Copy | None) -> tuple[str, str]:
    """Return what is wrong with an answer and what was expected; two empty texts where it is good."""
    if isinstance(answer, NoAnswer):
        return answer.what, "a complete answer"
    if answer.status == 304 and copy is not None:
        return "", ""
    if answer.status != 200:
        said = f"the server answered {answer.status}"
        if "location" in answer.headers and 300 <= answer.status < 400:
            said += f" and wanted to go to {clean_words(answer.headers['location'].encode())}"
            there, here = urlsplit(urljoin(url, answer.headers["location"])), urlsplit(url)
            said += "" if (there.scheme, there.netloc) == (here.scheme, here.netloc) else ", another server"
        return (
            f'{said}: "{answer.words}"' if answer.words else said,
            "200 and the data; no redirect is followed",
        )
    wrong = wrong_content(query, answer.head, answer.tail, "content-length" in answer.headers)
    if not wrong:
        return "", ""
    quoted = clean_words(answer.head[:2000])
    what = "the satellite catalogue as CSV" if not query.group else f"OMM messages as {query.format.upper()}"
    return f"the answer is not the data: {wrong}" + (f': "{quoted}"' if quoted else ""), what


def _error(what: str, url: str, copy: Copy | None, now: datetime, expected: str, do: str) -> NetworkError:
    kept = f"; the copy from {_ago(now, copy.fetched_at)} is unchanged" if copy is not None else ""
    return NetworkError(what + kept, where=url, expected=expected, do=do)


def _do_after_refusal(copy: Copy | None, now: datetime) -> str:
    use = f"use the copy from {_ago(now, copy.fetched_at)} with --offline, or " if copy is not None else ""
    return use + "see to the reason, then ask again after two hours (the server is not asked before)"


def _found(
    at: Place,
    copy: Copy,
    how: Literal["fetched", "cached", "not modified"],
    now: datetime,
    again: datetime | None,
) -> Fetched:
    return Fetched(
        path=at.folder / copy.file,
        url=copy.url,
        how=how,
        fetched_at=copy.fetched_at,
        confirmed_at=copy.confirmed_at,
        age_s=seconds_between(now, copy.fetched_at),
        sha256=copy.sha256,
        size=copy.size,
        may_ask_again_at=again,
    )


def _ago(now: datetime, then: datetime) -> str:
    return f"{_clock(then)} ({spoken_age(seconds_between(now, then))} ago)"


def _clock(at: datetime) -> str:
    return format_instant(at)[:16] + "Z"


def spoken_age(age_s: float) -> str:
    """Return an age in the largest units that matter.

    >>> spoken_age(30), spoken_age(5400), spoken_age(200000)
    ('less than a minute', '1 h 30 min', '2 d 7 h')
    """
    minutes = int(abs(age_s) // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} min"
    return (
        f"{minutes // 60} h {minutes % 60} min"
        if minutes < 48 * 60
        else f"{minutes // 1440} d {minutes // 60 % 24} h"
    )
