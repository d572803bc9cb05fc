"""How long an issue is tried again by itself before a person has to look: nothing hangs half-way for ever.

What was answered and refused is tried a few times more, for the cause may be mended meanwhile. What could not be
reached is waited for a day: after an outage of an hour nobody has to press a button for each of forty applications.
"""

import datetime as dt
from collections.abc import Iterator

from issuance.errors import ClockError, ConflictError, StorageError
from issuance.language import _
from issuance.storage.issue_tries import Tries
from register.errors import RefusedError as RegisterRefusedError
from register.errors import RegisterDamagedError, RegisterUnavailableError

MOST_REFUSALS = 10
LONGEST_WAIT = dt.timedelta(days=1)


def may_pass(error: Exception, *, has_number: bool) -> bool:
    """Tell whether what stood in the way may pass by itself. A number that is taken is never left for a small thing."""
    passing = isinstance(error, StorageError | RegisterUnavailableError | OSError | ClockError)
    return passing or (isinstance(error, ConflictError) and has_number)


def is_in_vain(tries: Tries, now: dt.datetime, error: Exception) -> bool:
    """Tell whether it was tried for long enough."""
    refused = any(isinstance(each, RegisterRefusedError | RegisterDamagedError) for each in _causes(error))
    return (refused and tries.count >= MOST_REFUSALS) or now - tries.first_at >= LONGEST_WAIT


def in_vain(tries: Tries, reason: str) -> str:
    """Return the sentence that an officer reads."""
    return _("Tried %(count)s times in vain; tell the operator. %(reason)s", count=tries.count, reason=reason)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
