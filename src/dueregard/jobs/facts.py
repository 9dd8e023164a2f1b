"""What the catalogue and the element sets say of each object, brought together by catalogue number."""

from collections.abc import Iterable, Mapping

import polars as pl

from dueregard.assess.scene import ObjectFacts
from dueregard.knowledge.owners import resolve
from dueregard.model.actor import Owner


def object_facts(
    elements: pl.DataFrame,
    satcat: pl.DataFrame,
    owners: Mapping[str, Owner],
    mentioned: Iterable[int] = (),
) -> dict[int, ObjectFacts]:
    """Return the facts of every object that has elements, stands in the catalogue or is mentioned on the record.

    Without a catalogue the owner is unknown, and the type is read from a name that ends in DEB or R/B, as catalogues
    write debris and rocket bodies; everything else stays UNKNOWN.
    """
    found: dict[int, ObjectFacts] = {}
    resolved: dict[str | None, Owner] = {}
    for row in satcat.iter_rows(named=True):
        code = row["owner"]
        if code not in resolved:
            resolved[code] = resolve(code, owners)
        found[row["norad_cat_id"]] = ObjectFacts(
            row["norad_cat_id"],
            row["object_name"] or f"object {row['norad_cat_id']}",
            row["object_id"],
            row["object_type"] or "UNKNOWN",
            row["ops_status_code"],
            resolved[code],
            row["launch_date"],
        )
    nobody = resolve(None, owners)
    columns = elements.select("norad_cat_id", "object_name", "object_id").unique("norad_cat_id", keep="first")
    for number, name, object_id in columns.iter_rows():
        if number not in found:
            found[number] = ObjectFacts(
                number, name or f"object {number}", object_id, _type_by_name(name), None, nobody, None
            )
    for number in mentioned:
        if number not in found:
            found[number] = ObjectFacts(number, f"object {number}", None, "UNKNOWN", None, nobody, None)
    return found


def _type_by_name(name: str | None) -> str:
    words = (name or "").upper().split()
    if "DEB" in words:
        return "DEBRIS"
    return "ROCKET BODY" if "R/B" in words else "UNKNOWN"
