"""From verified bytes to the values that `signing.verify` works with."""

from scanner.language import _
from scanner.trust.errors import MalformedMetadataError
from scanner.trust.store import StoredTrust
from signing.errors import MalformedError
from signing.status import StatusFile, parse_status
from signing.trust import Trust, parse_survivors, parse_trust_list


def trust_of(stored: StoredTrust) -> Trust:
    """Return chambers, keys and survivors.

    Raises MalformedMetadataError where signed bytes cannot be read: then this scanner is older than their format.
    """
    try:
        return Trust(
            trust_list=parse_trust_list(stored.trust_list),
            refreshed_at=stored.last_refresh,
            survivors={bytes.fromhex(kid): parse_survivors(data) for kid, data in stored.survivors.items()},
        )
    except (MalformedError, ValueError) as error:
        raise _unreadable(error) from error


def status_of(stored: StoredTrust) -> StatusFile | None:
    """Return the revocations, None where none were published; raises as `trust_of` does."""
    if stored.status is None:
        return None
    try:
        return parse_status(stored.status)
    except MalformedError as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> MalformedMetadataError:
    return MalformedMetadataError(
        _("The trust files are genuine, but this scanner cannot read them: %(error)s Update the scanner.", error=error)
    )
