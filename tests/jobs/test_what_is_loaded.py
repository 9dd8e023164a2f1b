"""A screen waits for what it needs and for nothing else: what the record needs is loaded with a record."""

import subprocess
import sys


def test_a_screen_loads_no_database_and_no_forms() -> None:
    code = (
        "import sys, dueregard.jobs.screen; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"polars", "numba"} <= loaded
    assert not loaded & {
        "sqlalchemy",
        "pydantic",
        "cryptography",
        "fastapi",
        "matplotlib",
        "scipy",
        "skyfield",
    }
