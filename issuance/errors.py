"""Errors of the issuing office. Their messages are sentences for the person at the desk."""


class IssuanceError(Exception):
    """Base of every error that this package raises."""
