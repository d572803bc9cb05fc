"""Who asks, under names that tell nothing: what counts requests may lie in a Redis, and addresses are personal data."""

import hashlib

from flask import current_app, request

from issuance.domain.sign_in.throttle import address_of
from issuance.web.guards import Kind, guard_of
from issuance.web.session_cookie import session_cookie

_NAME_BYTES = 16
_LONGEST_COOKIE = 200


class CallerNames:
    """Names callers by a keyed hash. `secret` is that of the office's pages, the same in all its processes."""

    def __init__(self, secret: bytes) -> None:
        # 64 bytes are the longest key of BLAKE2b; the setting's length is the operator's.
        self._key = hashlib.sha256(b"originseal request limits\0" + secret).digest()

    def address(self) -> str:
        """Return the name of this request's network address."""
        return self._name("address", address_of(request.remote_addr or ""))

    def session(self) -> str:
        """Return the name of what this request gives as its session. It may be none: the address counts as well."""
        return self._name("session", (session_cookie() or "")[:_LONGEST_COOKIE])

    def sender(self) -> str:
        """Return the name of the session, or of the address where there is none."""
        return self.session() if session_cookie() else self.address()

    def _name(self, kind: str, value: str) -> str:
        text = f"{kind}\0{value}".encode(errors="replace")
        return hashlib.blake2b(text, digest_size=_NAME_BYTES, key=self._key).hexdigest()


def has_no_session() -> bool:
    """Tell whether this request names no session."""
    return not session_cookie()


def is_no_open_form() -> bool:
    """Tell whether this is anything but a form that everybody can send."""
    view = current_app.view_functions.get(request.endpoint or "")
    guard = guard_of(view) if view is not None else None
    return request.method != "POST" or guard is None or guard.kind is not Kind.VISITORS


def is_no_upload() -> bool:
    """Tell whether this request has no files with it."""
    return request.mimetype != "multipart/form-data"
