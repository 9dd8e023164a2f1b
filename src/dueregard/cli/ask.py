"""What a person is asked: a passphrase, or yes. Never an argument, which others could read in the list of processes."""

import getpass
import sys
from pathlib import Path

import typer

from dueregard.model.errors import UsageError


def passphrase(path: Path) -> str:
    """Return the passphrase of the key in a file, asked for on the terminal; else one line of standard input."""
    return _secret(f"Passphrase of {path}: ", path)


def new_passphrase(path: Path) -> str:
    """Return the passphrase for a key to be written, asked for twice on the terminal; else one line of input."""
    first = _secret(f"New passphrase for {path}: ", path)
    if sys.stdin.isatty() and _secret("The same once more: ", path) != first:
        raise UsageError(
            "the two passphrases are not the same",
            where=str(path),
            expected="the same passphrase twice",
            do="run the command again; no key was made",
        )
    return first


def yes(question: str, assumed: bool) -> None:
    """Return where the person says yes, or said so beforehand; else end the command. Nothing happens by default."""
    if assumed:
        return
    if not sys.stdin.isatty():
        raise UsageError(
            "there is no terminal on which to ask whether to go on",
            expected="a yes",
            do="read the lines above, then run the command again with --yes",
        )
    if not typer.confirm(question, default=False, err=True):
        sys.stderr.write("Nothing was done.\n")
        raise typer.Exit(2)


def _secret(prompt: str, path: Path) -> str:
    if sys.stdin.isatty():
        given = getpass.getpass(prompt)
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if not given:
        raise UsageError(
            "no passphrase was given",
            where=str(path),
            expected="a passphrase on the terminal, or as a line of standard input",
            do="run the command again and type it",
        )
    return given
