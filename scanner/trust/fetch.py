"""Bytes from a web server or a folder, bounded in size, time and where they may come from.

Python-tuf verifies what arrives; these fetchers keep a hostile source from wasting memory, time or requests. The
size of each file is bounded by python-tuf's `download_file`, which counts what the fetchers yield.
"""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import requests
import urllib3
from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient import FetcherInterface

from scanner.session import Network, Session, server_date
from scanner.tls import tls_problem
from scanner.trust.limits import TrustLimits
from scanner.trust.refusals import RedirectRefusedError, TlsRefusedError

CHUNK = 64 * 1024
"""Bytes read at a time."""


class BoundedFetcher(FetcherInterface):
    """A fetcher for one update, closed after it."""

    is_folder = False
    """Whether it reads a copy that a person made, which can be half a copy."""
    server_date: dt.datetime | None = None
    """What the source's clock showed at its last answer (UTC), where it has one. Nobody signed it."""

    def close(self) -> None:
        """Let go of connections, where there are any."""


class HttpFetcher(BoundedFetcher):
    """Fetches over HTTP or HTTPS with proxies and certificates as `requests` finds them.

    Make a new one for each update: `update_seconds` counts from the first fetch.
    """

    def __init__(
        self,
        limits: TrustLimits,
        monotonic: Callable[[], float] = time.monotonic,
        network: Network | None = None,
    ) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._deadline: float | None = None
        self._session = Session(network)

    def _fetch(self, url: str) -> Iterator[bytes]:
        if self._deadline is None:
            self._deadline = self._monotonic() + self._limits.update_seconds
        response = self._follow(url, self._deadline)
        # The latest counts: what never changes may come out of a cache, with its date of then.
        dates = [date for date in (self.server_date, server_date(response.headers)) if date is not None]
        self.server_date = max(dates, default=None)
        if response.status_code != requests.codes.ok:
            response.close()
            raise DownloadHTTPError(f"{url} answered with status {response.status_code}", response.status_code)
        return self._chunks(response, self._deadline)

    def close(self) -> None:
        """Close the connections that were kept for further files."""
        self._session.close()

    def _follow(self, url: str, deadline: float) -> requests.Response:
        """Get `url`, following redirects only within the same scheme, host and port."""
        target = url
        for _ in range(self._limits.redirects + 1):
            response = self._get(target, deadline)
            if not response.is_redirect:
                return response
            response.close()
            target = _joined(target, response.headers["Location"])
            if _origin(target) != _origin(url):
                raise RedirectRefusedError(f"{url} leads to {target}")
        raise RedirectRefusedError(f"{url} redirects more than {self._limits.redirects} times")

    def _get(self, url: str, deadline: float) -> requests.Response:
        """Send one request and return its answer up to the end of the headers, by `deadline`.

        It runs in a thread of its own, for `requests` bounds the silence between two bytes but not a header that
        trickles in for ever. A thread that is given up ends with its connection, at the latest with the program.
        """
        answer: Future[requests.Response] = Future()
        threading.Thread(target=self._ask, args=(url, answer), daemon=True).start()
        try:
            return answer.result(timeout=max(deadline - self._monotonic(), 0))
        except (TimeoutError, requests.Timeout) as error:
            raise SlowRetrievalError(f"{url} did not answer in time") from error
        except requests.exceptions.SSLError as error:
            raise TlsRefusedError(tls_problem(error, urlsplit(url).netloc)) from error
        except requests.RequestException as error:
            raise DownloadError(f"{url}: {_reason(error)}") from error

    def _ask(self, url: str, answer: Future[requests.Response]) -> None:
        timeouts = (self._limits.connect_seconds, self._limits.silence_seconds)
        try:
            answer.set_result(self._session.get(url, stream=True, timeout=timeouts, allow_redirects=False))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            answer.set_exception(error)

    def _chunks(self, response: requests.Response, deadline: float) -> Iterator[bytes]:
        try:
            # read1 returns what has come so far; read would wait for a whole chunk and let a trickle go on for ever.
            while chunk := response.raw.read1(CHUNK, decode_content=False):
                yield chunk
                if self._monotonic() > deadline:
                    raise SlowRetrievalError(f"{response.url} took the update over {self._limits.update_seconds} s")
        except urllib3.exceptions.TimeoutError as error:
            raise SlowRetrievalError(f"{response.url} fell silent") from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise DownloadError(f"{response.url} broke off") from error
        finally:
            response.close()


class FolderFetcher(BoundedFetcher):
    """Reads a repository in a folder, such as a USB stick. Links that lead out of the folder are not followed."""

    is_folder = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def _fetch(self, url: str) -> Iterator[bytes]:
        relative = unquote(urlsplit(url).path.removeprefix(urlsplit(self._folder.as_uri()).path).lstrip("/"))
        file = (self._folder / relative).resolve()
        if not file.is_relative_to(self._folder) or not file.is_file():
            raise DownloadHTTPError(f"{self._folder} has no file {relative}", 404)
        return self._chunks(file)

    @staticmethod
    def _chunks(file: Path) -> Iterator[bytes]:
        try:
            with file.open("rb") as opened:
                while chunk := opened.read(CHUNK):
                    yield chunk
        except OSError as error:
            raise DownloadError(f"{file} cannot be read") from error


def _reason(error: requests.RequestException) -> str:
    """Return a few words for what `requests` tells in a nest of object names."""
    # A ProxyError is a kind of ConnectionError, so it comes first.
    for kind, words in (
        (requests.exceptions.ProxyError, "the proxy refuses or does not answer"),
        (requests.exceptions.ConnectionError, "no connection"),
    ):
        if isinstance(error, kind):
            return words
    return f"the request failed ({type(error).__name__})"


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise RedirectRefusedError(f"{url} leads to something that is no address") from error


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
