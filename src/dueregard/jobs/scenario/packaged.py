"""The packaged tables of the demo, read once: actors, population, situations, observation."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def demo_table(name: str) -> Mapping[str, Any]:
    """Return ``knowledge/demo/<name>.toml`` as written there. Read, never changed, by its users."""
    text = files("dueregard.knowledge").joinpath("demo", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
