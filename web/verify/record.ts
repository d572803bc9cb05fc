/**
 * Records: signed events about a seal, chained per seal (docs/seal.md, section 6).
 *
 *     payload = [1, event, unixtime, sid, seq, prev_hash | null, pdf_sha256 | null, successor | null, reason]
 */

import { equalBytes, sha256 } from "./bytes.js";
import { type CborValue, decodeCborList } from "./cbor.js";
import { parseSign1, type Sign1, verifySign1 } from "./cose.js";
import { MalformedError, RecordChainError } from "./errors.js";
import type { PublicKey } from "./keys.js";
import { isPublicNumber } from "./number.js";
import { type ReferenceBase, recordAad } from "./referenceBase.js";

const MAX_RECORD_BYTES = 512;
/** More than the state machine allows; a bound for what is read from a wire. */
export const MAX_RECORDS_PER_SEAL = 16;
const VERSION = 1;
const PARTS = 9;
const MAX_TIME = 2 ** 32;
const HASH_LENGTH = 32;

/** What happened to the certificate. */
export const EVENTS = { 1: "issue", 2: "revoke", 3: "replace", 4: "void", 5: "expunge" } as const;
export type Event = (typeof EVENTS)[keyof typeof EVENTS];

const REVOCATION_REASONS: readonly string[] = [
  "exporter_request",
  "incorrect_content",
  "chamber_error",
  "false_declaration",
  "misuse",
  "not_finished",
];

/** What a record says. `reason` is a reason code, or empty where the event has none. */
export interface RecordPayload {
  readonly event: Event;
  readonly time: Date;
  readonly sid: Uint8Array;
  readonly seq: number;
  readonly prevHash: Uint8Array | null;
  readonly pdfSha256: Uint8Array | null;
  readonly successor: string | null;
  readonly reason: string;
}

/** A parsed record; `hash` is the SHA-256 of all its bytes: the successor's `prevHash`. */
export interface SealRecord {
  readonly payload: RecordPayload;
  readonly envelope: Sign1;
  readonly hash: Uint8Array;
}

/** Reads a record. Throws MalformedError for anything else. */
export async function parseRecord(data: Uint8Array): Promise<SealRecord> {
  const envelope = parseSign1(data, MAX_RECORD_BYTES);
  // The list is deterministic CBOR, so its values have no second encoding that would have to be looked for here.
  const payload = payloadOf(decodeCborList(envelope.payload));
  checkPayload(payload);
  return { payload, envelope, hash: await sha256(data) };
}

/** Throws SignatureMismatchError unless `key` signed this record for `base`. */
export function verifyRecord(record: SealRecord, key: PublicKey, base: ReferenceBase): Promise<void> {
  return verifySign1(record.envelope, key, recordAad(base));
}

function payloadOf(parts: readonly CborValue[]): RecordPayload {
  const [version, event, time, sid, seq, prevHash, pdfSha256, successor, reason] = parts;
  const name = typeof event === "number" ? EVENTS[event as keyof typeof EVENTS] : undefined;
  if (
    parts.length !== PARTS ||
    version !== VERSION ||
    name === undefined ||
    !isBelow(time, MAX_TIME) ||
    !isHash(sid) ||
    !isBelow(seq, MAX_RECORDS_PER_SEAL) ||
    !(prevHash === null || isHash(prevHash)) ||
    !(pdfSha256 === null || isHash(pdfSha256)) ||
    !(successor === null || typeof successor === "string") ||
    typeof reason !== "string"
  ) {
    throw new MalformedError("The record's payload has not the nine parts that are expected.");
  }
  return { event: name, time: new Date(time * 1000), sid, seq, prevHash, pdfSha256, successor, reason };
}

function checkPayload({ event, seq, prevHash, pdfSha256, successor, reason }: RecordPayload): void {
  if ((seq === 0) !== (prevHash === null)) {
    throw new MalformedError("A record names its predecessor exactly when it is not the first.");
  }
  if ((event === "issue") !== (pdfSha256 !== null)) {
    throw new MalformedError("The issue record, and no other, names the PDF's hash.");
  }
  if ((event === "replace") !== (successor !== null)) {
    throw new MalformedError("A replace record, and no other, names a successor.");
  }
  if (successor !== null && !isPublicNumber(successor)) {
    throw new MalformedError("A successor is named by its public number.");
  }
  const needsReason = event === "revoke" || event === "void";
  if (!(needsReason ? REVOCATION_REASONS : [""]).includes(reason)) {
    throw new MalformedError("The record's reason is no reason code for its event.");
  }
}

function isBelow(value: CborValue | undefined, limit: number): value is number {
  return typeof value === "number" && value >= 0 && value < limit;
}

function isHash(value: CborValue | undefined): value is Uint8Array {
  return value instanceof Uint8Array && value.length === HASH_LENGTH;
}

/** The certificate's state by its records, the gravest first: the former outranks the latter. */
export type State = "void" | "revoked" | "replaced" | "retention_over" | "in_force";

const STATE_OF_EVENT: readonly (readonly [Event, State])[] = [
  ["void", "void"],
  ["revoke", "revoked"],
  ["replace", "replaced"],
  ["expunge", "retention_over"],
];

// What may follow once these events have happened. Revocation is final; expunged content can still be revoked.
const MAY_FOLLOW: Readonly<Record<Event, readonly Event[]>> = {
  issue: ["revoke", "replace", "expunge"],
  replace: ["revoke", "expunge"],
  revoke: ["expunge"],
  expunge: ["revoke"],
  void: [],
};

/** Throws RecordChainError unless these are all records of the seal `sid` so far, in order. */
export function checkChain(records: readonly SealRecord[], sid: Uint8Array): void {
  if (records.length === 0) throw new RecordChainError("The certificate has no issue record.");
  records.forEach((record, position) => {
    if (!equalBytes(record.payload.sid, sid)) throw new RecordChainError("A record speaks of another seal.");
    checkNext(records.slice(0, position), record);
  });
}

/** Throws RecordChainError unless `following` may come after `records` of the same seal. */
function checkNext(records: readonly SealRecord[], following: SealRecord): void {
  const { seq, event, prevHash, time } = following.payload;
  if (seq !== records.length) {
    throw new RecordChainError(`Record ${seq} came where ${records.length} was due: one is missing or doubled.`);
  }
  const last = records.at(-1);
  if (last === undefined) {
    if (event !== "issue" && event !== "void") {
      throw new RecordChainError("The first record of a seal says issue or void.");
    }
    return;
  }
  if (prevHash === null || !equalBytes(prevHash, last.hash)) {
    throw new RecordChainError(`Record ${seq} does not continue the record before it.`);
  }
  if (time < last.payload.time) throw new RecordChainError(`Record ${seq} is older than the record before it.`);
  const happened = records.map((record) => record.payload.event);
  if (happened.includes(event) || !happened.every((before) => MAY_FOLLOW[before].includes(event))) {
    throw new RecordChainError(`${event} cannot follow what has happened to this certificate.`);
  }
}

/** The state that a checked chain amounts to. */
export function stateOf(records: readonly SealRecord[]): State {
  const events = new Set(records.map((record) => record.payload.event));
  return STATE_OF_EVENT.find(([event]) => events.has(event))?.[1] ?? "in_force";
}
