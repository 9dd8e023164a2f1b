"""``dueregard notice new``: a blank form to fill in, each field explained."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from dueregard.cli.common import print_json, say
from dueregard.cli.notice import AsJson


def register(group: typer.Typer) -> None:
    """Add the verb to the group."""
    group.command("new", short_help="Give a form to fill in.")(new_command)


def new_command(
    form: Annotated[
        str | None,
        typer.Option(help="The number of the form; docs/filings.md lists them all. N1, if left out."),
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="The form filled in, with invented States and objects.")
    ] = False,
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Begin with this draft or signed filing.")
    ] = None,
    about: Annotated[
        Path | None,
        typer.Option(metavar="RECEIPT", help="The filing that this one is about, by its receipt."),
    ] = None,
    amends: Annotated[
        Path | None,
        typer.Option(metavar="RECEIPT", help="The filing of which this is the corrected full text."),
    ] = None,
    replaces: Annotated[
        Path | None, typer.Option(metavar="RECEIPT", help="The filing in whose place this one stands.")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="FIELD=VALUE", help="Fill in a field, such as window.start; may be repeated."
        ),
    ] = None,
    as_: Annotated[
        Literal["toml", "text"], typer.Option("--as", help="toml to fill in with an editor, text to print.")
    ] = "toml",
    out: Annotated[Path | None, typer.Option(help="A new file for it; else it is printed.")] = None,
    as_json: AsJson = False,
) -> None:
    """Give a form to fill in, each of its fields explained: a proximity-operation notice (N1), or any other.

    What is known already can be filled in: a field with --set, the entry that the filing is about by its receipt.
    """
    from dueregard.jobs.begin_draft import begun_draft, form_number, form_text
    from dueregard.jobs.files import write_new
    from dueregard.record.forms import form_of

    receipts = {"about": about, "amends": amends, "replaces": replaces}
    given = {name: path for name, path in receipts.items() if path is not None}
    number = form_number(form, from_)
    if as_ == "text":
        text = form_text(number, example, from_, bool(given or set_))
    else:
        text = begun_draft(number, example, from_, given, tuple(set_ or ()))
    kind = form_of(number).ABOUT
    if out is not None:
        write_new(out, text)
    if as_json:
        print_json(
            {"form": kind.name, "purpose": kind.purpose, "file": str(out) if out else None, "text": text}
        )
    elif out is None:
        typer.echo(text, nl=False)
    else:
        say(f"Written: {out}, {kind.name}.")
        if as_ == "toml":
            say(f"Fill it in with any editor, then: dueregard notice check {out}")
