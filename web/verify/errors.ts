/**
 * Errors of the format, as in signing/errors.py. Primitives throw them; a document gets a VerificationResult.
 *
 * Messages are English sentences for developers and for the person who asks why; pages show texts of their own.
 */

/** Base of every error that this folder throws on purpose. */
export class SigningError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** Bytes or text that are not exactly of the format: too long, not canonical, a field out of its range. */
export class MalformedError extends SigningError {}

/** The signature does not belong to these bytes under this key and reference site. */
export class SignatureMismatchError extends SigningError {}

/** A key that cannot be used: of low order, not canonical, of the wrong length. */
export class KeyRefusedError extends SigningError {}

/** This browser has no Ed25519: nothing can be verified in it. Ask `canVerify` of keys.ts before offering to. */
export class Ed25519MissingError extends SigningError {}

/** A certificate number that cannot be read. */
export class NumberError extends SigningError {}

/** A number of the right shape whose check character does not fit: a typing slip, told before any lookup. */
export class MistypedNumberError extends NumberError {}

/** Certificate content that breaks a rule of the content model. */
export class ContentError extends SigningError {}

/** Records of one seal that do not form an unbroken, allowed chain. */
export class RecordChainError extends SigningError {}

/** Trust files cannot be used; the names are those of scanner/trust/errors.py. What was kept before stays in use. */
export class TrustError extends SigningError {}

/** The clock shows a time long before one that it has shown already. */
export class ClockSetBackError extends TrustError {}

/** The source cannot be reached or lacks a file. */
export class SourceError extends TrustError {}

/** The source sends more bytes than allowed. */
export class EndlessDataError extends TrustError {}

/** Metadata lacks signatures of the keys that the trusted root names. */
export class WrongSignatureError extends TrustError {}

/** The source offers a state older than one already accepted. */
export class RollbackError extends TrustError {}

/** The source offers metadata that has expired: somebody may be hiding newer states. */
export class FrozenError extends TrustError {}

/** A file is not the one that the signed metadata lists: altered, or taken from another state. */
export class MixedFilesError extends TrustError {}

/** What the source sent is not TUF metadata, or lacks what it must contain. */
export class MalformedMetadataError extends TrustError {}
