"""The one base error of the issuing office."""


class IssuanceError(Exception):
    """Something that the office could not do, told in one sentence for the person at the terminal."""
