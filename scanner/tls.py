"""Why a TLS certificate was not accepted, in words that lead to the cause."""

import ssl
from collections.abc import Iterator

from scanner.language import N_, Sentence, sentence

_WRONG_HOST = 62
_WRONG_IP_ADDRESS = 64
_NOT_YET_VALID = 9
_EXPIRED = 10
"""Codes of X509_verify_cert, see openssl-verification-options(1)."""

_ANOTHER_NAME = N_(
    "%(address)s cannot be reached: its TLS certificate belongs to another name. Check the address; somebody may be "
    "standing in between."
)
_SENTENCES = {
    _WRONG_HOST: _ANOTHER_NAME,
    _WRONG_IP_ADDRESS: _ANOTHER_NAME,
    _NOT_YET_VALID: N_(
        "%(address)s cannot be reached: its TLS certificate is not valid yet. Is this machine's clock right?"
    ),
    _EXPIRED: N_("%(address)s cannot be reached: its TLS certificate has expired. Is this machine's clock right?"),
}
_UNKNOWN_AUTHORITY = N_(
    "%(address)s cannot be reached: its TLS certificate is signed by nobody whom this machine trusts. If your network "
    "opens TLS, name its authority with --ca FILE."
)
_NO_TLS = N_("%(address)s cannot be reached: it does not speak TLS properly. Check the address.")


def tls_problem(error: BaseException, address: str) -> Sentence:
    """Return a sentence about the TLS error that hides in a nest of exceptions."""
    for inner in _nest(error):
        if isinstance(inner, ssl.SSLCertVerificationError):
            return sentence(_SENTENCES.get(inner.verify_code, _UNKNOWN_AUTHORITY), address=address)
    return sentence(_NO_TLS, address=address)


def _nest(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all that it wraps: libraries keep the inner one as cause, context, reason or argument."""
    waiting, seen = [error], set[int]()
    while waiting:
        inner = waiting.pop()
        if id(inner) in seen:
            continue
        seen.add(id(inner))
        yield inner
        candidates = [inner.__cause__, inner.__context__, getattr(inner, "reason", None), *inner.args]
        waiting += [candidate for candidate in candidates if isinstance(candidate, BaseException)]
