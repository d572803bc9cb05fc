"""Errors of the issuing office. Messages are sentences for the person who asked, with what to do next."""


class IssuanceError(Exception):
    """Base of every error that this package raises."""


class RefusedError(IssuanceError):
    """A rule of the office or of the terms forbids what was asked; nothing was changed."""


class KeyStoreError(IssuanceError):
    """A key is missing, locked or damaged."""


class StorageError(IssuanceError):
    """The office's database or files cannot be used."""


class KindError(StorageError):
    """The office's database is a sandbox's where a real one is expected, or the other way round."""


class ConflictError(IssuanceError):
    """Somebody else is at the same thing just now, or it has moved on meanwhile."""


class ClockError(IssuanceError):
    """The machine's clock cannot be right."""


class ConfigError(IssuanceError):
    """A setting is unknown, missing or cannot be read."""
