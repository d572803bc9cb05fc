"""What can go wrong in the scanner, each as one sentence for the person at the terminal.

Every error of this package derives from `ScannerError`; the command line prints its text and no traceback.
"""


class ScannerError(Exception):
    """Base of all errors of the scanner; its text says what was got, what was expected and what to do."""


class UsageError(ScannerError):
    """The command line asks for something that cannot be meant."""


class DocumentError(ScannerError):
    """A file cannot be read (missing, broken, locked, too large, not a document at all)."""


class CameraError(ScannerError):
    """A camera or video cannot be opened, or there is no screen to show it on."""


class MissingLibraryError(ScannerError):
    """A library that this step needs is not installed; the text names the command that installs it."""


class LogError(ScannerError):
    """The log of a counter cannot be opened, or is a file of another kind."""


class ComparisonError(ScannerError):
    """A certificate cannot be compared with its paper, or the outcome belongs to another one."""
