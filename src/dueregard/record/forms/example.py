"""The packaged example of each form. Every State, organisation, operator and object in them is invented."""

from importlib.resources import files

from dueregard.record.forms.head import Form
from dueregard.record.forms.read import read_filing
from dueregard.record.forms.registry import form_of
from dueregard.record.forms.wrong import FormErrors


def example(number: str) -> Form:
    """Return the packaged example of the form with this number; ``ValueError`` where no form has it.

    >>> example("N1").filed_by, example("N1").fictional
    ('BOR', True)
    """
    name = f"{form_of(number).ABOUT.number}.json"
    payload = files("dueregard.knowledge").joinpath("filings", "examples", name).read_bytes()
    form = read_filing(payload)
    if isinstance(form, FormErrors):
        raise ValueError(f"the packaged example {name} cannot be read: {form}")
    return form
