"""Whom a notice concerns by files of element sets and a satellite catalogue, as an operator has them at hand."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dueregard.jobs.circulation import CirculationPlan, plan_circulation
from dueregard.jobs.inputs import read_inputs
from dueregard.model.errors import UsageError
from dueregard.record.forms import Form
from dueregard.record.forms.proximity import ProximityNotice


def circulation_by_files(
    form: Form, catalogue: Sequence[Path], satcat: Path | None = None, owners: Path | None = None
) -> CirculationPlan:
    """Return to whom a notice goes and why, by these element sets; UsageError where the form is another.

    Records of the files that were rejected are among the plan's rejects.
    """
    if not isinstance(form, ProximityNotice):
        raise UsageError(
            f"a catalogue says nothing of {form.format}",
            where="--catalogue",
            expected="a proximity-operation notice (form N1), whose plan can be screened",
            do="leave --catalogue out",
        )
    read = read_inputs(catalogue, satcat, owners)
    plan = plan_circulation(form, read.elements, read.satcat, read.owners)
    return replace(plan, rejects=(*read.rejects, *plan.rejects))
