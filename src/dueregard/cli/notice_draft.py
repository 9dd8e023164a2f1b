"""``dueregard notice new``: a blank form to fill in, each field explained."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from dueregard.cli.common import print_json, say
from dueregard.cli.notice import AsJson

PROXIMITY = "N1"


def register(group: typer.Typer) -> None:
    """Add the verb to the group."""
    group.command("new")(new_command)


def new_command(
    form: Annotated[
        str, typer.Option(help="The number of the form; docs/filings.md lists them all.")
    ] = PROXIMITY,
    example: Annotated[
        bool, typer.Option("--example", help="The form filled in, with invented States and objects.")
    ] = False,
    as_: Annotated[
        Literal["toml", "text"], typer.Option("--as", help="toml to fill in with an editor, text to print.")
    ] = "toml",
    out: Annotated[Path | None, typer.Option(help="A new file for it; else it is printed.")] = None,
    as_json: AsJson = False,
) -> None:
    """Give a blank form, each of its fields explained: form N1, a proximity-operation notice, or any other."""
    from dueregard.jobs.files import write_new
    from dueregard.model.errors import UsageError
    from dueregard.record.forms import FORMS, blank, form_of, to_text, to_toml
    from dueregard.record.forms import example as example_of

    number = form.upper().removeprefix("DR-")
    if number not in FORMS:
        known = ", ".join(f"{one} ({made.ABOUT.title})" for one, made in FORMS.items())
        raise UsageError(f"there is no form {form}", expected=f"one of {known}")
    if example:
        filled = example_of(number)
        text = to_toml(filled) if as_ == "toml" else to_text(filled)
    else:
        text = blank(number, as_)
    about = form_of(number).ABOUT
    if out is not None:
        write_new(out, text)
    if as_json:
        print_json(
            {"form": about.name, "purpose": about.purpose, "file": str(out) if out else None, "text": text}
        )
    elif out is None:
        typer.echo(text, nl=False)
    else:
        say(f"Written: {out}, {about.name}.")
        if as_ == "toml":
            say(f"Fill it in with any editor, then: dueregard notice check {out}")
