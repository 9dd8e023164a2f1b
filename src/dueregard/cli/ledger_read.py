"""``dueregard ledger list``, ``show`` and ``receipt``: what stands in a log, entry by entry, as it was received."""

from pathlib import Path
from typing import Annotated

import typer

from dueregard.cli.common import print_json, say, warn
from dueregard.cli.ledger import AsJson, OfLedger, OfLog, OfNode, meant
from dueregard.model.time import format_instant

LAST = 20
SHORT = 12  # digits of an id that a list shows; show and receipt take the index

Which = Annotated[str, typer.Argument(metavar="ENTRY", help="An entry, by its index from 0 or by its id.")]


def register(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.command("list", short_help="List the entries of a log.")(list_command)
    group.command("show", short_help="Show one entry of a log.")(show_command)
    group.command("receipt", short_help="Give the receipt of an entry.")(receipt_command)


def list_command(
    node: OfNode = None,
    ledger: OfLedger = None,
    log: OfLog = None,
    start: Annotated[int | None, typer.Option("--from", min=0, help="The first entry, by its index.")] = None,
    most: Annotated[
        int, typer.Option(min=1, help="How many at most; the last ones, unless --from is given.")
    ] = LAST,
    as_json: AsJson = False,
) -> None:
    """List the entries of a log: when each was received, and what it says of itself.

    All entries are listed, also those that are not on the record: `dueregard notice list` says what is.
    """
    from dueregard.jobs.entry_shown import entry_json, headline
    from dueregard.jobs.held_log import held_log
    from dueregard.ledger.database import reading
    from dueregard.ledger.read import entries, held

    with held_log(*meant(node, ledger), log) as (opened, origin):
        with reading(opened) as connection:
            size = held(connection, opened, origin).checkpoint.size
        first = max(0, size - most) if start is None else start
        shown = entries(opened, origin, first, max(first, min(size, first + most)))
        if as_json:
            print_json({"log": origin, "size": size, "entries": [entry_json(one) for one in shown]})
            return
        for one in shown:
            at = format_instant(one.entry.received_at)
            say(f"{one.index:>7}  {at}  {one.entry_id[:SHORT]}  {headline(one.entry.envelope)}")
        say(f"{origin}: {size:,} entries" + (f"; those before entry {first} with --from 0" if first else ""))


def show_command(
    which: Which,
    node: OfNode = None,
    ledger: OfLedger = None,
    log: OfLog = None,
    as_json: AsJson = False,
) -> None:
    """Show an entry of a log: its bytes' hash, who signed, and what it says, field by field."""
    from dueregard.jobs.entry_shown import entry_json, form_in, headline
    from dueregard.jobs.held_log import entry_meant, held_log
    from dueregard.record.forms import Form, FormErrors, to_text

    with held_log(*meant(node, ledger), log) as (opened, origin):
        one = entry_meant(opened, origin, which)
    if as_json:
        print_json({"log": origin, **entry_json(one)})
        return
    envelope = one.entry.envelope
    say(f"Entry {one.index} of {origin}")
    say(f"  id {one.entry_id}")
    say(f"  received at {format_instant(one.entry.received_at)} by the log's clock")
    for signature in envelope.signatures:
        say(f"  bears a signature of the key {signature.key_id}")
    say(f"  {headline(envelope)}")
    form = form_in(envelope)
    if isinstance(form, Form):
        say("")
        say(to_text(form).rstrip("\n"))
    elif isinstance(form, FormErrors):
        for line in str(form).split("\n"):
            warn(f"  {line}")


def receipt_command(
    which: Which,
    node: OfNode = None,
    ledger: OfLedger = None,
    log: OfLog = None,
    out: Annotated[Path | None, typer.Option(help="A new file for it; else it is printed.")] = None,
    as_json: AsJson = False,
) -> None:
    """Give the receipt of an entry: a file that proves offline that it stands in the log.

    It is over the last checkpoint that a witness has countersigned, where there is one. A receipt is JSON: --json
    changes only what is said where it is written to a file.
    """
    from dueregard.jobs.files import write_new
    from dueregard.jobs.held_log import entry_meant, held_log
    from dueregard.jobs.known_keys import keys_named_up_to
    from dueregard.ledger.prove import receipt
    from dueregard.ledger.receipt import receipt_json

    with held_log(*meant(node, ledger), log) as (opened, origin):
        one = entry_meant(opened, origin, which)
        signers = (signature.key_id for signature in one.entry.envelope.signatures)
        made = receipt(opened, origin, one.index, keys_named_up_to(opened, origin, one.index, signers))
    text = receipt_json(made)
    if out is None:
        typer.echo(text, nl=False)
        return
    write_new(out, text)
    if as_json:
        print_json({"log": origin, "index": one.index, "entry_id": one.entry_id, "receipt": str(out)})
    else:
        say(f"Written: {out}, the receipt of entry {one.index} of {origin}.")
        say(f"Check it anywhere with: dueregard ledger verify {out} --log-key KEY")
