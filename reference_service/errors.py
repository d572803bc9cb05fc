"""Errors of the reference service. Pages and problem documents are made of them at the edge alone."""


class ReferenceServiceError(Exception):
    """Base of every error that this package raises. Its message is a sentence for a person."""


class ConfigError(ReferenceServiceError):
    """A setting that is unknown, missing or unusable; the message names it."""


class TrustUnavailableError(ReferenceServiceError):
    """The published trust files are missing, damaged or contradict each other."""


class BulletinRefusedError(ReferenceServiceError):
    """A bulletin that is not taken over; the last good one stays in use."""


class ServerError(ReferenceServiceError):
    """The development server cannot start, for example because the port is taken."""


class AssetsMissingError(ReferenceServiceError):
    """The style and scripts of the pages have not been built."""


class TooManyRequestsError(ReferenceServiceError):
    """A caller has used up a limit, so nothing was looked up: which limit, and when to try again."""

    def __init__(self, limit: str, wait_seconds: int) -> None:
        super().__init__(f"The limit {limit!r} is used up for {wait_seconds} more seconds; nothing was looked up.")
        self.limit = limit
        self.wait_seconds = wait_seconds


class KeyRefusedError(ReferenceServiceError):
    """The API key that was sent is not good. `code` is for programs; the message says what to do, never the key."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
