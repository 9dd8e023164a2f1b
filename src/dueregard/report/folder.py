"""The folder a run is shown in: pages that open offline, tables, findings. The manifest is the caller's."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dueregard.model.errors import DataError
from dueregard.model.run import MonitorRun, Shown
from dueregard.report.approach_page import approach_page, known_criteria
from dueregard.report.approach_rows import NO_ROW, approach_key, approach_rows
from dueregard.report.findings_json import findings_json
from dueregard.report.front import front_pages
from dueregard.report.named import named
from dueregard.report.notices import notice_pages, notices_csv, notices_json
from dueregard.report.reference_pages import reference_pages
from dueregard.report.run_file.read import RunFile, open_run, pictures
from dueregard.report.run_file.write import NAME as RUN_FILE
from dueregard.report.run_file.write import write_run_file
from dueregard.report.tables import findings_csv, foreign_bases, frame_csv, rejects_csv

_SAFE: Final = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def write_report(run: MonitorRun, folder: Path) -> tuple[str, ...]:
    """Write the report of a run into ``folder`` (made where missing) and return the names of the files, in order.

    The same run gives the same bytes. Files of an earlier report are overwritten where names are equal and otherwise
    left: the caller chooses an empty folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    run = named(run)
    _check_pages(run, folder)
    (folder / RUN_FILE).unlink(missing_ok=True)
    write_run_file(run, folder / RUN_FILE)
    written: dict[str, None] = {}
    for name, text in _files(run, open_run(folder)):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        written[name] = None
    return (*written, RUN_FILE)


def _files(run: MonitorRun, kept: RunFile) -> Iterator[tuple[str, str]]:
    """Yield each file's name and text; approach pages one at a time, so that they are never all in memory.

    ``kept``: the file of the run, which has drawn the pictures already.
    """
    criteria = known_criteria(run)
    paged = {finding.id for shown in run.shown for finding in shown.findings}
    others = tuple(finding for finding in run.findings if finding.id not in paged)
    yield from front_pages(run, criteria, others).items()
    yield from reference_pages(run, criteria).items()
    yield from notice_pages(run).items()
    rows = approach_rows(run)
    for shown in run.shown:
        row = rows.get(approach_key(shown.findings[0]), NO_ROW)
        yield _page_name(shown), approach_page(run, shown, row, pictures=pictures(kept, shown))
    yield "findings.json", findings_json(run.findings)
    yield "findings.csv", findings_csv(run.findings)
    yield "notices.json", notices_json(run.notices)
    yield "notices.csv", notices_csv(run.notices)
    # The basis of each answer is one of some thousand sentences: told once, not in each of 100,000s of rows.
    yield "approaches.csv", frame_csv(run.approaches.drop("foreign_basis", strict=False))
    yield "foreign_bases.csv", frame_csv(foreign_bases(run.approaches))
    yield "coverage.csv", frame_csv(run.coverage)
    yield "not_covered.csv", frame_csv(run.not_covered)
    yield "rejects.csv", rejects_csv(run.rejects)


def _check_pages(run: MonitorRun, folder: Path) -> None:
    several = [name for name, count in Counter(_page_name(shown) for shown in run.shown).items() if count > 1]
    if several:
        raise DataError(
            f"two pages are named '{several[0]}'", where=str(folder), expected="one name for each approach"
        )


def _page_name(shown: Shown) -> str:
    """Return the name of an approach's page, refused where it could leave the folder or clash with a page of ours."""
    if set(shown.page) <= _SAFE and shown.page.startswith("approach-") and shown.page.endswith(".html"):
        return shown.page
    raise DataError(
        f"'{shown.page}' cannot be the name of an approach's page",
        expected="approach-….html of letters, figures, dots, dashes and underscores",
    )
