"""``dueregard ledger export`` and ``pull``: a log as files, and a copy of somebody else's, believed hash by hash."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dueregard.cli.common import print_json, say
from dueregard.cli.ledger import AsJson, AtLeast, OfLedger, OfLog, OfNode, Witnesses, meant
from dueregard.cli.progress_line import progress_line


def register(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.command("export", short_help="Write a log as files that others can pull.")(export_command)
    group.command("pull", short_help="Copy another node's log, believed hash by hash.")(pull_command)


def export_command(
    place: Annotated[Path, typer.Argument(help="A folder for a web server, or FILE.zip for a stick.")],
    node: OfNode = None,
    ledger: OfLedger = None,
    log: OfLog = None,
    since: Annotated[
        int, typer.Option(min=0, help="For FILE.zip: only what somebody lacks who has so many entries.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Write a log as files that others can pull: checkpoint, tiles, entries. A folder is brought up to date.

    Whoever has the files has every entry of the log. What only some may read stands in it as its seal alone.
    """
    from dueregard.jobs.held_log import held_log
    from dueregard.ledger.exchange.export import export_folder, export_zip
    from dueregard.ledger.log import find_log
    from dueregard.ledger.note import note_key_text
    from dueregard.model.errors import UsageError
    from dueregard.report.quantities import counted

    packed = place.suffix.lower() == ".zip"
    if since and not packed:
        raise UsageError(
            "--since goes with a zip file; a folder is brought up to date by itself",
            expected="the name of a file ending in .zip",
            do="leave --since out",
        )
    show = progress_line("writing", "files")
    with held_log(*meant(node, ledger), log) as (opened, origin):
        key = note_key_text(find_log(opened, origin).key)
        if packed:
            done = export_zip(opened, origin, place, since, show)
        else:
            done = export_folder(opened, origin, place, show)
    if as_json:
        print_json(
            {"log": origin, "place": str(place), "entries": done.tree.size, "root": done.tree.root.hex(),
             "written": done.written, "there": done.there, "log_key": key}
        )  # fmt: skip
        return
    say(
        f"{origin}: {counted(done.tree.size, 'entry', 'entries')} in {place}; "
        f"{counted(done.written, 'file')} written, {done.there:,} there already."
    )
    say(f"Take it in with: dueregard ledger pull {place} --key {key}")


def pull_command(
    source: Annotated[str, typer.Argument(help="A published log: https://..., a folder, or a zip file.")],
    key: Annotated[
        str | None,
        typer.Option(
            help="The log's key; left out, the one with which the log named by --log was first pulled."
        ),
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(help="Whom to believe: a file with the log's key and its witnesses'.")
    ] = None,
    witness: Witnesses = None,
    at_least: AtLeast = None,
    node: OfNode = None,
    ledger: OfLedger = None,
    log: OfLog = None,
    as_json: AsJson = False,
) -> None:
    """Copy another node's log, or go on with a copy: nothing is believed that its signed root does not prove.

    Broken off, it goes on where it stopped. A log that shows another history than before is not taken any further:
    the evidence is kept, see `dueregard ledger forks`. A --ledger that is not there is made.
    """
    from dueregard.jobs.copies import known_key, ledger_for_copies
    from dueregard.jobs.note_keys import policy_given
    from dueregard.ledger.exchange.pull import pull
    from dueregard.ledger.exchange.source_at import source_at
    from dueregard.report.quantities import counted

    with ledger_for_copies(*meant(node, ledger)) as opened:
        given = known_key(opened, log) if key is None and policy is None and log is not None else key
        believed = policy_given(policy, given, tuple(witness or ()), at_least, option="--key")
        with source_at(source) as published:
            done = pull(
                opened, published, believed, lambda: datetime.now(UTC), progress_line("pulling", "entries")
            )
        place = opened.name
    new = done.tree.size - done.before
    if as_json:
        print_json(
            {"log": done.tree.origin, "ledger": place, "before": done.before, "new": new,
             "entries": done.tree.size, "root": done.tree.root.hex()}
        )  # fmt: skip
        return
    say(
        f"{done.tree.origin}: {counted(new, 'new entry', 'new entries')}, {done.tree.size:,} in all, "
        "each proven under the signed root."
    )
    say(f"  in {place}; root {done.tree.root.hex()}")
