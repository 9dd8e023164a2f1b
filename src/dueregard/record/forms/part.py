"""What every table of a form is: an immutable value with closed fields that keeps its own rules."""

from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator

from dueregard.record.forms.rules import Rule, Values


class Part(BaseModel):
    """A table of a form. Wrong fields, unknown fields and broken rules raise pydantic's ``ValidationError``."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)

    RULES: ClassVar[tuple[Rule, ...]] = ()

    @model_validator(mode="after")
    def _keeps_its_rules(self) -> Self:
        keep(self.RULES, self.__dict__)
        return self


def keep(rules: tuple[Rule, ...], values: Values) -> None:
    """Raise ``ValueError`` with what the first broken rule says."""
    for rule in rules:
        if wrong := rule.wrong(values):
            raise ValueError("; ".join(str(one) for one in wrong))
