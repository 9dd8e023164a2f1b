"""``dueregard ledger verify`` and ``check``: a receipt without asking anybody, and a whole log entry by entry."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dueregard.cli.common import print_json, say, warn
from dueregard.cli.ledger import AsJson, AtLeast, OfLedger, OfLog, OfNode, Witnesses, meant
from dueregard.cli.progress_line import progress_line

if TYPE_CHECKING:
    from dueregard.ledger.verified import Verified

FAULTY = 3


def register(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.command("verify", short_help="Verify a receipt offline: what is proven, and what not.")(
        verify_command
    )
    group.command("check", short_help="Compute a whole log again, and name what is damaged.")(check_command)


def verify_command(
    path: Annotated[Path, typer.Argument(metavar="RECEIPT", help="The receipt of a filing.")],
    policy: Annotated[
        Path | None, typer.Option(help="Whom to believe: a file with the log's key and its witnesses'.")
    ] = None,
    log_key: Annotated[
        str | None, typer.Option(metavar="KEY", help="The log's key, as `dueregard node show` prints it.")
    ] = None,
    witness: Witnesses = None,
    at_least: AtLeast = None,
    filing: Annotated[bool, typer.Option("--filing", help="Show the filing, too, as it was signed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Verify a receipt offline, and say what it proves and what it does not.

    Whom to believe has to be said beforehand: the log's key, and witnesses' where there are any. Without witnesses
    a receipt is the log's word alone.
    """
    from dueregard.jobs.files import read_text
    from dueregard.jobs.note_keys import policy_given
    from dueregard.ledger.receipt import ReceiptError, receipt_from_json, verify_receipt
    from dueregard.model.errors import DataError

    believed = policy_given(policy, log_key, tuple(witness or ()), at_least)
    text = read_text(path, "a receipt")
    try:
        found = verify_receipt(receipt_from_json(text), believed)
    except ReceiptError as error:
        if as_json:
            print_json({"holds": False, "why": str(error)})
            raise typer.Exit(FAULTY) from None
        raise DataError(
            f"the receipt does not hold: {error}",
            where=str(path),
            expected="a receipt as the node gave it, under the keys given",
            do="compare the keys with those that the log and its witnesses publish; ask the node for the receipt again",
        ) from error
    if as_json:
        print_json(_as_json(found))
    else:
        _in_words(found, filing)


def check_command(
    node: OfNode = None,
    ledger: OfLedger = None,
    log: OfLog = None,
    as_json: AsJson = False,
) -> None:
    """Compute every entry, tile, root and signature of a log again, and name what is damaged."""
    from dueregard.jobs.held_log import held_log
    from dueregard.ledger.check import check
    from dueregard.report.quantities import counted

    with held_log(*meant(node, ledger), log) as (opened, origin):
        found = check(opened, origin, progress_line("checking", "entries"))
        place = opened.name
    if as_json:
        print_json(
            {
                "log": origin,
                "ledger": place,
                "sound": not found.problems,
                "entries": found.entries,
                "tiles": found.tiles,
                "checkpoints": found.checkpoints,
                "cosignatures": found.cosignatures,
                "problems": [{"where": one.where, "what": one.what} for one in found.problems],
                "more": found.more,
            }
        )
    else:
        for one in found.problems:
            warn(str(one))
        if found.more:
            warn(f"and {found.more:,} more")
        parts = (
            counted(found.entries, "entry", "entries"),
            counted(found.tiles, "tile"),
            counted(found.checkpoints, "checkpoint"),
            counted(found.cosignatures, "line of a witness", "lines of witnesses"),
        )
        count = len(found.problems) + found.more
        say(f"{origin} in {place}: {', '.join(parts)} checked, {counted(count, 'problem')}.")
        if count:
            warn("Keep the ledger as it is, as evidence, and go on with a copy: see `dueregard ledger pull`.")
    if found.problems:
        raise typer.Exit(FAULTY)


def _as_json(found: "Verified") -> dict[str, object]:
    from dueregard.jobs.entry_shown import entry_json
    from dueregard.ledger.read import LogEntry

    return {
        "holds": True,
        "log": found.believed.checkpoint.origin,
        **entry_json(LogEntry(found.index, found.entry_id, found.entry)),
        "signed_by": list(found.signed_by),
        "witnesses": [
            {"name": one.witness.name, "at": one.at.isoformat()} for one in found.believed.cosignatures
        ],
        "proven": list(found.proven),
        "not_proven": list(found.not_proven),
    }


def _in_words(found: "Verified", filing: bool) -> None:
    from dueregard.jobs.entry_shown import form_in, headline
    from dueregard.record.forms import Form, to_text

    say("The receipt holds. What is said: " + headline(found.entry.envelope) + ".")
    say("Proven:")
    for sentence in found.proven:
        say(f"  {sentence}")
    say("Not proven:")
    for sentence in found.not_proven:
        say(f"  {sentence}")
    form = form_in(found.entry.envelope)
    if filing and isinstance(form, Form):
        say("")
        say(to_text(form).rstrip("\n"))
