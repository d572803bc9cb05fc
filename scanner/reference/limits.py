"""Every bound of asking the reference service in one place."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReferenceLimits:
    """Bounds of one question. Sizes in bytes, times in seconds."""

    answer_size: int = 8 * 1024 * 1024
    """A certificate of 1 MB stands in the answer twice: verbatim in base64, and parsed."""
    connect_seconds: float = 5
    silence_seconds: float = 10
    answer_seconds: float = 30
    """How long one question may take as a whole, with all attempts, so that a trickle of bytes ends as well."""
    attempts: int = 3
    """How often a question is put where the connection breaks off or the service is busy."""
    backoff_seconds: float = 0.5
    """Longest wait before the second attempt; it doubles with each further one. The actual wait is drawn below it."""
    longest_wait_seconds: float = 10
    """A service that wants us to come back later than this (Retry-After) is not waited for."""
    pause_seconds: float = 10
    """How long a service that kept us waiting in vain is not asked again: forty documents would wait forty times."""
    given_up: int = 8
    """Exchanges that were given up and may still hang; with more of them nothing new is asked."""
    batch_rows: int = 100
    """Questions in one request: the service sends no more certificates in one answer."""
