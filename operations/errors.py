"""Errors of the operator's tools. Messages are sentences for the person at the terminal, with what to do next."""


class OperationsError(Exception):
    """Base of every error that this package raises."""


class ConfigError(OperationsError):
    """A setting is unknown, missing or cannot be used."""


class JournalError(OperationsError):
    """A file of records cannot be read or written."""


class RefusedError(OperationsError):
    """What was asked contradicts what is known; nothing was changed."""
