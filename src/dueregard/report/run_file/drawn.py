"""The pictures of an approach as bytes, and back: drawing them takes a hundred times as long as reading them."""

import json
import zlib
from dataclasses import fields
from typing import Any

from markupsafe import Markup

from dueregard.model.run import RangeSeries
from dueregard.report.approach_pictures import Pictures

_DRAWINGS = ("range_svgs", "path_svgs")


def pictures_bytes(pictures: Pictures) -> bytes:
    """Return the pictures without their series, packed."""
    plain = {one.name: getattr(pictures, one.name) for one in fields(Pictures) if one.name != "series"}
    return zlib.compress(json.dumps(plain, ensure_ascii=False).encode("utf-8"), 6)


def pictures_from(data: bytes, series: RangeSeries | None) -> Pictures:
    """Return the pictures in these bytes, of this series; ValueError where there are none."""
    try:
        said: dict[str, Any] = json.loads(zlib.decompress(data))
        values: dict[str, Any] = {
            name: tuple(one) if isinstance(one, list) else one for name, one in said.items()
        }
        for name in _DRAWINGS:  # made by us, escaped when they were drawn
            values[name] = tuple(Markup(svg) for svg in values[name])  # noqa: S704
        return Pictures(**values, series=series)
    except (zlib.error, KeyError, TypeError) as error:
        raise ValueError(f"the pictures of an approach cannot be unpacked: {error}") from error
