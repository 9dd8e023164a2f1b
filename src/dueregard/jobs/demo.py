"""The demo: a fictional scenario with known truth, run through the whole chain."""

from collections.abc import Callable
from pathlib import Path

from dueregard.jobs.kernels import kernels_ready
from dueregard.jobs.manifest import write_run
from dueregard.jobs.monitor import Asked, monitor
from dueregard.jobs.scenario.build import SHIPPED_SEED, Scenario, build_scenario
from dueregard.model.run import MonitorRun

Progress = Callable[[str, float], None]


def asked_of(scenario: Scenario) -> Asked:
    """Return what the chain is asked of a scenario: its inputs, never its truth."""
    return Asked(
        (scenario.elements,),
        scenario.satcat,
        scenario.start,
        scenario.hours,
        records=(scenario.record,),
        owners=scenario.owners,
        criteria=(scenario.criteria,),
        title="Thirty days in a fictional sky",
        fictional=True,
        command=f"dueregard demo --seed {scenario.seed}",
    )


def demo(
    folder: Path, seed: int = SHIPPED_SEED, progress: Progress | None = None
) -> tuple[Scenario, MonitorRun, tuple[str, ...]]:
    """Build the scenario, run the main job on it and write the report; return all three.

    The inputs (and, for the reader only, the truth) lie in ``folder/inputs``.
    """
    with kernels_ready(progress):
        pass  # the scenario is built with them: there is nothing to do beside
    if progress is not None:
        progress("building the scenario", 0.0)
    scenario = build_scenario(seed, folder)
    asked = asked_of(scenario)
    run = monitor(asked, progress)
    if progress is not None:
        progress("writing the report", 0.0)
    names = write_run(run, asked, folder, inputs="inputs")
    if progress is not None:
        progress("writing the report", 1.0)
    return scenario, run, names
