"""What can go wrong in the scanner, each as one sentence for the person at the terminal.

Every error of this package derives from `ScannerError`; the command line prints its text and no traceback.
"""


class ScannerError(Exception):
    """Base of all errors of the scanner; its text says what was got, what was expected and what to do."""


class UsageError(ScannerError):
    """The command line asks for something that cannot be meant."""


class DocumentError(ScannerError):
    """A file cannot be turned into pictures (missing, broken, locked, too large, not a document at all)."""


class PictureError(ScannerError):
    """A picture cannot be searched for codes within the limits."""


class CameraError(ScannerError):
    """A camera or video cannot be opened, or there is no screen to show it on."""


class MissingLibraryError(ScannerError):
    """A library that this step needs is not installed; the text names the command that installs it."""
