"""What a person is told when an update is refused: one sentence for each kind of attack or mishap, with the next step.

Python-tuf says what it found in words for programmers; they stand in brackets behind ours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tuf.api import exceptions as tuf

from scanner.language import N_, _
from scanner.trust.errors import (
    AnotherOfficeError,
    ClockAheadError,
    EndlessDataError,
    FrozenError,
    HalfCopiedError,
    MalformedMetadataError,
    MixedFilesError,
    RollbackError,
    SourceError,
    TrustError,
    WrongSignatureError,
)

KEPT: Final = N_("What was stored before stays in use, unchanged.")

CLOCK_TOLERANCE: Final = timedelta(hours=1)
"""How far this machine's clock may be from others before it is called wrong."""

_SIGNED_BY = re.compile(r"was signed by (\d+)/\d+ keys")


class RedirectRefusedError(tuf.DownloadError):
    """The source answered with a redirect to another host (raised inside python-tuf, translated below)."""


class TlsRefusedError(tuf.DownloadError):
    """The source's TLS certificate is not accepted; the text is a sentence (translated below as well)."""


@dataclass(frozen=True)
class Circumstances:
    """What is known beside an error: this machine's clock, the source's (both UTC), and whether it is a folder."""

    clock: datetime
    server_date: datetime | None = None
    is_folder: bool = False


def explain_update_failure(error: tuf.RepositoryError | tuf.DownloadError, about: Circumstances) -> TrustError:
    """Translate what python-tuf raised into the error and sentence for a person."""
    if isinstance(error, TlsRefusedError):
        return SourceError(f"{error} {_(KEPT)}")
    for kind, ours, sentence in _candidates(error, about):
        if isinstance(error, kind):
            return ours(f"{_(sentence)} ({error}). {_(KEPT)}")
    text = _("The source's metadata cannot be used (%(error)s). %(kept)s")
    return MalformedMetadataError(text % {"error": error, "kept": _(KEPT)})


Row = tuple[type[Exception], type[TrustError], str]


def _candidates(error: Exception, about: Circumstances) -> Iterator[Row]:
    """Yield the rows to look at, the most telling first: what the words and the circumstances say, then the kind."""
    if isinstance(error, tuf.ExpiredMetadataError):
        if about.server_date is not None and about.clock - about.server_date > CLOCK_TOLERANCE:
            yield (
                tuf.ExpiredMetadataError,
                ClockAheadError,
                clock_differs(about.clock, about.server_date)
                + " "
                + _("So good trust files look expired. Set the clock, then update again"),
            )
        yield from (
            (tuf.ExpiredMetadataError, FrozenError, text) for role, text in _EXPIRED.items() if role in str(error)
        )
    signed = _SIGNED_BY.search(str(error))
    if signed is not None and signed[1] == "0":
        yield tuf.UnsignedMetadataError, AnotherOfficeError, _NOT_ONE_KEY
    if about.is_folder:
        yield from _IN_A_FOLDER
    yield from _SENTENCES


def clock_differs(clock: datetime, other: datetime) -> str:
    """Say that this machine's clock and the reference service's are plainly apart."""
    text = _("This machine's clock shows %(clock)s UTC, the reference service's %(other)s UTC: one of them is wrong.")
    return text % {"clock": f"{clock:%Y-%m-%d %H:%M}", "other": f"{other:%Y-%m-%d %H:%M}"}


_EXPIRED: dict[str, str] = {
    "timestamp": N_(
        "Update refused: the source offers expired files, signed hourly and now too old, so newer ones may be kept "
        "from you; try another source, and check the date of this machine"
    ),
    "snapshot": N_(
        "Update refused: the source's list of files has expired, so newer ones may be kept from you; try another "
        "source, and tell the chamber if it goes on"
    ),
    "targets": N_(
        "Update refused: the source's trust list has expired and no new one was signed, so newer ones may be kept from "
        "you; try another source, and tell the chamber"
    ),
    "status": N_(
        "Update refused: the source's revocations have expired, so newer ones may be kept from you; try another "
        "source, and tell the chamber"
    ),
    "root": N_(
        "Update refused: the root of all trust has expired and the source has no newer one; ask the chamber for its "
        "present root file, and compare the fingerprint before `scanner trust init`"
    ),
}

_NOT_ONE_KEY = N_(
    "Update refused: not one of the trusted keys signed what the source offers: it was altered, or it is another "
    "office's than the root that is pinned here; compare the root's fingerprint with the chamber's, and do not use "
    "this source"
)

_IN_A_FOLDER: tuple[Row, ...] = (
    (
        tuf.DownloadHTTPError,
        HalfCopiedError,
        N_("The folder lacks a file that it must have, so the copy is not complete; copy the whole folder again"),
    ),
    (
        tuf.LengthOrHashMismatchError,
        MixedFilesError,
        N_(
            "Update refused: a file in the folder is not the one that the signed list names: cut off while it was "
            "copied, from another state, or altered; copy the whole folder again, then tell the chamber"
        ),
    ),
)

# The first match counts, so a subclass comes before its base.
_SENTENCES: tuple[Row, ...] = (
    (
        tuf.ExpiredMetadataError,
        FrozenError,
        N_(
            "Update refused: the source offers expired files, so newer ones may be kept from you; try another source, "
            "and check the date of this machine"
        ),
    ),
    (
        tuf.BadVersionNumberError,
        RollbackError,
        N_(
            "Update refused: the source offers an older state than the one already accepted; try another source, and "
            "tell the chamber if it goes on"
        ),
    ),
    (
        tuf.UnsignedMetadataError,
        WrongSignatureError,
        N_(
            "Update refused: the source offers files without enough signatures of the trusted keys; do not use this "
            "source, and tell the chamber"
        ),
    ),
    (
        tuf.LengthOrHashMismatchError,
        MixedFilesError,
        N_(
            "Update refused: the source sent a file other than the signed list names, altered or from another state; "
            "try again, then try another source"
        ),
    ),
    (
        tuf.DownloadLengthMismatchError,
        EndlessDataError,
        N_("Update stopped: the source sends more data than announced or allowed; do not use this source"),
    ),
    (
        tuf.SlowRetrievalError,
        EndlessDataError,
        N_("Update stopped: the source takes too long; try again later or use another source"),
    ),
    (
        RedirectRefusedError,
        SourceError,
        N_("Update refused: the source redirects to another host; give the address of the reference service itself"),
    ),
    (
        tuf.DownloadHTTPError,
        SourceError,
        N_(
            "The source lacks a file that it must have; check the address, or tell the chamber that its trust files "
            "are incomplete"
        ),
    ),
    (
        tuf.DownloadError,
        SourceError,
        N_("The source cannot be reached; check address and network, or update from a folder (`--reference FOLDER`)"),
    ),
    (
        tuf.RepositoryError,
        MalformedMetadataError,
        N_(
            "Update refused: the source sent something that is not usable trust metadata, perhaps the sign-in page of "
            "a network; check the address"
        ),
    ),
)
