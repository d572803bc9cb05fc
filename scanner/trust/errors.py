"""Why trust could not be updated or read: one class, and one sentence, for each kind of attack or mishap."""

from tuf.api import exceptions as tuf

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


class SourceError(TrustError):
    """The source of updates cannot be reached, lacks a file or redirects elsewhere."""


class EndlessDataError(TrustError):
    """The source sends more bytes than allowed, or takes longer than allowed."""


class WrongSignatureError(TrustError):
    """Metadata lacks signatures of the keys that the trusted root names."""


class RollbackError(TrustError):
    """The source offers a state older than one already accepted."""


class FrozenError(TrustError):
    """The source offers metadata that has expired: somebody may be hiding newer states."""


class MixedFilesError(TrustError):
    """A file is not the one that the signed metadata lists: altered, or taken from another state."""


class MalformedMetadataError(TrustError):
    """What the source sent is not TUF metadata, or lacks what it must contain."""


KEPT = "What was stored before stays in use, unchanged."


class RedirectRefusedError(tuf.DownloadError):
    """The source answered with a redirect to another host (raised inside python-tuf, translated below)."""


def explain_update_failure(error: tuf.RepositoryError | tuf.DownloadError) -> TrustError:
    """Translate what python-tuf raised into the error and sentence for a person."""
    for kind, ours, sentence in _SENTENCES:
        if isinstance(error, kind):
            return ours(f"{sentence} ({error}). {KEPT}")
    return MalformedMetadataError(f"The source's metadata cannot be used ({error}). {KEPT}")


# The first match counts, so a subclass comes before its base.
_SENTENCES: tuple[tuple[type[Exception], type[TrustError], str], ...] = (
    (
        tuf.ExpiredMetadataError,
        FrozenError,
        "Update refused: the source offers expired files, so newer ones may be kept from you; try another source, "
        "and check the date of this machine",
    ),
    (
        tuf.BadVersionNumberError,
        RollbackError,
        "Update refused: the source offers an older state than the one already accepted; try another source, and "
        "tell the chamber if it goes on",
    ),
    (
        tuf.UnsignedMetadataError,
        WrongSignatureError,
        "Update refused: the source offers files without enough signatures of the trusted keys; do not use this "
        "source, and tell the chamber",
    ),
    (
        tuf.LengthOrHashMismatchError,
        MixedFilesError,
        "Update refused: the source sent a file other than the signed list names, altered or from another state; "
        "try again, then try another source",
    ),
    (
        tuf.DownloadLengthMismatchError,
        EndlessDataError,
        "Update stopped: the source sends more data than announced or allowed; do not use this source",
    ),
    (
        tuf.SlowRetrievalError,
        EndlessDataError,
        "Update stopped: the source takes too long; try again later or use another source",
    ),
    (
        RedirectRefusedError,
        SourceError,
        "Update refused: the source redirects to another host; give the address of the reference service itself",
    ),
    (
        tuf.DownloadHTTPError,
        SourceError,
        "The source lacks a file that it must have; check the address, or tell the chamber that its trust files are "
        "incomplete",
    ),
    (
        tuf.DownloadError,
        SourceError,
        "The source cannot be reached; check address and network, or update from a folder (`--reference FOLDER`)",
    ),
    (
        tuf.RepositoryError,
        MalformedMetadataError,
        "Update refused: the source sent something that is not usable trust metadata, perhaps the sign-in page of a "
        "network; check the address",
    ),
)
