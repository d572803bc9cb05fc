"""Where updates come from: `--reference` as an address, or as a folder."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from scanner.language import _
from scanner.session import Network
from scanner.trust.errors import SourceError
from scanner.trust.fetch import BoundedFetcher, FolderFetcher, HttpFetcher
from scanner.trust.limits import TrustLimits

_MAX_LABEL = 63
"""Characters between two dots of a host's name (RFC 1035); beyond that libraries raise errors of their own."""


@dataclass(frozen=True)
class TrustSource:
    """A repository of trust files. `base_url` ends in a slash; `metadata/` and `targets/` lie below it."""

    base_url: str
    open: Callable[[], BoundedFetcher]
    """Makes the fetcher for one update."""


def source_of(reference: str, limits: TrustLimits | None = None, network: Network | None = None) -> TrustSource:
    """Return the source that `reference` names.

    `https://ref.example.jp` means the files below `/trust/` there; a folder or a `file://` address means a copy of
    the repository, on a USB stick for instance. Raises SourceError for anything else.
    """
    bounds = limits or TrustLimits()
    if reference.partition(":")[0].lower() in {"http", "https"}:
        check_address(reference)
        return TrustSource(f"{reference.rstrip('/')}/trust/", partial(HttpFetcher, bounds, network=network))
    parts = urlsplit(reference)
    folder = Path(url2pathname(parts.path)) if parts.scheme == "file" else Path(reference)
    for candidate in (folder, folder / "trust", folder / "trust" / "repository"):
        if (candidate / "metadata").is_dir():
            return TrustSource(f"{candidate.resolve().as_uri()}/", partial(FolderFetcher, candidate))
    text = _(
        "%(given)r is neither an http(s) address nor a folder with trust files; give the address of the reference "
        "service, or a folder that has `metadata` and `targets` in it."
    )
    raise SourceError(text % {"given": reference})


def check_address(reference: str) -> None:
    """Raise SourceError unless `reference` is the address of a site: http or https, a host, perhaps a port and path.

    What a person could take for another host is refused: a name before an @, and letters that only look like ASCII.
    """
    try:
        parts = urlsplit(reference)
        labels = (parts.hostname or "").removesuffix(".").split(".")
        port = parts.port
    except ValueError:
        raise _no_address(reference) from None
    well_formed = port != 0 and all(0 < len(label) <= _MAX_LABEL for label in labels)
    if not well_formed or parts.scheme not in {"http", "https"} or parts.query or parts.fragment:
        raise _no_address(reference)
    if "@" in parts.netloc:
        # It is not repeated: a password may stand in it.
        text = _("The address of a reference service has no name or password: what stands before the @ is no host.")
        raise SourceError(text)
    if not parts.netloc.isascii():
        text = _(
            "%(given)r has letters that look like others; if the host is really written so, give its name in ASCII "
            "(xn--…)."
        )
        raise SourceError(text % {"given": reference})


def _no_address(reference: str) -> SourceError:
    text = _("%(given)r is no address of a reference service; give one like https://ref.example.jp.")
    return SourceError(text % {"given": reference})
