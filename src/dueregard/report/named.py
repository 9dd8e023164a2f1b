"""Actors called by their names: a record writes codes, a reader reads names."""

from collections.abc import Mapping
from dataclasses import replace

from dueregard.model.criterion import Criterion
from dueregard.model.filing import Filing, Record
from dueregard.model.run import MonitorRun


def named(run: MonitorRun) -> MonitorRun:
    """Return the run with every owner's code in its criteria and record replaced by the owner's name.

    The names are those of the table of coverage; a code that is not in it stays as it is. Findings are left alone:
    they carry names already, and their identity is their content.
    """
    if run.coverage.is_empty():
        return run
    names = dict(run.coverage.select("owner", "name").drop_nulls().iter_rows())
    return replace(
        run, criteria=tuple(_criterion(one, names) for one in run.criteria), record=_record(run.record, names)
    )


def _criterion(c: Criterion, names: Mapping[str, str]) -> Criterion:
    return replace(c, author=names.get(c.author, c.author), protects=names.get(c.protects, c.protects))


def _filing(f: Filing, names: Mapping[str, str]) -> Filing:
    return replace(
        f, filed_by=names.get(f.filed_by, f.filed_by), entered_by=names.get(f.entered_by, f.entered_by)
    )


def _record(record: Record, names: Mapping[str, str]) -> Record:
    return replace(
        record,
        notices=tuple(
            replace(
                n,
                filing=_filing(n.filing, names),
                consent_of=tuple(names.get(one, one) for one in n.consent_of),
            )
            for n in record.notices
        ),
        declarations=tuple(
            replace(d, filing=_filing(d.filing, names), criterion=_criterion(d.criterion, names))
            for d in record.declarations
        ),
        commitments=tuple(
            replace(
                c,
                filing=_filing(c.filing, names),
                actor=names.get(c.actor, c.actor),
                criterion=_criterion(c.criterion, names),
            )
            for c in record.commitments
        ),
        replies=tuple(replace(r, filing=_filing(r.filing, names)) for r in record.replies),
    )
