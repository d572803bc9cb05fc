"""Errors of the register. Each message says what was got, what was expected and what to do next."""


class RegisterError(Exception):
    """Base of every error that this package raises. Its message is a sentence for a person."""


class RegisterUnavailableError(RegisterError):
    """The register cannot be reached now: server down, refused, frozen, file locked. Trying again may help."""


class RegisterMissingError(RegisterError):
    """There is no register where the address points: no file, no database, or a database without our tables."""


class RegisterSchemaError(RegisterError):
    """The register is of a schema that this program does not read: older, newer, or no register at all."""


class RegisterDamagedError(RegisterError):
    """What stands in the register contradicts itself; nothing of it is handed out."""


class RefusedError(RegisterError):
    """The writer or the database refuses what was to be written; nothing was changed."""


class ConflictError(RefusedError):
    """Something else already stands under this number, seal or document; the register is never overwritten."""


class DocumentError(RegisterError):
    """A document that is missing, too large, damaged, or asked for by something that is no SHA-256."""


class DocumentsUnavailableError(DocumentError, RegisterUnavailableError):
    """The folder or bucket of documents cannot be used now: full, away, not to be written. Trying again may help."""
