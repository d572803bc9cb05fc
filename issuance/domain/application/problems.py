"""What is wrong with an entry, or worth a second look, by field."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether it keeps the application from being submitted."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One sentence in the language that is spoken: what was got, what was expected, what to do.

    `field` is a name of `fields.py`, `goods.<line>.<column>`, `goods.<line>`, or `goods`, `papers`, `document`,
    `exporter`, `signatory` for what no single field answers for, '' for the whole.
    """

    field: str
    sentence: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether it keeps the application from being submitted."""
        return self.severity is Severity.ERROR


class Problems:
    """Collects them while an entry is read."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def error(self, field: str, sentence: str) -> None:
        """Add what must be put right."""
        self._found.append(Problem(field, sentence))

    def warning(self, field: str, sentence: str) -> None:
        """Add what should be looked at."""
        self._found.append(Problem(field, sentence, Severity.WARNING))

    def has_error(self, field: str) -> bool:
        """Tell whether a field is at fault already."""
        return any(problem.field == field and problem.is_error for problem in self._found)

    @property
    def all(self) -> tuple[Problem, ...]:
        """Errors first, else in the order in which they were found."""
        return tuple(sorted(self._found, key=lambda problem: not problem.is_error))
