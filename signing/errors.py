"""Errors of the format. Primitives raise them; a document gets a :class:`signing.result.VerificationResult`."""


class SigningError(Exception):
    """Base of every error that this package raises. Its message is a sentence for a person."""


class MalformedError(SigningError):
    """Bytes or text that are not exactly of the format: too long, not canonical, a field out of its range."""


class SignatureMismatchError(SigningError):
    """The signature does not belong to these bytes under this key and reference site."""


class KeyRefusedError(SigningError):
    """A key that cannot be used: low order, not canonical, of another curve, wrong passphrase, wrong role."""


class NumberError(SigningError):
    """A certificate number that cannot be read."""


class MistypedNumberError(NumberError):
    """A number of the right shape whose check character does not fit: a typing slip, told before any lookup."""


class ContentError(SigningError):
    """Certificate content that breaks a rule of the content model."""


class RecordChainError(SigningError):
    """Records of one seal that do not form an unbroken, allowed chain."""


class NothingToCompareError(SigningError):
    """A result to which a person's comparison adds nothing: no verified content, or its paper is known already."""
