"""Hash and compare passwords (argon2id, RFC 9106)."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from issuance.domain.sign_in.password import normal_password
from issuance.errors import StorageError

MAX_COMPARED = 1024
"""Characters of a typed password that are looked at; no password is longer."""

_AT_ONCE = 4
"""Hashes that one process works on at once: each takes 46 MiB."""


def office_hasher() -> PasswordHasher:
    """Return the hasher of the office: the one place where its cost stands (OWASP: 46 MiB, one pass; here two)."""
    return PasswordHasher(time_cost=2, memory_cost=46 * 1024, parallelism=1)


class Passwords:
    """Compares passwords in the same time whether there is one to compare with or not."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher
        # Made at once: whoever first typed an unknown login would wait longer, and be told by it.
        self._nobodys = hasher.hash("the password of nobody")
        self._places = BoundedSemaphore(_AT_ONCE)

    def hash(self, password: str) -> str:
        """Return the hash of a password, in the PHC string format."""
        with self._places:
            return self._hasher.hash(normal_password(password))

    def matches(self, stored: str | None, typed: str) -> bool:
        """Tell whether a typed password is the stored one; with nothing stored, work as long and say no."""
        text = normal_password(typed[:MAX_COMPARED]) if len(typed) <= MAX_COMPARED else ""
        with self._places:
            try:
                self._hasher.verify(stored or self._nobodys, text)
            except VerifyMismatchError:
                return False
            except (InvalidHashError, VerificationError) as error:
                raise StorageError("A stored password is damaged: a reset by mail replaces it.") from error
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Tell whether a hash was made with other costs than today's."""
        return self._hasher.check_needs_rehash(stored)
