"""``dueregard notice verify``: a signed filing that came by e-mail or on a stick, held against known keys, offline."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dueregard.cli import ask
from dueregard.cli.common import print_json, say, warn
from dueregard.cli.notice import AsJson

if TYPE_CHECKING:
    from dueregard.jobs.signatures import Signatures

FAULTY = 3
NOT_PROVEN = (
    "Whose the keys are, and for whom they might speak: a node's record says that.",
    "When it was signed, and that it was filed anywhere: a receipt says that.",
    "That what was said is so.",
)


def register(group: typer.Typer) -> None:
    """Add the verb to the group."""
    group.command("verify", short_help="Verify a signed filing offline against known keys.")(verify_command)


def verify_command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A signed filing, as it came.")],
    key: Annotated[list[Path], typer.Option(help="A public key that you know; repeated for several.")],
    opening: Annotated[
        Path | None, typer.Option(help="Of a seal: the opening that came with it, to be held against it.")
    ] = None,
    filing: Annotated[bool, typer.Option("--filing", help="Show the filing, too, as it was signed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Verify a signed filing offline against keys that you know, and say what that proves and what not."""
    from hashlib import sha256

    from dueregard.jobs.draft import NotAFiling
    from dueregard.jobs.entry_shown import form_in, headline
    from dueregard.jobs.envelope_file import read_envelope
    from dueregard.jobs.sealed import check_opens, read_opening
    from dueregard.jobs.signatures import check_signatures
    from dueregard.jobs.unlock import read_public_key
    from dueregard.model.errors import DataError
    from dueregard.record.forms import FormErrors, to_text

    envelope = read_envelope(path)
    keys = {file: read_public_key(file, ask.passphrase) for file in key}
    files = {one.key_id: str(file) for file, one in keys.items()}
    found = check_signatures(envelope, {one.key_id: one for one in keys.values()})
    form = form_in(envelope)
    if isinstance(form, FormErrors):
        raise NotAFiling(form, where=str(path), do="ask whoever signed it for a corrected one")
    if form is None:
        raise DataError(headline(envelope), where=str(path), expected="a filing", do="check the file")
    shown = form
    if opening is not None:
        held, shown = read_opening(opening)
        check_opens(held, shown, form, opening)
    digest = sha256(envelope.payload).hexdigest()
    if as_json:
        print_json(
            {
                "sound": found.sound,
                "form": form.format,
                "filed_by": form.filed_by,
                "payload_sha256": digest,
                "signed_by": {one: files[one] for one in found.holding},
                "does_not_hold": {one: files[one] for one in found.broken},
                "unknown_keys": list(found.unknown),
                "opened": shown.format if opening is not None else None,
                "not_proven": list(NOT_PROVEN),
            }
        )
    else:
        say(f"What it says it is: {headline(envelope)}; {len(envelope.payload):,} bytes, SHA-256 {digest}.")
        _say_signatures(found, files)
        if opening is not None:
            say(f"The opening fits the seal. What was sealed: {shown.format}, filed by {shown.filed_by}.")
        if found.sound:
            say("Not proven:")
            for sentence in NOT_PROVEN:
                say(f"  {sentence}")
        if filing:
            say("")
            say(to_text(shown).rstrip("\n"))
    if not found.sound:
        raise typer.Exit(FAULTY)


def _say_signatures(found: "Signatures", files: dict[str, str]) -> None:
    for one in found.holding:
        say(f"Proven: the key {one} ({files[one]}) signed exactly these bytes.")
    for one in found.unknown:
        say(f"Not checked: a signature of the key {one}, which you have not given.")
    for one in found.broken:
        warn(f"The signature of the key {one} ({files[one]}) does not hold: take nothing from this file.")
    if not found.sound and not found.broken:
        warn("None of its signatures is of a key that you gave: nothing is proven about who signed it.")
