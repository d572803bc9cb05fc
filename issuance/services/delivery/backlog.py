"""However many applications wait: they are taken in slices, each of which begins with what is in a hurry by then.

    for outcome in in_slices(job, "TYO", lambda keys: (job.issue("TYO", key) for key in keys)): …

Memory does not grow with the backlog, and who has paid for rush does not wait for ten thousand others to be done.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from issuance.errors import StorageError
from issuance.services.delivery.job import Outcome, What

SLICE = 500
"""Some ten seconds to a minute of work."""

MOST_LATER = 10
"""So many in a row that could not be issued now have one cause: the round ends, and the next one tries again."""


class Waiting(Protocol):
    """What is asked of the issue job."""

    def waiting(self, chamber: str, most: int = ...) -> Sequence[str]:
        """Return the applications that wait, in the order in which they are to be issued."""


def in_slices(
    job: Waiting, chamber: str, issue: Callable[[Sequence[str]], Iterable[Outcome]], size: int = SLICE
) -> Iterator[Outcome]:
    """Issue all that waits in a chamber, each application once; yield what became of each.

    Raises `StorageError` with its sentence where the same seems to keep all of them from being issued now.
    """
    left: set[str] = set()
    """Tried, and waiting still: another job is at it, or something could not be reached."""
    row = 0
    while keys := [key for key in job.waiting(chamber, size + len(left)) if key not in left]:
        for outcome in issue(keys):
            if outcome.what in (What.LATER, What.PASSED):
                left.add(outcome.application)
            row = row + 1 if outcome.what is What.LATER else 0
            yield outcome
            if row == MOST_LATER:
                raise StorageError(outcome.reason)
