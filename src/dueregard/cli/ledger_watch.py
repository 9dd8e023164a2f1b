"""``dueregard ledger witness``, ``witnessed``, ``forks``, ``verify-fork``: those who watch hold logs to one history."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dueregard.cli import ask
from dueregard.cli.common import print_json, say, warn
from dueregard.cli.ledger import AsJson, OfLedger, OfLog, OfNode, meant
from dueregard.model.time import format_instant

if TYPE_CHECKING:
    from dueregard.ledger.exchange.forks_kept import KeptFork

FOUND = 3


def register(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.command("witness", short_help="Countersign somebody else's log.")(witness_command)
    group.command("witnessed", short_help="Keep the lines of witnesses with the own log.")(witnessed_command)
    group.command("forks", short_help="List logs that have shown two histories.")(forks_command)
    group.command("verify-fork", short_help="Check evidence that a log has shown two histories.")(
        verify_fork_command
    )


def witness_command(
    name: Annotated[str, typer.Option(help="The witness's name, such as witness.example/cassavia.")],
    key: Annotated[Path, typer.Option(help="The witness's private key.")],
    log: Annotated[str, typer.Option(metavar="NAME", help="The log that was pulled, by its name.")],
    node: OfNode = None,
    ledger: OfLedger = None,
    out: Annotated[Path | None, typer.Option(help="A new file for it; else it is printed.")] = None,
    as_json: AsJson = False,
) -> None:
    """Countersign somebody else's log as it was last pulled: that it has only grown from all that was seen before.

    What comes out is the log's checkpoint with the witness's line: it goes back to whoever keeps the log. What was
    countersigned once is remembered, and nothing that contradicts it is countersigned any more.
    """
    from dueregard.jobs.copies import ledger_for_copies
    from dueregard.jobs.files import refuse_taken, write_new
    from dueregard.jobs.note_keys import note_key
    from dueregard.jobs.unlock import unlock
    from dueregard.ledger.checkpoint import checkpoint_from_text
    from dueregard.ledger.exchange.witness import witness
    from dueregard.ledger.log import find_log
    from dueregard.ledger.note import COSIGNATURE, note_bytes, note_key_text
    from dueregard.ledger.read import latest_checkpoint

    if out is not None:
        refuse_taken(out)
    signing_key = unlock(key, ask.passphrase)
    with ledger_for_copies(*meant(node, ledger)) as opened:
        log_key, note = find_log(opened, log).key, latest_checkpoint(opened, log)
        signed = witness(opened, log_key, note, name, signing_key, lambda: datetime.now(UTC))
    text = note_bytes(signed).decode("utf-8")
    tree = checkpoint_from_text(signed.text)
    verifier = note_key_text(note_key(name, COSIGNATURE, signing_key.public))
    if out is not None:
        write_new(out, text)
    if as_json:
        print_json(
            {
                "log": log,
                "entries": tree.size,
                "witness": verifier,
                "file": str(out) if out else None,
                "note": text,
            }
        )
    elif out is None:
        typer.echo(text, nl=False)
    else:
        say(f"Written: {out}, {log} with {tree.size:,} entries, countersigned by {name}.")
        say(f"Whoever keeps the log takes it in with: dueregard ledger witnessed {out} --witness {verifier}")


def witnessed_command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The checkpoint that a witness gave back.")],
    witness: Annotated[list[str], typer.Option(metavar="KEY", help="The witness's key; may be repeated.")],
    node: OfNode = None,
    ledger: OfLedger = None,
    log: OfLog = None,
    as_json: AsJson = False,
) -> None:
    """Keep the lines of witnesses with a log's checkpoint: from then on receipts carry them."""
    from dueregard.jobs.files import read_text
    from dueregard.jobs.held_log import held_log
    from dueregard.jobs.note_keys import note_key_given
    from dueregard.ledger.exchange.cosignatures import keep_cosignatures
    from dueregard.ledger.note import NoteError, note_from
    from dueregard.model.errors import DataError
    from dueregard.report.quantities import counted

    keys = [note_key_given(one, "--witness") for one in witness]
    try:
        note = note_from(read_text(path, "a checkpoint").encode("utf-8"))
    except NoteError as error:
        raise DataError(
            f"this is no checkpoint: {error}",
            where=str(path),
            expected="the file that `dueregard ledger witness` wrote",
            do="ask the witness for it again",
        ) from error
    with held_log(*meant(node, ledger), log) as (opened, origin):
        kept = keep_cosignatures(opened, origin, note, keys)
    if not kept:
        raise DataError(
            "none of these witnesses has countersigned it",
            where=str(path),
            expected=", ".join(one.name for one in keys),
            do="compare the keys with those that the witnesses publish",
        )
    if as_json:
        print_json({"log": origin, "kept": kept})
    else:
        say(f"{origin}: {counted(kept, 'line of a witness', 'lines of witnesses')} kept.")


