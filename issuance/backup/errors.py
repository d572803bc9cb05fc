"""What can be wrong with a backup."""

from issuance.errors import IssuanceError


class BackupError(IssuanceError):
    """A backup cannot be made, read or restored; the sentence says what to do."""


class DamagedError(BackupError):
    """What lies on the shelf is missing, altered, or was sealed for somebody else."""
