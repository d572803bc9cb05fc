"""Where updates come from: `--reference` as an address, or as a folder."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from scanner.trust.errors import SourceError
from scanner.trust.fetch import BoundedFetcher, FolderFetcher, HttpFetcher
from scanner.trust.limits import TrustLimits


@dataclass(frozen=True)
class TrustSource:
    """A repository of trust files. `base_url` ends in a slash; `metadata/` and `targets/` lie below it."""

    base_url: str
    open: Callable[[], BoundedFetcher]
    """Makes the fetcher for one update."""


def source_of(reference: str, limits: TrustLimits | None = None) -> TrustSource:
    """Return the source that `reference` names.

    `https://ref.example.jp` means the files below `/trust/` there; a folder or a `file://` address means a copy of
    the repository, on a USB stick for instance. Raises SourceError for anything else.
    """
    bounds = limits or TrustLimits()
    parts = urlsplit(reference)
    if parts.scheme in {"http", "https"}:
        if not parts.hostname or parts.query or parts.fragment:
            raise SourceError(
                f"{reference!r} is no address of a reference service; give one like https://ref.example.jp."
            )
        return TrustSource(f"{reference.rstrip('/')}/trust/", partial(HttpFetcher, bounds))
    folder = Path(url2pathname(parts.path)) if parts.scheme == "file" else Path(reference)
    for candidate in (folder, folder / "trust", folder / "trust" / "repository"):
        if (candidate / "metadata").is_dir():
            return TrustSource(f"{candidate.resolve().as_uri()}/", partial(FolderFetcher, candidate))
    raise SourceError(
        f"{reference!r} is neither an http(s) address nor a folder with trust files; give the address of the reference "
        "service, or a folder that has `metadata` and `targets` in it."
    )
