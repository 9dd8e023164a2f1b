"""What is warmed is what is used: no screen compiles or loads a kernel later, so that the first use is said in time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
SCRIPT = """
import json, sys
from datetime import timedelta
from pathlib import Path

sys.path += [sys.argv[2] + "/orbit", sys.argv[2] + "/sky"]
from dueregard.orbit.warm import warm
from numba.core.dispatcher import Dispatcher

paths = sys.argv[1] == "paths"
warm(paths=paths)

def kernels():
    return {
        f"{name}.{label}": len(value.signatures)
        for name, loaded in list(sys.modules.items()) if name.startswith("dueregard.orbit")
        for label, value in vars(loaded).items() if isinstance(value, Dispatcher) and value.__module__ == name
    }

before = kernels()
import oem_writing
from invented_orbits import belt, companion, elements, meeting, orbit
from dueregard.orbit.screen import screen
from dueregard.orbit.screen_path import screen_paths
from dueregard.sky.oem import read_oem

start = oem_writing.instant(oem_writing.grid("low")[0])
one = orbit(1, perigee_km=500.0, epoch=start.replace(tzinfo=None))
rows = [one, companion(2, one, ahead_km=2.0), meeting(3, one, start + timedelta(minutes=40), inclination_deg=97.0)]
rows += [orbit(4, perigee_km=300.0, apogee_km=35_000.0, inclination_deg=11.4, epoch=start.replace(tzinfo=None))]
at = start.replace(tzinfo=None)
rows += [orbit(10 + k, perigee_km=450.0, ra_of_asc_node_deg=k * 7.0, epoch=at) for k in range(40)]
rows += [belt(5, 10.0, start), orbit(6, perigee_km=60.0, epoch=start.replace(tzinfo=None), bstar=0.1)]
table = elements(rows)
found = len(screen(table, start, 6.0, 50.0, threads=2).approaches)
if paths:
    file = Path(sys.argv[3]) / "plan.oem"
    file.write_text(oem_writing.message("low"))
    found = len(screen_paths(read_oem(file).values, table, start, 6.0, 300.0, threads=2).approaches)
later = {name: count for name, count in kernels().items() if before.get(name) != count}
print(json.dumps({"found": found, "later": later}))
"""


@pytest.mark.parametrize("what", ["catalogue", "paths"])
def test_no_kernel_is_loaded_after_warming(what: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, what, str(TESTS), str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    said = json.loads(ended.stdout)
    assert said["found"] > 0
    assert said["later"] == {}
