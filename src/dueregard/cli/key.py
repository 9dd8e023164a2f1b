"""``dueregard key``: the key that somebody signs with, made and kept on that somebody's own machine."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dueregard.cli import ask
from dueregard.cli.common import print_json, say
from dueregard.model.time import parse_instant

PUBLIC_ENDING = ".pub"

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to the app."""
    group = typer.Typer(
        no_args_is_help=True, help="Make and show keys, on the machine of whoever signs with them."
    )
    group.command("new", short_help="Make a key, for whoever signs with it.")(new_command)
    group.command("show", short_help="Show the id and the public half of a key.")(show_command)
    group.command("entry", short_help="Draft the key entry (form K2) of a key.")(entry_command)
    app.add_typer(group, name="key")


def new_command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write the private key to.")],
    no_passphrase: Annotated[
        bool, typer.Option("--no-passphrase", help="Do not encrypt it: whoever gets the file can sign.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a key: FILE for whoever signs with it, FILE.pub to give to others.

    A passphrase is asked for, with which the file is encrypted; where there is no terminal, it is the first line of
    standard input.
    """
    from dueregard.jobs.files import refuse_taken, write_new
    from dueregard.ledger.key_file import write_key
    from dueregard.ledger.keys import make_key, public_key_text

    public = path.with_name(path.name + PUBLIC_ENDING)
    refuse_taken(path, public)
    key = make_key()
    write_key(key, path, None if no_passphrase else ask.new_passphrase(path))
    try:
        write_new(public, public_key_text(key.public))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if as_json:
        print_json({"key_id": key.key_id, "private_key": str(path), "public_key": str(public)})
        return
    say(f"Key {key.key_id}")
    kept = "not encrypted: " if no_passphrase else "encrypted with the passphrase: "
    say(f"  {path}: the private key, {kept}only this user may read it. It stays here; nobody else needs it.")
    say(f"  {public}: the public key, for everybody. It goes into the key entry (form K2).")
    say("Keep a copy of the private key where a fire or a thief does not get both; it cannot be made again.")


def show_command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A public key, or a private one.")],
    log: Annotated[
        str | None, typer.Option(metavar="NAME", help="Show it as the key of a log of this name.")
    ] = None,
    witness: Annotated[
        str | None, typer.Option(metavar="NAME", help="Show it as the key of a witness of this name.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the id of a key and its public half. Of a private key nothing else is shown."""
    from dueregard.jobs.note_keys import note_key
    from dueregard.jobs.unlock import read_public_key
    from dueregard.ledger.keys import public_key_text
    from dueregard.ledger.note import COSIGNATURE, PLAIN, note_key_text

    key = read_public_key(path, ask.passphrase)
    named = {
        role: note_key_text(note_key(name, kind, key))
        for role, name, kind in (("log", log, PLAIN), ("witness", witness, COSIGNATURE))
        if name is not None
    }
    text = public_key_text(key)
    if as_json:
        print_json({"key_id": key.key_id, "public_key": text, **named})
        return
    say(f"Key {key.key_id}")
    say(text.rstrip("\n"))
    for role, words in named.items():
        say(f"As the key of a {role}: {words}")


def entry_command(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="The public key of whoever will sign with it.")
    ],
    actor: Annotated[str, typer.Option(help="The actor that signs with it, by its id.")],
    out: Annotated[Path, typer.Option(help="A new file for the draft.")],
    filed_by: Annotated[
        str | None,
        typer.Option(metavar="ACTOR", help="Who enters the key, where that is not the actor itself."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="From when on it is valid; else from now.")
    ] = None,
    fictional: Annotated[
        bool, typer.Option("--fictional", help="Say that this is an example or an exercise.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Draft the key entry (form K2) of a key, to be checked, signed and filed like any other draft.

    An actor's first key is entered by who has entered the actor; the next ones it signs itself with one that is valid.
    """
    from dueregard.jobs.files import write_new
    from dueregard.jobs.key_draft import key_entry
    from dueregard.jobs.unlock import read_public_key
    from dueregard.record.forms import to_toml

    key = read_public_key(path, ask.passphrase)
    at = datetime.now(UTC).replace(microsecond=0) if since is None else parse_instant(since)
    drafted = key_entry(_actor(actor), key, at, filed_by=_actor(filed_by or actor), fictional=fictional)
    write_new(out, to_toml(drafted))
    if as_json:
        print_json({"draft": str(out), "form": drafted.format, "actor": actor, "key_id": key.key_id})
        return
    say(
        f"Written: {out}, {drafted.format} of the key {key.key_id}, for {actor}, filed by {drafted.filed_by}."
    )
    say(f"Read it, then: dueregard notice sign {out} --key KEY --out {out.with_suffix('.json')}")


def _actor(name: str) -> str:
    from pydantic import TypeAdapter, ValidationError

    from dueregard.model.errors import UsageError
    from dueregard.record.forms.kinds import ActorId

    try:
        return str(TypeAdapter(ActorId).validate_python(name))
    except ValidationError as error:
        raise UsageError(
            f"'{name}' is no id of an actor",
            expected="capital letters, digits and hyphens, at most 64, such as BOR",
            do="give the id by which the actor is entered (form K1)",
        ) from error
