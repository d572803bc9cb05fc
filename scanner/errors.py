"""The one base error of the scanner."""


class ScannerError(Exception):
    """Something that the scanner could not do, told in one sentence for the person at the terminal."""
