"""``dueregard notice sign`` and ``open``: on the filer's own machine, with no server and no network."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dueregard.cli import ask
from dueregard.cli.common import print_json, say, warn
from dueregard.cli.notice import AsJson, Keys, Yes

if TYPE_CHECKING:
    from dueregard.ledger.envelope import Envelope
    from dueregard.ledger.keys import SigningKey
    from dueregard.record.forms import Form

OPENING_ENDING = ".opening.json"


def register(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.command("sign", short_help="Sign a filing on this machine.")(sign_command)
    group.command("open", short_help="Sign the opening of a seal to all (form S2).")(open_command)


def sign_command(
    draft: Annotated[
        Path, typer.Argument(help="A draft as TOML or JSON; or a signed filing, for a further signature.")
    ],
    key: Keys,
    out: Annotated[Path, typer.Option(help="A new file for the signed filing.")],
    opening: Annotated[
        Path | None,
        typer.Option(
            help="For words that are sealed, a new file; of a signed seal, its opening, to be read."
        ),
    ] = None,
    opens_not_later_than: Annotated[
        str | None, typer.Option(metavar="TIME", help="Say with a seal by when it will be opened to all.")
    ] = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Sign a filing on this machine. The key stays here; what is written can be filed, carried or sent by e-mail.

    Who signs that file in turn says the same words. Where not everybody may read them they are sealed: what is
    signed, and filed, is the seal; the words stay in the opening, a file beside it.
    """
    from dueregard.jobs.draft import NotAFiling, draft_from
    from dueregard.jobs.envelope_file import envelope_in, is_envelope
    from dueregard.jobs.files import read_text, refuse_taken
    from dueregard.model.errors import UsageError
    from dueregard.record.forms import FormErrors

    text = read_text(draft, "a form filled in, or a signed filing")
    refuse_taken(out)
    if is_envelope(text):
        if opens_not_later_than is not None:
            raise UsageError(
                "--opens-not-later-than is said by who seals, and this is signed already",
                do="leave it out",
            )
        _sign_too(envelope_in(text, draft), draft, key, out, opening, yes, as_json)
        return
    form = draft_from(text)
    if isinstance(form, FormErrors):
        raise NotAFiling(form, where=str(draft), do="correct it with any editor; nothing was signed")
    beside = opening or out.with_name(out.name.removesuffix(".json") + OPENING_ENDING)
    _sign_draft(form, key, out, beside, opens_not_later_than, yes, as_json)


