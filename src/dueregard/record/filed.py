"""What the record keeps in mind of a filing, to judge those that follow. Nothing in it that the entry does not say."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

from dueregard.record.acts import subject_of
from dueregard.record.forms import Form


class Filed(NamedTuple):
    """A filing on the record.

    ``place``: the entry's number in the log. ``words``: the hash of its payload. ``stood_at``: since when it stands
    on the record; ``said_at``: when it was said, which for an opened seal is when it was sealed. ``speakers``: whose
    words they are; ``joined``: those named jointly that have signed with them. ``thread``: the first of the entries
    that amend each other. ``needs_clearing``: its filer sends it only once it is cleared. ``asked``, ``owners``,
    ``operators``, ``recipients``: whom it names as such. ``step``: what it decides, or the seal of a sealed filing.
    ``draft``: the hash of a draft it is about. ``since``: from when on it counts, where it says so.
    """

    place: int
    entry_id: str
    stood_at: datetime
    said_at: datetime
    number: str
    filed_by: str
    speakers: tuple[str, ...]
    joined: tuple[str, ...]
    jointly_with: tuple[str, ...]
    entered_by: str
    public: bool
    readers: tuple[str, ...]
    subject: str | None
    amends: str | None
    replaces: str | None
    thread: str
    needs_clearing: bool
    words: bytes
    asked: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    step: str = ""
    draft: str = ""
    since: datetime | None = None


def filed_of(
    form: Form,
    place: int,
    entry_id: str,
    stood_at: datetime,
    *,
    said_at: datetime,
    joined: tuple[str, ...],
    thread: str,
    needs_clearing: bool,
    words: bytes,
    public: bool,
    readers: tuple[str, ...],
) -> Filed:
    """Return what is kept of the form. Who may read it is handed in: an opened filing is read as its opening is."""
    number = form.ABOUT.number
    of_its_form = _OF_FORM.get(number)
    document = form.entered_from
    return Filed(
        place,
        entry_id,
        stood_at,
        said_at,
        number,
        form.filed_by,
        form.on_behalf_of or (form.filed_by,),
        joined,
        form.jointly_with,
        "" if document is None else document.entered_by,
        public,
        readers,
        subject_of(form),
        form.amends,
        form.replaces,
        thread,
        needs_clearing,
        words,
        **(_NOTHING if of_its_form is None else of_its_form(form)),
    )


_NOTHING: Final[dict[str, Any]] = {}

_OF_FORM: Final[dict[str, Callable[[Any], dict[str, Any]]]] = {
    "N1": lambda form: {
        "owners": tuple(one.owner for one in form.approached_objects),
        "operators": tuple(one.operator for one in form.objects),
    },
    "Q1": lambda form: {"asked": form.to},
    "Q3": lambda form: {"asked": form.to},
    "Q5": lambda form: {"asked": form.to},
    "H1": lambda form: {"step": form.decision, "draft": form.payload_sha256 or ""},
    "H2": lambda form: {"recipients": tuple(one.actor for one in form.recipients)},
    "S1": lambda form: {"step": form.commitment},
    "H4": lambda form: {"step": form.step, "since": form.since},
}
