/**
 * Receipts: the reference service's signed statement of what it answered (docs/seal.md, section 7).
 *
 *     payload = [1, request_hash, checked_at, as_of, register_head, status_version, rows]
 *     row = [asked, verdict, reason, content_hash | null]
 */

import { type CborValue, decodeCborList } from "./cbor.js";
import { parseSign1, type Sign1, verifySign1 } from "./cose.js";
import { MalformedError } from "./errors.js";
import type { PublicKey } from "./keys.js";
import { type ReferenceBase, receiptAad } from "./referenceBase.js";
import { isReason, type Reason, type Verdict, verdictOf } from "./result.js";

const MAX_ROWS = 1000;
const MAX_BYTES = 512 * 1024;
const VERSION = 1;
const PARTS = 7;
const MAX_TIME = 2 ** 32;
const MAX_STATUS_VERSION = 2 ** 32;
const HASH_LENGTH = 32;
const ASKED = /^[ -~]{1,320}$/;

/** One question and its answer. `asked` is `NUMBER DATE` or the seal in base32. */
export interface ReceiptRow {
  readonly asked: string;
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly contentHash: Uint8Array | null;
}

/** A parsed receipt; it counts only after `verifyReceipt`. `registerHead` counts the register's records. */
export interface Receipt {
  readonly requestHash: Uint8Array;
  readonly checkedAt: Date;
  readonly asOf: Date;
  readonly registerHead: number;
  readonly statusVersion: number;
  readonly rows: readonly ReceiptRow[];
  readonly envelope: Sign1;
}

/** Reads a receipt. Throws MalformedError for anything else. */
export function parseReceipt(data: Uint8Array): Receipt {
  const envelope = parseSign1(data, MAX_BYTES);
  // The list is deterministic CBOR, so its values have no second encoding that would have to be looked for here.
  const parts = decodeCborList(envelope.payload);
  const [version, requestHash, checkedAt, asOf, registerHead, statusVersion, rows] = parts;
  if (
    parts.length !== PARTS ||
    version !== VERSION ||
    !isHash(requestHash) ||
    !isBelow(checkedAt, MAX_TIME) ||
    !isBelow(asOf, MAX_TIME) ||
    !isBelow(registerHead, Number.MAX_SAFE_INTEGER + 1) ||
    !isBelow(statusVersion, MAX_STATUS_VERSION) ||
    !Array.isArray(rows) ||
    rows.length < 1 ||
    rows.length > MAX_ROWS
  ) {
    throw new MalformedError("The receipt's payload has not the seven parts that are expected.");
  }
  return {
    requestHash,
    checkedAt: new Date(checkedAt * 1000),
    asOf: new Date(asOf * 1000),
    registerHead,
    statusVersion,
    rows: rows.map(rowOf),
    envelope,
  };
}

/** Throws SignatureMismatchError unless `key` signed this receipt for `base`. */
export function verifyReceipt(receipt: Receipt, key: PublicKey, base: ReferenceBase): Promise<void> {
  return verifySign1(receipt.envelope, key, receiptAad(base));
}

function rowOf(row: CborValue): ReceiptRow {
  const [asked, verdict, reason, contentHash, ...more] = Array.isArray(row) ? (row as readonly CborValue[]) : [];
  if (
    more.length > 0 ||
    typeof asked !== "string" ||
    !ASKED.test(asked) ||
    typeof reason !== "string" ||
    !isReason(reason) ||
    !(contentHash === null || isHash(contentHash))
  ) {
    throw new MalformedError("A receipt's row is not [asked, verdict, reason, content hash].");
  }
  // With an old trust list an unknown key is INDETERMINATE; every other reason has one verdict.
  const withOldTrust = reason === "KEY_UNKNOWN" && verdict === "INDETERMINATE";
  if (verdict !== verdictOf(reason) && !withOldTrust) {
    throw new MalformedError("A receipt's row has a verdict that does not go with its reason.");
  }
  return { asked, verdict: verdict as Verdict, reason, contentHash };
}

function isBelow(value: CborValue | undefined, limit: number): value is number {
  return typeof value === "number" && value >= 0 && value < limit;
}

function isHash(value: CborValue | undefined): value is Uint8Array {
  return value instanceof Uint8Array && value.length === HASH_LENGTH;
}
