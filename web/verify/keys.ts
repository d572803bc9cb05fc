/**
 * Ed25519 public keys, their ids, and the one place that verifies a signature.
 *
 * Browsers' libraries disagree on edge cases, so what docs/seal.md (section 4) refuses is refused here, before the
 * library is asked: keys that are not canonical or of small order, R of small order, S not below the group's order.
 */

import { concat, sha256 } from "./bytes.js";
import { Ed25519MissingError, KeyRefusedError, SignatureMismatchError } from "./errors.js";

export const PUBLIC_KEY_LENGTH = 32;
export const SIGNATURE_LENGTH = 64;
export const KEY_ID_LENGTH = 8;

const FIELD_PRIME = 2n ** 255n - 19n;
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const WITHOUT_SIGN = 2n ** 255n - 1n;
// The y coordinates of the eight points of small order on edwards25519; each stands with either sign of x.
const LOW_ORDER_Y = new Set([
  0n,
  1n,
  FIELD_PRIME - 1n,
  2707385501144840649318225287225658788936804267575313519463743609750303402022n,
  55188659117513257062467267217118295137698188065244968500265048394206261417927n,
]);
/** The group's base point, which is a valid key: something to try. */
const BASE_POINT = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66));
/** Deterministic CBOR of {1: 1, -1: 6, -2: bstr .size 32} up to the key's bytes (RFC 9679). */
const COSE_KEY_HEAD = Uint8Array.of(0xa3, 0x01, 0x01, 0x20, 0x06, 0x21, 0x58, 0x20);

/** A public key that was accepted: `raw` is its 32 bytes (RFC 8032), `keyId` the kid of what it signs. */
export interface PublicKey {
  readonly raw: Uint8Array;
  readonly keyId: Uint8Array;
}

/** Checks a key and computes its id. Throws KeyRefusedError. */
export async function publicKey(raw: Uint8Array): Promise<PublicKey> {
  if (raw.length !== PUBLIC_KEY_LENGTH) {
    throw new KeyRefusedError(`An Ed25519 public key has 32 bytes; got ${raw.length}.`);
  }
  const y = yOf(raw);
  if (y >= FIELD_PRIME) throw new KeyRefusedError("The public key is not in canonical form.");
  if (LOW_ORDER_Y.has(y)) {
    throw new KeyRefusedError("The public key is of low order: it would accept signatures that nobody made.");
  }
  return { raw, keyId: (await thumbprint(raw)).subarray(0, KEY_ID_LENGTH) };
}

/** The COSE key thumbprint (RFC 9679): SHA-256 of the deterministic COSE_Key. */
export function thumbprint(raw: Uint8Array): Promise<Uint8Array> {
  return sha256(concat(COSE_KEY_HEAD, raw));
}

/** Throws SignatureMismatchError unless `signature` is this key's over `message`. */
export async function verifySignature(key: PublicKey, signature: Uint8Array, message: Uint8Array): Promise<void> {
  // No honest signer draws an R of small order. WebCrypto asks libraries to refuse it, and not all of them do.
  const strict =
    signature.length === SIGNATURE_LENGTH &&
    !LOW_ORDER_Y.has(yOf(signature.subarray(0, 32))) &&
    littleEndian(signature.subarray(32)) < GROUP_ORDER;
  if (!strict || !(await libraryVerifies(key.raw, signature, message))) {
    throw new SignatureMismatchError("The signature does not belong to this text under this key.");
  }
}

/** Whether this browser can verify Ed25519 signatures at all: Chromium 137, Firefox 129, Safari 17 and later can. */
export async function canVerify(): Promise<boolean> {
  try {
    await importKey(BASE_POINT);
    return true;
  } catch (error) {
    if (error instanceof Ed25519MissingError) return false;
    throw error;
  }
}

async function libraryVerifies(raw: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  const key = await importKey(raw);
  if (key === null) return false;
  return crypto.subtle.verify("Ed25519", key, signature as BufferSource, message as BufferSource);
}

/** Returns null where the library refuses the key: some do so for 32 bytes that are no point of the curve. */
async function importKey(raw: Uint8Array): Promise<CryptoKey | null> {
  // Pages that did not come over TLS have no `subtle`, but for 127.0.0.1 and localhost.
  if (globalThis.crypto?.subtle === undefined) {
    throw new Ed25519MissingError("This browser gives pages no cryptography here; open the site by https.");
  }
  try {
    return await crypto.subtle.importKey("raw", raw as BufferSource, "Ed25519", false, ["verify"]);
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") {
      throw new Ed25519MissingError("This browser has no Ed25519; update it, or check by number and date.");
    }
    if (error instanceof DOMException && error.name === "DataError") return null;
    throw error;
  }
}

function yOf(point: Uint8Array): bigint {
  return littleEndian(point) & WITHOUT_SIGN;
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
