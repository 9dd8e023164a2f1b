"""The screen of astroz on two-line text, timed in a process of its own, reading included.

    python peer_screen.py FILE.tle --start ISO --hours H --within KM --step MINUTES [--events FILE.npy]

Prints its times and counts as JSON; the events go to a file: rows of number 1, number 2, seconds after the start, km,
km/s. Needs astroz (the extra ``bench``) and nothing of ours.
"""

import argparse
import json
import time
from datetime import UTC, datetime

import astroz
import numpy as np


def main() -> None:
    about = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    about.add_argument("file")
    about.add_argument("--start", type=datetime.fromisoformat, required=True)
    about.add_argument("--hours", type=float, required=True)
    about.add_argument("--within", type=float, required=True)
    about.add_argument("--step", type=float, required=True)
    about.add_argument("--events")
    asked = about.parse_args()
    start = asked.start if asked.start.tzinfo else asked.start.replace(tzinfo=UTC)
    begin, begin_cpu = time.perf_counter(), time.process_time()
    objects = astroz.Constellation(asked.file)
    read = time.perf_counter()
    found = astroz.screen(
        objects, asked.hours * 60.0, threshold=asked.within, step=asked.step, start_time=start
    )
    end, end_cpu = time.perf_counter(), time.process_time()
    if asked.events:
        numbers = np.array(objects.satnums, np.float64)
        pair = np.sort(np.stack((numbers[found.i], numbers[found.j]), axis=1), axis=1)
        columns = (pair[:, 0], pair[:, 1], found.time * 60.0, found.distance, found.speed)
        np.save(asked.events, np.stack(columns, axis=1))
    times = {
        "wall_s": round(end - begin, 3),
        "reading_s": round(read - begin, 3),
        "cpu_s": round(end_cpu - begin_cpu, 3),
    }
    print(json.dumps(times | {"objects": objects.num_satellites, "events": len(found.time)}))


if __name__ == "__main__":
    main()
