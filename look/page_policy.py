"""What a page may load, run and use, as the headers that tell the browser so.

Pages get `PLAIN`: their own style sheet and pictures, no script. A page that carries scripts names what else it needs,
beside its view:

    SCAN = PagePolicy({"script-src": "'self'", "connect-src": "'self'"}, {"camera": "(self)"})

    @pages.get("/scan")
    @with_policy(SCAN)
    def scan() -> ResponseReturnValue: ...

The policy is that of the page which the view returns: an error page in its place keeps the plain one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import ParamSpec

from flask import Response, make_response
from flask.typing import ResponseReturnValue

Arguments = ParamSpec("Arguments")

_SOURCES = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_PERMISSIONS = {"camera": "()", "geolocation": "()", "microphone": "()"}


@dataclass(frozen=True)
class PagePolicy:
    """What a page needs beyond the plain one.

    `sources` are directives of its Content-Security-Policy (W3C CSP 3), `permissions` those of its Permissions-Policy.
    A directive that is named here replaces the plain one, so `"img-src": "'self' blob:"` names `'self'` again.
    """

    sources: Mapping[str, str] = field(default_factory=dict)
    permissions: Mapping[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """Return the two headers."""
        sources = {**_SOURCES, **self.sources}
        permissions = {**_PERMISSIONS, **self.permissions}
        return {
            "Content-Security-Policy": "; ".join(f"{name} {allowed}" for name, allowed in sources.items()),
            "Permissions-Policy": ", ".join(f"{name}={allowed}" for name, allowed in permissions.items()),
        }


PLAIN = PagePolicy()
"""No script, nothing inline, nothing from elsewhere."""

OF_EVERY_ANSWER = {
    **PLAIN.headers,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Addresses of certificates hold their access code; no other site is told where a reader came from.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Certificates are for those who hold number and date, an office's pages for its people: not for search engines.
    "X-Robots-Tag": "noindex, nofollow",
}
"""Headers that every answer gets unless it has stricter or wider ones of its own."""

STRICT_TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"
"""What a site that is reached over TLS says besides: two years, for names below its own as well."""


def with_policy(
    policy: PagePolicy,
) -> Callable[[Callable[Arguments, ResponseReturnValue]], Callable[Arguments, Response]]:
    """Return the decorator of a view whose page has this policy; it stands below the view's address."""

    def decorate(view: Callable[Arguments, ResponseReturnValue]) -> Callable[Arguments, Response]:
        @wraps(view)
        def answer(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Response:
            response = make_response(view(*args, **kwargs))
            response.headers.update(policy.headers)
            return response

        return answer

    return decorate
