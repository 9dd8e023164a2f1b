"""``dueregard notice file`` and ``import``: a signed filing goes into a node's log, and its receipt comes back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dueregard.cli import ask
from dueregard.cli.common import print_json, say, warn
from dueregard.cli.notice import AsJson, OfNode, Yes
from dueregard.cli.progress_line import progress_line

if TYPE_CHECKING:
    from dueregard.jobs.filing import Given
    from dueregard.jobs.standing import FiledNow

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Signed filings, filed in this order.")]
Anyway = Annotated[
    bool,
    typer.Option(
        "--anyway", help="File also what would not stand on the record, to stand in the log with its reason."
    ),
]
Openings = Annotated[
    Path | None,
    typer.Option(
        "--opening", help="Of a seal for named readers: its opening, to be read here by those it names."
    ),
]


def register(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.command("file", short_help="File your own signed filings on a node.")(file_command)
    group.command("import", short_help="File on a node what others signed and sent.")(import_command)


def file_command(
    files: Files,
    node: OfNode,
    opening: Openings = None,
    anyway: Anyway = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """File your own signed filings on a node, and get their receipts by return: FILE.receipt.json for each.

    Beforehand it is said who will see what. What would not stand on the record is refused, with the reason.
    """
    from dueregard.jobs.audience import audience
    from dueregard.jobs.entry_shown import whose

    filings = _given(files)
    opened = _opened(filings, opening)
    for one in filings:
        form = one.form if opened is None else opened[1]
        warn(f"{one.where}: {form.format}, filed by {whose(form)}.")
        for line in audience(form).lines:
            warn(f"  {line}")
    ask.yes("File it?" if len(filings) == 1 else f"File these {len(filings)}?", yes)
    _file(filings, opened, node, anyway, as_json)


def import_command(
    files: Files, node: OfNode, opening: Openings = None, anyway: Anyway = False, as_json: AsJson = False
) -> None:
    """File on a node what others signed and sent without a server, by e-mail or on a stick.

    Each is judged as if its filer had brought it: by its signatures, the keys on the record and the rules. The receipt,
    FILE.receipt.json, goes back to the filer.
    """
    filings = _given(files)
    _file(filings, _opened(filings, opening), node, anyway, as_json)


def _given(files: list[Path]) -> "list[Given]":
    from dueregard.jobs.envelope_file import read_envelope
    from dueregard.jobs.filing import given

    return [given(read_envelope(path), path) for path in files]


def _opened(filings: "list[Given]", opening: Path | None) -> Any:
    """Return the opening that was given and the filing in it, once it has been held against the seal; None for none."""
    from dueregard.jobs.sealed import check_opens, read_opening
    from dueregard.model.errors import UsageError

    if opening is None:
        return None
    if len(filings) != 1:
        raise UsageError(
            "--opening goes with one seal", expected="one file", do="file the others by themselves"
        )
    found = read_opening(opening)
    check_opens(*found, filings[0].form, opening)
    if found[1].sensitivity != "named readers":
        raise UsageError(
            f"what was sealed names no readers (sensitivity {found[1].sensitivity})",
            where=str(opening),
            expected="the opening of a filing for named readers",
            do="leave --opening out and keep the file; open it to all later with `dueregard notice open`",
        )
    return found


def _file(filings: "list[Given]", opened: Any, folder: Path, anyway: bool, as_json: bool) -> None:
    from dueregard.jobs.filing import NotOnRecord, file, leave_opening
    from dueregard.jobs.node import log_key, open_node
    from dueregard.jobs.receipt_file import receipt_beside, refuse_other_receipt

    with open_node(folder) as node:
        for one in filings:
            refuse_other_receipt(receipt_beside(one.where), one.envelope, node.origin)
        key = log_key(node, ask.passphrase)
        try:
            filed = file(
                node,
                key,
                filings,
                lambda: datetime.now(UTC),
                anyway=anyway,
                progress=progress_line("judging", "entries"),
            )
        except NotOnRecord as error:
            _tell(filings, error.filed, node.origin, as_json)
            raise
        if opened is not None:
            leave_opening(node, filed[0], *opened)
        _tell(filings, filed, node.origin, as_json)


def _tell(filings: "list[Given]", filed: "tuple[FiledNow, ...]", origin: str, as_json: bool) -> None:
    from dueregard.jobs.receipt_file import receipt_beside, write_receipt
    from dueregard.model.time import format_instant

    rows: list[dict[str, Any]] = []
    for one, done in zip(filings, filed, strict=False):
        receipt = receipt_beside(one.where)
        write_receipt(receipt, done.receipt)
        rows.append(
            {
                "file": str(one.where),
                "log": origin,
                "index": done.receipt.index,
                "entry_id": done.listed.entry_id,
                "received_at": format_instant(done.listed.received_at),
                "new": done.new,
                "on_record": done.listed.on_record,
                "reason": done.listed.reason,
                "notes": list(done.notes),
                "receipt": str(receipt),
            }
        )
    if as_json:
        print_json({"filed": rows})
        return
    for row in rows:
        was = "Filed" if row["new"] else "On this log already, and not filed again"
        say(f"{was}: {row['file']} is entry {row['index']} of {origin}, received at {row['received_at']}.")
        say(f"  id {row['entry_id']}")
        say(f"  {'on' if row['on_record'] else 'NOT on'} the record: {row['reason']}")
        for note in row["notes"]:
            say(f"  note: {note}")
        say(f"  receipt: {row['receipt']}")
