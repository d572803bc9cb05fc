"""HTTP as the scanner uses it: the system's certificates, the proxies that were set, and nothing followed or kept.

No redirect is looked at, no cookie is kept, and no password of a `.netrc` is sent: the services that are asked need
none of it, and a network in between must not be able to use it.
"""

import datetime as dt
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import truststore
from requests.adapters import HTTPAdapter

from scanner.errors import UsageError
from scanner.language import _

_AGE_DIGITS = 10
"""No Age that is meant has as many."""


@dataclass(frozen=True)
class Network:
    """How to get out of the building.

    `proxy` is `http://[USER:PASSWORD@]HOST:PORT`; None leaves it to HTTP_PROXY, HTTPS_PROXY and NO_PROXY. `ca` is a PEM
    file with the authorities that sign the service's TLS certificate; None means those that the system trusts.
    """

    proxy: str | None = field(default=None, repr=False)  # a password may stand in it
    ca: Path | None = None

    def __post_init__(self) -> None:
        if self.proxy is not None:
            _check_proxy(self.proxy)
        if self.ca is not None:
            _context(self.ca)


class Session(requests.Session):
    """A session over this network.

    It leaves `Location` alone. `requests` interprets it even where redirects are off: an address that is none then
    ends the request with an error, while the connection stays open behind it.
    """

    def __init__(self, network: Network | None = None) -> None:
        super().__init__()
        network = network or Network()
        if network.proxy is not None:
            # The environment would win over what the person typed.
            self.trust_env = False
            self.proxies = {"http": network.proxy, "https": network.proxy}
        # Anything here keeps `requests` from looking into a .netrc.
        self.auth = _without_password
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # An encoded body could unpack to far more than was sent, and trust files are hashed as they come.
        self.headers["Accept-Encoding"] = "identity"
        self.mount("https://", _SystemCertificates(network.ca))

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Tell `requests` that there is nowhere to go."""
        return None


class _SystemCertificates(HTTPAdapter):
    """Trusts whom the system trusts, or one file; the list that `requests` brings knows no bank's own authority."""

    def __init__(self, ca: Path | None) -> None:
        self._ca = ca
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  # as the base class has it
        super().init_poolmanager(*arguments, **options, ssl_context=_context(self._ca))

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:  # noqa: ANN401  # as the base class has it
        return super().proxy_manager_for(proxy, **options, ssl_context=_context(self._ca))

    def cert_verify(self, conn: Any, url: str, verify: bool | str | None, cert: Any) -> None:  # noqa: ANN401  # as above
        """Leave the context as it is, but for a file that REQUESTS_CA_BUNDLE names."""
        if isinstance(verify, str) and self._ca is None:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]  # so it is in types-requests
        else:
            conn.cert_reqs = "CERT_REQUIRED"


def server_date(headers: Mapping[str, str]) -> dt.datetime | None:
    """Return what the server's clock showed when it answered (UTC), None where that cannot be read.

    A cache on the way hands out the Date of long ago and says in Age how long ago that was (RFC 9111 section 5.1).
    """
    try:
        date = parsedate_to_datetime(headers.get("Date", ""))
        age = headers.get("Age", "0")
        seconds = int(age) if age.isascii() and age.isdecimal() and len(age) < _AGE_DIGITS else 0
        return date.astimezone(dt.UTC) + dt.timedelta(seconds=seconds) if date.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _context(ca: Path | None) -> ssl.SSLContext:
    if ca is None:
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return ssl.create_default_context(cafile=str(ca))
    except (OSError, ssl.SSLError) as error:
        text = _("%(file)s cannot be used as the authorities of TLS (%(why)s); name a file with certificates in PEM.")
        raise UsageError(text % {"file": ca, "why": error.strerror or error}) from error


def _check_proxy(proxy: str) -> None:
    """Raise UsageError unless it is a proxy's address. The text is not repeated: a password may stand in it."""
    try:
        parts = urlsplit(proxy)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise UsageError(_("--proxy is no address of a proxy; give one like http://proxy.example.jp:3128."))


def _without_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
