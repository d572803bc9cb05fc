"""Errors of the reference service. Pages and problem documents are made of them at the edge alone."""


class ReferenceServiceError(Exception):
    """Base of every error that this package raises. Its message is a sentence for a person."""


class ConfigError(ReferenceServiceError):
    """A setting that is unknown, missing or unusable; the message names it."""


class TrustUnavailableError(ReferenceServiceError):
    """The published trust files are missing, damaged or contradict each other."""


class ServerError(ReferenceServiceError):
    """The development server cannot start, for example because the port is taken."""