def open_command(
    opening: Annotated[Path, typer.Argument(help="The opening that was kept when the filing was sealed.")],
    receipt: Annotated[Path, typer.Option(help="The receipt of the seal, which names its entry.")],
    key: Keys,
    out: Annotated[Path, typer.Option(help="A new file for the signed opening.")],
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Sign the opening of a seal to all (form S2): once it is filed, everybody can read what was sealed, and check it.

    To show it to single readers, hand them the opening and the receipt instead: `dueregard notice verify` checks it.
    """
    from dueregard.jobs.entry_shown import form_in
    from dueregard.jobs.files import refuse_taken
    from dueregard.jobs.receipt_file import entry_in_receipt
    from dueregard.jobs.sealed import check_opens, opening_entry, read_opening
    from dueregard.model.errors import DataError
    from dueregard.record.forms import Form, to_text

    refuse_taken(out)
    held, form = read_opening(opening)
    entry_id, envelope = entry_in_receipt(receipt)
    seal = form_in(envelope)
    if not isinstance(seal, Form):
        raise DataError(
            "it is the receipt of no filing", where=str(receipt), expected="the receipt of the seal"
        )
    check_opens(held, form, seal, opening)
    warn(to_text(form))
    _sign_draft(opening_entry(held, entry_id, form), key, out, out, None, yes, as_json)


def _sign_draft(
    form: "Form", key: list[Path], out: Path, beside: Path, until: str | None, yes: bool, as_json: bool
) -> None:
    from dueregard.jobs.audience import audience
    from dueregard.jobs.entry_shown import whose
    from dueregard.jobs.envelope_file import envelope_text
    from dueregard.jobs.files import refuse_taken, write_new
    from dueregard.jobs.signing import check_can_be_signed, sign_filing
    from dueregard.ledger.seal import opening_json
    from dueregard.model.time import parse_instant

    by = None if until is None else parse_instant(until)
    check_can_be_signed(form, by)
    seen = audience(form)
    if seen.readers is not None:
        refuse_taken(beside)
    warn(f"{form.format}, filed by {whose(form)}.")
    for line in seen.lines:
        warn(f"  {line}")
    ask.yes("Sign it?", yes)
    signed = sign_filing(form, _unlocked(key), by)
    if signed.opening is not None:
        # The opening first: a seal whose opening is lost can never be opened.
        write_new(beside, opening_json(signed.opening) + "\n", secret=True)
    try:
        write_new(out, envelope_text(signed.envelope))
    except BaseException:
        if signed.opening is not None:
            beside.unlink(missing_ok=True)
        raise
    _tell(signed.envelope, out, None if signed.opening is None else beside, as_json)


def _sign_too(
    envelope: "Envelope",
    draft: Path,
    key: list[Path],
    out: Path,
    opening: Path | None,
    yes: bool,
    as_json: bool,
) -> None:
    from dueregard.jobs.draft import NotAFiling
    from dueregard.jobs.entry_shown import form_in, headline
    from dueregard.jobs.envelope_file import envelope_text
    from dueregard.jobs.files import write_new
    from dueregard.jobs.sealed import check_opens, read_opening
    from dueregard.jobs.signing import sign_too
    from dueregard.model.errors import DataError
    from dueregard.record.forms import FormErrors, to_text
    from dueregard.record.forms.seal import SealedFiling

    form = form_in(envelope)
    if isinstance(form, FormErrors):
        raise NotAFiling(
            form, where=str(draft), do="ask whoever signed it for a corrected one; nothing was signed"
        )
    if form is None:
        raise DataError(
            headline(envelope), where=str(draft), expected="a filing", do="check the file; nothing was signed"
        )
    shown = form
    if opening is not None:
        opened, shown = read_opening(opening)
        check_opens(opened, shown, form, opening)
    warn(to_text(shown))
    if shown is form and isinstance(form, SealedFiling):
        warn("This is a seal: nobody can tell from it what was sealed. To read it first, give its --opening.")
    ask.yes("Sign these words too?", yes)
    made = sign_too(envelope, _unlocked(key))
    write_new(out, envelope_text(made))
    _tell(made, out, None, as_json)


def _unlocked(key: list[Path]) -> "list[SigningKey]":
    from dueregard.jobs.unlock import unlock
    from dueregard.model.errors import UsageError

    keys = [unlock(path, ask.passphrase) for path in key]
    if len({one.key_id for one in keys}) < len(keys):
        raise UsageError("one key is given twice", expected="each key once", do="nothing was signed")
    return keys


def _tell(envelope: "Envelope", out: Path, opening: Path | None, as_json: bool) -> None:
    from hashlib import sha256

    from dueregard.jobs.entry_shown import form_in
    from dueregard.report.quantities import counted

    form = form_in(envelope)
    key_ids = [one.key_id for one in envelope.signatures]
    if as_json:
        print_json(
            {
                "signed": str(out),
                "opening": None if opening is None else str(opening),
                "form": getattr(form, "format", None),
                "payload_sha256": sha256(envelope.payload).hexdigest(),
                "key_ids": key_ids,
            }
        )
        return
    say(f"Signed: {out}, with {counted(len(key_ids), 'signature')}.")
    if opening is not None:
        say(f"Sealed: what it says stands in {opening} alone, which only this user may read.")
        say(
            "  Keep it, and a copy: without it nobody can ever open the seal. Give it to those who may read it."
        )
    say(f"File it with: dueregard notice file {out} --node FOLDER; or send it as an attachment.")
