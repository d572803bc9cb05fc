"""Why trust could not be updated or read: one class for each kind of attack or mishap; `refusals` has the sentences."""

from scanner.errors import ScannerError


class TrustError(ScannerError):
    """Trust files cannot be used. After a failed update the last good state is still in place."""


class NotPinnedError(TrustError):
    """No root has been pinned: there is nothing that trust could start from."""


class NotRefreshedError(TrustError):
    """A root is pinned, but nothing has been fetched yet."""


class StoredTrustAlteredError(TrustError):
    """A file of the cache is missing or is not what the signed metadata says."""


class ClockSetBackError(TrustError):
    """The clock shows a time long before one that it has shown already."""


class ClockAheadError(TrustError):
    """The clock shows a time far ahead of the source's: good files would look expired."""


class SourceError(TrustError):
    """The source of updates cannot be reached, lacks a file or redirects elsewhere."""


class HalfCopiedError(SourceError):
    """A folder lacks files, or has some that were cut off: a copy that was not finished."""


class EndlessDataError(TrustError):
    """The source sends more bytes than allowed, or takes longer than allowed."""


class WrongSignatureError(TrustError):
    """Metadata lacks signatures of the keys that the trusted root names."""


class AnotherOfficeError(WrongSignatureError):
    """Not one of the trusted keys signed the metadata."""


class RollbackError(TrustError):
    """The source offers a state older than one already accepted."""


class FrozenError(TrustError):
    """The source offers metadata that has expired: somebody may be hiding newer states."""


class MixedFilesError(TrustError):
    """A file is not the one that the signed metadata lists: altered, or taken from another state."""


class MalformedMetadataError(TrustError):
    """What the source sent is not TUF metadata, or lacks what it must contain."""
