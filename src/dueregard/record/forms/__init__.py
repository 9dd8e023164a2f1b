"""The forms of filings: what each says, its bytes, its blank, its JSON Schema. ``docs/filings.md`` shows them all."""

from dueregard.record.forms.blank import blank
from dueregard.record.forms.example import example
from dueregard.record.forms.head import About, Form, PublicDocument
from dueregard.record.forms.paper import to_text
from dueregard.record.forms.read import MOST_BYTES, read_filing, write_filing
from dueregard.record.forms.registry import FORMS, GROUPS, form_of
from dueregard.record.forms.schema import json_schema
from dueregard.record.forms.to_model import head_of, left_out, parties, to_model
from dueregard.record.forms.toml_read import from_toml
from dueregard.record.forms.toml_write import to_toml
from dueregard.record.forms.wording import english
from dueregard.record.forms.wrong import FormErrors, WrongField

__all__ = [
    "FORMS",
    "GROUPS",
    "MOST_BYTES",
    "About",
    "Form",
    "FormErrors",
    "PublicDocument",
    "WrongField",
    "blank",
    "english",
    "example",
    "form_of",
    "from_toml",
    "head_of",
    "json_schema",
    "left_out",
    "parties",
    "read_filing",
    "to_model",
    "to_text",
    "to_toml",
    "write_filing",
]
