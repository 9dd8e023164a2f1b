"""``dueregard notice check`` and ``circulate``: what is wrong with a draft, what practice adds, whom it concerns."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dueregard.cli.common import print_json, say, warn
from dueregard.cli.notice import AsJson

if TYPE_CHECKING:
    from dueregard.jobs.circulation import CirculationPlan
    from dueregard.jobs.concerned import Near
    from dueregard.record.forms import Form, FormErrors
    from dueregard.record.profiles import Said

WRONG = 3
SHOWN_OBJECTS = 5

SatcatOption = Annotated[
    Path | None, typer.Option("--satcat", help="Satellite catalogue, for owners and what has no elements.")
]
OwnersOption = Annotated[
    Path | None,
    typer.Option("--owners", help="Rules for owner codes that add to or replace the packaged ones."),
]


def register(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.command("check", short_help="Say what is wrong with a draft, and who will see it.")(check_command)
    group.command("circulate", short_help="Draft the circulation (form H2) of a notice.")(circulate_command)


def check_command(
    draft: Annotated[Path, typer.Argument(help="A form filled in, as TOML or JSON.")],
    profile: Annotated[
        list[str] | None,
        typer.Option(help="Hold it beside a published practice: its name, or a file; may be repeated."),
    ] = None,
    catalogue: Annotated[
        list[Path] | None,
        typer.Option(
            help="Element sets: screen the plan against them for the States concerned; may be repeated."
        ),
    ] = None,
    satcat: SatcatOption = None,
    owners: OwnersOption = None,
    as_json: AsJson = False,
) -> None:
    """Say everything that is wrong with a draft, field by field, and who would see what of it.

    The draft stays as it is, and nothing leaves this machine. What a profile misses is advice and never an error.
    """
    from dueregard.jobs.audience import audience
    from dueregard.jobs.draft import read_draft
    from dueregard.jobs.entry_shown import whose
    from dueregard.jobs.signing import check_can_be_signed
    from dueregard.record.forms import FormErrors

    form = read_draft(draft)
    if isinstance(form, FormErrors):
        _tell_wrong(draft, form, as_json)
        raise typer.Exit(WRONG)
    check_can_be_signed(form)
    advice = [(name, _held_beside(form, name)) for name in profile or ()]
    plan = _screened(form, catalogue, satcat, owners) if catalogue else None
    seen = audience(form, () if plan is None else (one.actor for one in plan.recipients))
    if as_json:
        shown = {
            "everybody": seen.everybody,
            "readers": None if seen.readers is None else list(seen.readers),
            "concerned": list(seen.concerned),
            "left_out": list(seen.left_out),
        }
        print_json(
            {
                "draft": str(draft),
                "sound": True,
                "form": form.format,
                "filed_by": form.filed_by,
                "audience": shown,
                "profiles": {name: [_said_json(one) for one in lines] for name, lines in advice},
                "concerned": None if plan is None else _plan_json(plan),
            }
        )
        return
    say(f"{draft}: {form.format}, filed by {whose(form)}: every field is as the form needs it.")
    for name, lines in advice:
        _say_advice(name, lines)
    if plan is not None:
        _say_plan(plan)
    for line in seen.lines:
        say(f"  {line}")


def circulate_command(
    notice: Annotated[Path, typer.Argument(help="The notice: its draft, or the signed filing.")],
    receipt: Annotated[Path, typer.Option(help="The receipt of the notice, which names its entry.")],
    catalogue: Annotated[
        list[Path], typer.Option(help="Element sets to screen the plan against; may be repeated.")
    ],
    filed_by: Annotated[str, typer.Option(metavar="ACTOR", help="Who sends the notice, and notes it.")],
    out: Annotated[Path, typer.Option(help="A new file for the draft.")],
    satcat: SatcatOption = None,
    owners: OwnersOption = None,
    as_json: AsJson = False,
) -> None:
    """Draft the circulation (form H2) of a filed notice: the States concerned, each with the reason.

    They are computed from the plan, the element sets and the owner rules; what could not be seen stands in it too.
    Sending itself is yours: correct the draft where you sent to others.
    """
    from dueregard.jobs.circulation import circulation_form
    from dueregard.jobs.files import write_new
    from dueregard.jobs.receipt_file import entry_in_receipt
    from dueregard.jobs.signed_or_draft import form_of_file
    from dueregard.record.forms import to_toml

    form = form_of_file(notice)
    entry_id, _ = entry_in_receipt(receipt, form)
    plan = _screened(form, catalogue, satcat, owners)
    at = datetime.now(UTC).replace(microsecond=0)
    made = circulation_form(
        plan, filed_by=filed_by, entry=entry_id, sent=at, language=form.language, fictional=form.fictional
    )
    write_new(out, to_toml(made))
    if as_json:
        print_json({"draft": str(out), "entry": entry_id, **_plan_json(plan)})
        return
    _say_plan(plan)
    say(
        f"Written: {out}, {made.format}. Send the notice, correct the draft, then: dueregard notice sign {out}"
    )


def _screened(
    form: "Form", catalogue: list[Path], satcat: Path | None, owners: Path | None
) -> "CirculationPlan":
    from dueregard.jobs.concerned_by_catalogue import (
        circulation_by_files,
    )  # arrays and kernels: a second to load

    return circulation_by_files(form, catalogue, satcat, owners)


def _held_beside(form: "Form", name: str) -> "tuple[Said, ...]":
    from dueregard.model.errors import UsageError
    from dueregard.record.forms.proximity import ProximityNotice
    from dueregard.record.profiles import held_beside, profile_named, read_profile

    if not isinstance(form, ProximityNotice):
        raise UsageError(
            f"profiles say nothing of {form.format}",
            where="--profile",
            expected="a proximity-operation notice (form N1)",
            do="leave --profile out",
        )
    return held_beside(form, read_profile(name) if name.endswith(".toml") else profile_named(name))


def _tell_wrong(draft: Path, wrong: "FormErrors", as_json: bool) -> None:
    if as_json:
        listed = [
            {"field": one.field, "pointer": one.pointer, "found": one.found, "expected": one.expected,
             "suggestion": one.suggestion}
            for one in wrong.errors
        ]  # fmt: skip
        print_json({"draft": str(draft), "sound": False, "wrong": listed, "more": wrong.more})
        return
    count = len(wrong.errors) + wrong.more
    warn(f"{draft}: {count} {'thing is' if count == 1 else 'things are'} not as the form needs them:")
    for line in str(wrong).split("\n"):
        warn(f"  {line}")
    warn("The draft is as it was: correct it with any editor and check it again.")


def _say_advice(name: str, lines: "tuple[Said, ...]") -> None:
    missing = [one for one in lines if not one.is_said]
    if not missing:
        say(f"Beside {name}: all of its {len(lines)} lines are said.")
        return
    say(
        f"Beside {name}: {len(missing)} of its {len(lines)} lines are not said yet. Advice; nothing has to be:"
    )
    for one in missing:
        say(f"  {one.advice}")


def _say_plan(plan: "CirculationPlan") -> None:
    say(plan.screened)
    for one in plan.recipients:
        objects = [_near(near) for near in one.objects]
        more = f" and {len(objects) - SHOWN_OBJECTS} more" if len(objects) > SHOWN_OBJECTS else ""
        say(f"  {one.name} ({one.actor}): {one.why}: {', '.join(objects[:SHOWN_OBJECTS])}{more}. {one.basis}")
    for sentence in plan.contradictions:
        say(f"  Two owners named: {sentence}")
    for sentence in plan.nobody_to_tell:
        say(f"  Nobody to tell: {sentence}")
    for sentence in plan.not_seen:
        say(f"  Not seen: {sentence}")
    if plan.rejects:
        warn(f"{len(plan.rejects):,} records were rejected, the first of them:")
        first = plan.rejects[0]
        warn(f"  {first.file}, line {first.line}: {first.what}; expected {first.expected}; {first.do}")


def _near(one: "Near") -> str:
    """Return an object with the times at which the screening found it near, where it did."""
    if one.entry is None or one.exit is None or one.tca is None:
        return one.name
    if not one.stays:
        return f"{one.name} ({one.tca:%Y-%m-%dT%H:%MZ})"
    return f"{one.name} (from {one.entry:%Y-%m-%dT%H:%MZ} to {one.exit:%Y-%m-%dT%H:%MZ})"


def _said_json(one: "Said") -> dict[str, Any]:
    return {
        "line": one.line.id,
        "asks": one.line.asks,
        "said": one.is_said,
        "missing": list(one.missing),
        "advice": one.advice,
        "source": one.line.source,
        "confidence": one.line.confidence,
    }


def _plan_json(plan: "CirculationPlan") -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "recipients": [asdict(one) for one in plan.recipients],
        "contradictions": list(plan.contradictions),
        "nobody_to_tell": list(plan.nobody_to_tell),
        "not_seen": list(plan.not_seen),
        "screened": plan.screened,
        "rejects": [asdict(one) for one in plan.rejects],
    }
