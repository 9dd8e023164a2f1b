"""Filing signed filings on a node: read, judged, appended, and the receipts given back; or refused, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dueregard.jobs.draft import NotAFiling
from dueregard.jobs.entry_shown import form_in, headline
from dueregard.jobs.node import Node
from dueregard.jobs.openings import keep_opening
from dueregard.jobs.standing import FiledNow, Progress, Standing
from dueregard.ledger.append import Clock
from dueregard.ledger.envelope import Envelope
from dueregard.ledger.keys import SigningKey
from dueregard.ledger.seal import Opening
from dueregard.model.errors import DataError
from dueregard.record.forms import Form, FormErrors

UNTOUCHED = "nothing was filed, and the file is as it was"


class NotOnRecord(DataError):
    """A filing that was not filed because it would not stand on the record. ``filed``: those before it, which were."""

    def __init__(self, reason: str, filed: Sequence[FiledNow], *, where: str, do: str) -> None:
        self.reason, self.filed = reason, tuple(filed)
        super().__init__(
            f"it would not stand on the record: {reason}",
            where=where,
            expected="a filing that a rule of the record lets its filer file, signed with a key valid now",
            do=do,
        )


@dataclass(frozen=True, slots=True)
class Given:
    """A signed filing as it was handed in: where it came from, the envelope, and the filing in it."""

    where: Path
    envelope: Envelope
    form: Form


def given(envelope: Envelope, where: Path) -> Given:
    """Return the envelope with the filing in it; NotAFiling with every wrong field, DataError where it holds none."""
    form = form_in(envelope)
    if isinstance(form, FormErrors):
        raise NotAFiling(form, where=str(where), do=f"have it corrected and signed again; {UNTOUCHED}")
    if form is None:
        raise DataError(
            headline(envelope), where=str(where), expected="a filing", do=f"check the file; {UNTOUCHED}"
        )
    if form.sensitivity != "public":
        raise DataError(
            f"not everybody may read it (sensitivity {form.sensitivity}), and whoever copies a log reads all of it",
            where=str(where),
            expected="its seal (form S1) in its place",
            do=f"sign the draft with `dueregard notice sign`, which seals it; {UNTOUCHED}",
        )
    return Given(where, envelope, form)


def file(
    node: Node,
    key: SigningKey,
    filings: Sequence[Given],
    clock: Clock,
    *,
    anyway: bool = False,
    progress: Progress | None = None,
) -> tuple[FiledNow, ...]:
    """Return what came of each filing, in their order, with its receipt, once all are on the disk.

    ``key`` signs the node's log. Each is judged with those before it on the record already; one that would not stand
    there is not filed (NotOnRecord), nor are those behind it, unless ``anyway``: then it stands in the log with its
    reason. A filing that is in the log already gets the receipt that it had. DataError as for ``append``.
    """
    standing = Standing(node.ledger, node.origin, progress)
    filed, refused = standing.file([one.envelope for one in filings], key, clock, anyway=anyway)
    if refused is not None:
        before = f"the {len(filed)} before it are filed; " if filed else ""
        behind = len(filings) - refused.place - 1
        after = f"the {behind} behind it were not looked at; " if behind else ""
        raise NotOnRecord(
            refused.judged.reason,
            filed,
            where=str(filings[refused.place].where),
            do=f"{before}{after}have it put right and signed again, or file it with --anyway, to stand in the log "
            "with this reason",
        )
    return tuple(filed)


def leave_opening(node: Node, filed: FiledNow, opening: Opening, form: Form) -> None:
    """Keep the opening of a seal, just filed, on the node, for those who may read what was sealed."""
    keep_opening(node.ledger, filed.listed.entry_id, opening, form, filed.listed.received_at)
