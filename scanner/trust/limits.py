"""Every bound of the trust client in one place."""

from dataclasses import dataclass
from datetime import timedelta

from signing.status import MAX_STATUS_BYTES
from signing.trust import MAX_SURVIVORS_BYTES, MAX_TRUST_LIST_BYTES


@dataclass(frozen=True)
class TrustLimits:
    """Upper bounds; whatever exceeds them is refused. Sizes are in bytes, times in seconds."""

    root_size: int = 64 * 1024
    timestamp_size: int = 16 * 1024
    snapshot_size: int = 64 * 1024
    targets_size: int = 1024 * 1024
    trust_list_size: int = MAX_TRUST_LIST_BYTES
    status_size: int = MAX_STATUS_BYTES
    """About seven million revoked certificates at nine bytes each."""
    survivors_size: int = MAX_SURVIVORS_BYTES
    """One list of survivors of one compromised key."""
    survivors_count: int = 1000
    root_rotations: int = 256
    """New roots followed in one update: sixty years of quarterly renewal."""
    redirects: int = 3
    connect_seconds: float = 10
    silence_seconds: float = 20
    """How long the source may send nothing at all."""
    update_seconds: float = 300
    """How long one update may take as a whole, so that a trickle of bytes ends as well."""
    clock_tolerance: timedelta = timedelta(minutes=5)
    """A clock may be corrected by this much without being called set back."""
