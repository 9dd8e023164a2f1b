"""``dueregard notice new`` and ``check``: a blank form to fill in, and everything that is still wrong with it."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from dueregard.cli.common import print_json, say, warn
from dueregard.cli.notice import AsJson

PROXIMITY = "N1"
WRONG = 3


def register(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.command("new")(new_command)
    group.command("check")(check_command)


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


def check_command(
    draft: Annotated[Path, typer.Argument(help="A form filled in, as TOML or JSON.")],
    as_json: AsJson = False,
) -> None:
    """Say everything that is still wrong with a draft, field by field, and who would see what of it.

    The draft stays as it is. Nothing leaves this machine.
    """
    from dueregard.jobs.audience import audience
    from dueregard.jobs.draft import read_draft
    from dueregard.jobs.entry_shown import whose
    from dueregard.jobs.signing import check_can_be_signed
    from dueregard.record.forms import FormErrors

    read = read_draft(draft)
    if isinstance(read, FormErrors):
        if as_json:
            print_json(
                {
                    "draft": str(draft),
                    "sound": False,
                    "wrong": [_as_json(e) for e in read.errors],
                    "more": read.more,
                }
            )
        else:
            count = len(read.errors) + read.more
            warn(f"{draft}: {count} {'thing is' if count == 1 else 'things are'} not as the form needs them:")
            for line in str(read).split("\n"):
                warn(f"  {line}")
            warn("The draft is as it was: correct it with any editor and check it again.")
        raise typer.Exit(WRONG)
    check_can_be_signed(read)
    seen = audience(read)
    if as_json:
        print_json(
            {
                "draft": str(draft),
                "sound": True,
                "form": read.format,
                "filed_by": read.filed_by,
                "audience": {
                    "everybody": seen.everybody,
                    "readers": None if seen.readers is None else list(seen.readers),
                    "concerned": list(seen.concerned),
                    "left_out": list(seen.left_out),
                },
            }
        )
        return
    say(f"{draft}: {read.format}, filed by {whose(read)}: every field is as the form needs it.")
    for line in seen.lines:
        say(f"  {line}")


def _as_json(error: Any) -> dict[str, str]:
    return {
        "field": error.field,
        "pointer": error.pointer,
        "found": error.found,
        "expected": error.expected,
        "suggestion": error.suggestion,
    }
