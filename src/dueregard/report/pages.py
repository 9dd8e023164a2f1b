"""Templates made into pages: escaping on, one style sheet, a security policy that lets nothing in from outside.

A page is one file that opens from a disk without a network and without a script. The style sheet stands inside
each page, so that a page can be passed on by itself; its hash is the only style the policy admits.
"""

from functools import lru_cache
from typing import Final, Protocol

from jinja2 import Environment
from markupsafe import Markup, escape

from dueregard.model.run import MonitorRun
from dueregard.report import dates, quantities, words
from dueregard.report.environment import environment
from dueregard.report.style import style_hash

LIMIT_BYTES: Final = 100_000  # DESIGN §8: pages under 100 kB, for a slow line


class Render(Protocol):
    """How a template becomes a page: it gets ``run`` and whatever else it names."""

    def __call__(self, template: str, run: MonitorRun, /, **context: object) -> str:
        """Return the page made from ``template``."""
        ...


def render(template: str, run: MonitorRun, /, **context: object) -> str:
    """Return the page made from ``template`` for the folder of a report."""
    return _environment().get_template(template).render(run=run, **context)


def weight(page: str) -> int:
    """Return how many bytes the page takes on disk."""
    return len(page.encode())


def inked(text: str, name1: str, name2: str) -> Markup:
    """Return the text, escaped, with the two objects' names in their inks.

    >>> str(inked("A&B stayed near C.", "A&B", "C"))
    '<span class="one">A&amp;B</span> stayed near <span class="two">C</span>.'
    """
    inks = {name2: "two", name1: "one"}  # alike for both where the names are the same: then the first
    inks.pop("", None)
    out = Markup()
    rest = text
    while rest:
        # the longer name first where one contains the other
        found = min(
            ((rest.find(name), -len(name), name) for name in inks if name in rest), default=(-1, 0, "")
        )
        at, _, name = found
        if at < 0:
            break
        ink = Markup('<span class="{}">{}</span>').format(inks[name], name)
        out += escape(rest[:at]) + ink
        rest = rest[at + len(name) :]
    return out + escape(rest)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = environment("dueregard.report")
    # In a folder a page links to its neighbours by their names, and objects have none.
    made.globals.update(
        layout="base.html.j2", to=lambda name: name, of_object=lambda _number: "", style_hash=style_hash()
    )
    return with_words(made)


def with_words(made: Environment) -> Environment:
    """Return the environment with the words and filters of a run's templates, wherever they are shown."""
    made.globals.update(
        EXPLANATIONS=words.EXPLANATIONS,
        STEPS=words.STEPS,
        REGIONS=words.REGIONS,
        KINDS=words.KINDS,
        OUTCOMES=words.OUTCOMES,
    )
    made.filters.update(
        instant=dates.instant,
        day=dates.day,
        duration=dates.duration,
        number=quantities.count,
        km=quantities.km,
        km_interval=quantities.km_interval,
        threshold=quantities.threshold,
        short_hash=quantities.short_hash,
        size=quantities.size,
        shape=words.shape,
        mark=words.mark,
    )
    return made
