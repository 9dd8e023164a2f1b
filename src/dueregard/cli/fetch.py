"""``dueregard fetch``: the newest element sets, or the satellite catalogue, from CelesTrak."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dueregard.cli.progress_line import progress_line
from dueregard.model.errors import UsageError
from dueregard.model.time import format_instant

if TYPE_CHECKING:
    from dueregard.sky.fetch import Fetched


def register(app: typer.Typer) -> None:
    """Add the verb ``fetch`` to the command line."""
    app.command("fetch")(fetch_command)


def fetch_command(
    group: Annotated[
        str | None,
        typer.Option(help="A group of CelesTrak's, such as active (the default), geo, stations, gpz-plus."),
    ] = None,
    satcat: Annotated[
        bool, typer.Option("--satcat", help="The satellite catalogue instead of element sets.")
    ] = False,
    format: Annotated[str | None, typer.Option(help="csv (the default), json, xml or kvn.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use the cache alone, ask no server.")] = False,
    cache: Annotated[
        Path | None, typer.Option(help="The cache folder; else $DUEREGARD_CACHE, else the platform's own.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="A mirror with CelesTrak's paths; else $DUEREGARD_CELESTRAK.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fetch the newest element sets as OMM messages, or the satellite catalogue.

    The same list is asked for once in two hours at most, as CelesTrak's usage policy wishes; until then the copy in
    the cache is used and its age said. A refusal ends the matter for two hours. No redirect is followed.
    """
    from dueregard.sky.fetch import fetch
    from dueregard.sky.fetch_query import checked_base, gp_query, satcat_query
    from dueregard.sky.folders import cache_folder

    if satcat and (group is not None or format not in (None, "csv")):
        raise UsageError(
            "--satcat goes with neither --group nor another format",
            expected="the satellite catalogue as CSV, or a group of element sets",
            do="run the command twice",
        )
    query = satcat_query() if satcat else gp_query(group or "active", format or "csv")
    now = datetime.now(UTC)
    got = fetch(
        query,
        cache=cache if cache is not None else cache_folder(),
        now=now,
        base=checked_base(url),
        offline=offline,
        progress=progress_line("fetching", "bytes"),
    )
    typer.echo(json.dumps(_as_json(got), indent=1) if as_json else _in_words(got, now))


def _as_json(got: "Fetched") -> dict[str, object]:
    again = got.may_ask_again_at
    return {
        "file": str(got.path),
        "url": got.url,
        "how": got.how,
        "fetched_at": format_instant(got.fetched_at),
        "confirmed_at": format_instant(got.confirmed_at),
        "age_s": got.age_s,
        "bytes": got.size,
        "sha256": got.sha256,
        "may_ask_again_at": format_instant(again) if again is not None else None,
    }


def _in_words(got: "Fetched", now: datetime) -> str:
    from dueregard.sky.fetch import spoken_age

    age = spoken_age(got.age_s)
    how = {
        "fetched": "fetched just now",
        "cached": f"from the cache, {age} old",
        "not modified": f"the server says that the cached copy, {age} old, is still the newest",
    }[got.how]
    lines = [
        str(got.path),
        f"  {how}; fetched at {format_instant(got.fetched_at)}",
        f"  {got.size:,} bytes, sha256 {got.sha256}",
        f"  source: {got.url}",
    ]
    if got.may_ask_again_at is not None and got.may_ask_again_at > now:
        lines.append(f"  the server may be asked again from {format_instant(got.may_ask_again_at)}")
    return "\n".join(lines)