def forks_command(
    node: OfNode = None,
    ledger: OfLedger = None,
    log: OfLog = None,
    evidence: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Write this evidence to --out.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="A new file for the evidence.")] = None,
    decide: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="Write down a decision about this evidence, in --words."),
    ] = None,
    words: Annotated[str | None, typer.Option(help="Who decided what, and why.")] = None,
    as_json: AsJson = False,
) -> None:
    """List logs that have shown two histories, with the evidence; ends with 3 while any waits for a decision.

    Evidence proves itself: whoever has the log's key can check it with `dueregard ledger verify-fork`. After a
    decision the history that is held here is continued; the evidence stays.
    """
    from dueregard.jobs.copies import ledger_for_copies
    from dueregard.jobs.files import write_new
    from dueregard.jobs.forks_found import fork_numbered, forks_found
    from dueregard.ledger.exchange.fork import fork_json
    from dueregard.ledger.exchange.forks_kept import decide_fork
    from dueregard.model.errors import UsageError

    if (decide is None) != (words is None) or (evidence is None) != (out is None):
        raise UsageError(
            "--decide goes with --words, and --evidence with --out",
            expected="both, or neither",
            do="give both",
        )
    with ledger_for_copies(*meant(node, ledger)) as opened:
        if evidence is not None and out is not None:
            write_new(out, fork_json(fork_numbered(opened, log, evidence)[1].fork))
        if decide is not None and words is not None:
            origin, _ = fork_numbered(opened, log, decide)
            decide_fork(opened, origin, decide, words, lambda: datetime.now(UTC))
        found = forks_found(opened, log)
    waiting = sum(one.decision is None for _, one in found)
    if as_json:
        print_json({"waiting": waiting, "forks": [_fork_json(name, one) for name, one in found]})
    else:
        for name, one in found:
            _say_fork(name, one)
        say(f"{len(found):,} found, {waiting:,} of them waiting for a decision.")
        if out is not None:
            say(f"Written: {out}. Show it to others who hold a copy: it proves itself.")
    if waiting:
        raise typer.Exit(FOUND)


def verify_fork_command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Evidence of two histories.")],
    log_key: Annotated[str, typer.Option(metavar="KEY", help="The log's key.")],
    as_json: AsJson = False,
) -> None:
    """Check evidence that a log has shown two histories, with nothing but the log's key. Offline."""
    from dueregard.jobs.files import read_text
    from dueregard.jobs.note_keys import note_key_given
    from dueregard.ledger.exchange.fork import ForkError, fork_from_json, verify_fork
    from dueregard.model.errors import DataError

    key = note_key_given(log_key, "--log-key")
    try:
        fork = fork_from_json(read_text(path, "evidence of two histories"))
        smaller, larger = verify_fork(fork, key)
    except ForkError as error:
        raise DataError(
            str(error),
            where=str(path),
            expected="evidence as `dueregard ledger forks --evidence` wrote it, and the key of its log",
            do="ask for the file again; nothing is shown against this log",
        ) from error
    shown = {
        "log": key.name,
        "smaller": {"entries": smaller.size, "root": smaller.root.hex()},
        "larger": {"entries": larger.size, "root": larger.root.hex()},
        "root_in_larger": fork.root_in_larger.hex(),
    }
    if as_json:
        print_json(shown)
        return
    say(f"Proven: the log {key.name} has signed two histories, of which at most one can be true.")
    say(f"  It signed {smaller.size:,} entries with the root {smaller.root.hex()}.")
    say(
        f"  It signed {larger.size:,} entries with the root {larger.root.hex()}, "
        f"whose first {smaller.size:,} have the root {fork.root_in_larger.hex()}."
    )
    say("Not proven: which of the two others were shown, and whether by a fault or by choice.")


def _fork_json(name: str, one: "KeptFork") -> dict[str, Any]:
    from dueregard.ledger.exchange.fork import fork_json

    return {
        "log": name,
        "number": one.number,
        "found_at": one.found_at,
        "decision": one.decision,
        "decided_at": one.decided_at,
        "evidence": fork_json(one.fork),
    }


def _say_fork(name: str, one: "KeptFork") -> None:
    state = (
        "nothing of this log is taken until a person decides"
        if one.decision is None or one.decided_at is None
        else f"decided at {format_instant(one.decided_at)}: {one.decision}"
    )
    (warn if one.decision is None else say)(
        f"{one.number:>4}  {name}: two histories, found at {format_instant(one.found_at)}; {state}"
    )
