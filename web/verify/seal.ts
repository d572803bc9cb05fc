/**
 * The seal: number, issue date and content hash, signed. What the QR code carries (docs/seal.md, section 5).
 *
 *     payload = [type: 1..4, number: tstr, day: uint, content_hash: bstr .size 32]
 */

import { concat, equalBytes, sha256, utf8 } from "./bytes.js";
import { dateOfDay } from "./calendar.js";
import { decodeCborList, encodeCbor } from "./cbor.js";
import { isKind, type Kind } from "./content.js";
import { parseSign1, type Sign1, verifySign1 } from "./cose.js";
import { MalformedError } from "./errors.js";
import type { PublicKey } from "./keys.js";
import { type ReferenceBase, sealAad } from "./referenceBase.js";

const MAX_SEAL_BYTES = 160;
const MAX_DAY = 65535;
const HASH_LENGTH = 32;
const NUMBER = /^[A-Z0-9-]{1,24}$/;

/** What a seal says. `issued` is the issue date in the chamber's zone, as YYYY-MM-DD. */
export interface SealPayload {
  readonly kind: Kind;
  readonly number: string;
  readonly issued: string;
  readonly contentHash: Uint8Array;
}

/** A parsed seal; `sid` is its id. What it says counts only after `verifySeal`. */
export interface Seal {
  readonly payload: SealPayload;
  readonly envelope: Sign1;
  readonly sid: Uint8Array;
}

/** Reads a seal. Throws MalformedError for anything that is not one in its only byte form. */
export async function parseSeal(data: Uint8Array): Promise<Seal> {
  const envelope = parseSign1(data, MAX_SEAL_BYTES);
  const parts = decodeCborList(envelope.payload);
  const [kind, number, day, contentHash] = parts;
  if (
    parts.length !== 4 ||
    !isKind(kind) ||
    typeof number !== "string" ||
    typeof day !== "number" ||
    !(contentHash instanceof Uint8Array)
  ) {
    throw new MalformedError("The seal's payload is not [type, number, day, content hash].");
  }
  if (!NUMBER.test(number)) throw new MalformedError("The seal's number is not 1 to 24 of A-Z, 0-9 and hyphen.");
  if (day < 0 || day > MAX_DAY) throw new MalformedError("The seal's day is out of range.");
  if (contentHash.length !== HASH_LENGTH) throw new MalformedError("The seal's content hash has not 32 bytes.");
  if (!equalBytes(encodeCbor([kind, number, day, contentHash]), envelope.payload)) {
    throw new MalformedError("The seal's payload is not in its one deterministic form.");
  }
  const sid = await sha256(concat(utf8("REFSEAL1 sid"), envelope.payload));
  return { payload: { kind, number, issued: dateOfDay(day), contentHash }, envelope, sid };
}

/** Throws SignatureMismatchError unless `key` signed this seal for `base`. */
export function verifySeal(seal: Seal, key: PublicKey, base: ReferenceBase): Promise<void> {
  return verifySign1(seal.envelope, key, sealAad(base));
}
