/**
 * COSE_Sign1 (RFC 9052 section 4.2) in the one shape that OriginSeal uses.
 *
 *     18([bstr .cbor {1: -19, 4: kid}, {}, payload, signature])
 *
 * Algorithm −19 is Ed25519 (RFC 9864). A signed object has one byte form, so it is read by taking its parts from where
 * they must stand and writing it anew: whatever differs from that in a single byte is refused.
 */

import { concat, equalBytes } from "./bytes.js";
import { decodeBytesAt, encodeCbor } from "./cbor.js";
import { MalformedError, SignatureMismatchError } from "./errors.js";
import { KEY_ID_LENGTH, type PublicKey, SIGNATURE_LENGTH, verifySignature } from "./keys.js";

/** Tag 18, a list of four. */
const ENVELOPE_HEAD = Uint8Array.of(0xd2, 0x84);
/** {1: -19, 4: bstr of 8 bytes}, up to these bytes. */
const PROTECTED_HEAD = Uint8Array.of(0xa2, 0x01, 0x32, 0x04, 0x48);
const EMPTY_MAP = Uint8Array.of(0xa0);
const KEY_ID_AT = ENVELOPE_HEAD.length + 1 + PROTECTED_HEAD.length;
const PAYLOAD_AT = KEY_ID_AT + KEY_ID_LENGTH + EMPTY_MAP.length;

/** A parsed, not yet verified COSE_Sign1. */
export interface Sign1 {
  readonly keyId: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** Reads a COSE_Sign1 of exactly our shape. Throws MalformedError for any other byte string. */
export function parseSign1(data: Uint8Array, maxBytes: number): Sign1 {
  if (data.length > maxBytes) {
    throw new MalformedError(`The signed object has ${data.length} bytes; at most ${maxBytes} are allowed.`);
  }
  const sign1 = {
    keyId: data.subarray(KEY_ID_AT, KEY_ID_AT + KEY_ID_LENGTH),
    payload: decodeBytesAt(data, PAYLOAD_AT),
    signature: data.subarray(-SIGNATURE_LENGTH),
  };
  if (!equalBytes(encode(sign1), data)) {
    throw new MalformedError("The object is not a COSE_Sign1 in its one deterministic form.");
  }
  return sign1;
}

/** Throws SignatureMismatchError unless `key` made the signature for this reference site. */
export async function verifySign1(sign1: Sign1, key: PublicKey, externalAad: Uint8Array): Promise<void> {
  if (!equalBytes(key.keyId, sign1.keyId)) throw new SignatureMismatchError("The signature names another key.");
  await verifySignature(key, sign1.signature, toBeSigned(sign1, externalAad));
}

/** The encoded Sig_structure (RFC 9052 section 4.4). */
export function toBeSigned(sign1: Sign1, externalAad: Uint8Array): Uint8Array {
  return encodeCbor(["Signature1", protectedHeader(sign1.keyId), externalAad, sign1.payload]);
}

function protectedHeader(keyId: Uint8Array): Uint8Array {
  return concat(PROTECTED_HEAD, keyId);
}

function encode(sign1: Sign1): Uint8Array {
  return concat(
    ENVELOPE_HEAD,
    encodeCbor(protectedHeader(sign1.keyId)),
    EMPTY_MAP,
    encodeCbor(sign1.payload),
    encodeCbor(sign1.signature),
  );
}
