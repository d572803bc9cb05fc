"""Errors of the trust repository; each message says what was got, what was expected and what to do."""

from issuance.errors import IssuanceError


class TrustRepositoryError(IssuanceError):
    """The repository is missing, damaged or in a state in which the wanted step makes no sense."""


class KeyFileError(IssuanceError):
    """A key file is missing, unreadable, of the wrong kind, or its passphrase is wrong."""


class CeremonyError(IssuanceError):
    """A ceremony folder is incomplete, altered, out of date or signed by too few of the right keys."""


class TrustListError(IssuanceError):
    """A change of the trust list that its rules forbid, or that names what is not there."""
