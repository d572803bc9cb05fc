"""Takes a request in to its end before it is answered.

What is refused for its size is refused unread. A server that then closes the connection resets it, and nginx, still
sending, takes that for a worker that died: it asks all others in vain and says that the service is down. So the rest is
read and thrown away, which costs less than sending it four times.
"""

from typing import TYPE_CHECKING, Final

from reference_service.scans.limits import MAX_REQUEST_BYTES

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_PIECE: Final = 256 * 1024


def take_in_the_rest(environ: "WSGIEnvironment") -> None:
    """Read what is left of a body of up to 25 MB; nginx lets none that is larger through, so that is a stranger's.

    Where the server does not say that its input ends with the body, as gunicorn does, reading on could wait for ever.
    """
    if not environ.get("wsgi.input_terminated"):
        return
    length = environ.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdecimal()) or not 0 < int(length) <= MAX_REQUEST_BYTES:
        return
    body = environ["wsgi.input"]
    try:
        while body.read(_PIECE):
            pass
    except (OSError, ValueError):
        return  # The sender has left, or what was sent has been closed by who read it.
