"""What the reading of an entry comes to."""

from dataclasses import dataclass

from issuance.domain.application.problems import Problem
from signing.canonical import JsonObject


@dataclass(frozen=True)
class Reading:
    """What was read. `draft` is None as long as there is an error; warnings stand beside a draft."""

    draft: JsonObject | None
    problems: tuple[Problem, ...]
    destination: str | None = None
    """ISO code of the country where the goods go, as soon as it can be read; None for a signature certification."""
    invoice_number: str | None = None
    """As it will be printed."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps it from being submitted."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What should be looked at."""
        return tuple(problem for problem in self.problems if not problem.is_error)
