/**
 * Verification in ten numbered steps (docs/seal.md, section 10), as in signing/verify.py.
 *
 * Pure: the caller fetches, this module judges. `openCode` takes steps 1 to 5, which need the trust list alone;
 * `conclude` takes steps 6 to 10 over whatever evidence there is. An INVALID finding ends the search; otherwise the
 * first thing that could not be established decides; only when nothing is missing the verdict is VALID.
 */

import { equalBytes, sha256, toHex } from "./bytes.js";
import { addDays, dateIn } from "./calendar.js";
import { type Content, KINDS, parseContent } from "./content.js";
import { ContentError, MalformedError, NumberError, RecordChainError, SignatureMismatchError } from "./errors.js";
import { type Evidence, FRESHNESS, type Freshness, type NoAnswer, type ServerAnswer, within } from "./evidence.js";
import { Findings } from "./findings.js";
import { parseNumber } from "./number.js";
import { readQrText } from "./qr.js";
import {
  checkChain,
  MAX_RECORDS_PER_SEAL,
  parseRecord,
  type SealRecord,
  type State,
  stateOf,
  verifyRecord,
} from "./record.js";
import type { ReferenceBase } from "./referenceBase.js";
import { CLAIMS, type Reason, resultOf, type VerificationResult } from "./result.js";
import { parseSeal, type Seal, verifySeal } from "./seal.js";
import type { StatusFile } from "./status.js";
import { covers, keysWith, survives, type Trust, type TrustedChamber, type TrustedKey } from "./trust.js";

/** A seal that passed steps 1 to 5 (a compromised key is remembered, not yet judged). `data` is its bytes. */
export interface OpenedSeal {
  readonly seal: Seal;
  readonly data: Uint8Array;
  readonly base: ReferenceBase;
  readonly key: TrustedKey;
  readonly chamber: TrustedChamber;
  readonly compromised: boolean;
}

/** Tells an opened seal from a result that ended the check before. */
export function isOpened(outcome: OpenedSeal | VerificationResult): outcome is OpenedSeal {
  return "seal" in outcome;
}

/** Takes all ten steps over a scanned text. */
export async function verify(
  text: string,
  evidence: Evidence,
  trust: Trust,
  now: Date,
  freshness: Freshness = FRESHNESS,
): Promise<VerificationResult> {
  const opened = await openCode(text, trust, now, freshness);
  return isOpened(opened) ? conclude(opened, evidence, trust, now, freshness) : opened;
}

/** Takes steps 1 to 5: the code's form, its key, its signature, the key's window. */
export async function openCode(
  text: string,
  trust: Trust,
  now: Date,
  freshness: Freshness = FRESHNESS,
): Promise<OpenedSeal | VerificationResult> {
  // Step 1: is it a code of a reference site that is trusted? The text is never opened as an address.
  let data: Uint8Array;
  try {
    const code = readQrText(text, trust.trustList.base);
    if (code.foreign) return resultOf("INDETERMINATE", "FOREIGN_CODE", { host: code.host });
    data = code.seal;
  } catch (error) {
    if (error instanceof MalformedError) return resultOf("INVALID", "MALFORMED", { detail: error.message });
    throw error;
  }
  return openSeal(data, trust, now, freshness);
}

/** Takes steps 2 to 5 over a seal's bytes. */
export async function openSeal(
  data: Uint8Array,
  trust: Trust,
  now: Date,
  freshness: Freshness = FRESHNESS,
): Promise<OpenedSeal | VerificationResult> {
  const { trustList } = trust;
  // Step 2: base32, CBOR template, field ranges. Under our own base, anything else is a forgery.
  let seal: Seal;
  try {
    seal = await parseSeal(data);
  } catch (error) {
    if (error instanceof MalformedError) return resultOf("INVALID", "MALFORMED", { detail: error.message });
    throw error;
  }
  // Step 3: the key.
  const keys = keysWith(trustList, seal.envelope.keyId, "chamber");
  if (keys.length === 0) {
    const fresh = within(trust.refreshedAt, now, freshness.trust, freshness);
    const detail = `No chamber on the trust list has the key ${toHex(seal.envelope.keyId)}.`;
    return resultOf(fresh ? "INVALID" : "INDETERMINATE", "KEY_UNKNOWN", { detail });
  }
  // Step 4: the signature. The kid is a hint, so every key that matches is tried.
  const key = await firstOf(keys, (candidate) => verifySeal(seal, candidate.key, trustList.base));
  const chamber = trustList.chambers.find((listed) => listed.code === key?.chamber);
  if (key === null || chamber === undefined) {
    return resultOf("INVALID", "SIGNATURE_MISMATCH", { detail: "The signature is not the chamber's." });
  }
  // Step 5: was the key that chamber's, for that kind, on that day?
  const detail = outsideOfKey(seal, key, chamber, now);
  if (detail !== null) return resultOf("INVALID", "KEY_NOT_VALID_THEN", { detail });
  const compromised = key.state === "compromised" && !survives(trust, key.key.keyId, seal.sid);
  return { seal, data, base: trustList.base, key, chamber, compromised };
}

/** Takes steps 6 to 10: status, register, content, freshness, paper. */
export async function conclude(
  opened: OpenedSeal,
  evidence: Evidence,
  trust: Trust,
  now: Date,
  freshness: Freshness = FRESHNESS,
): Promise<VerificationResult> {
  const findings = new Findings();
  if (opened.compromised) {
    findings.lack("KEY_COMPROMISED", "The chamber's key was compromised and does not vouch for this seal.");
  } else {
    findings.established.push("seal_genuine");
  }
  step6SignedStatus(opened, evidence.status ?? null, now, freshness, findings);
  if (evidence.answer) await step7Register(opened, evidence.answer, trust, now, freshness, findings);
  await step8Content(opened, evidence, findings);
  step10Paper(opened, evidence, findings);
  return concluded(opened, evidence, findings);
}

/** The first key under which `check` does not throw SignatureMismatchError; null where there is none. */
async function firstOf(
  keys: readonly TrustedKey[],
  check: (key: TrustedKey) => Promise<void>,
): Promise<TrustedKey | null> {
  for (const key of keys) {
    try {
      await check(key);
      return key;
    } catch (error) {
      if (!(error instanceof SignatureMismatchError)) throw error;
    }
  }
  return null;
}

function outsideOfKey(seal: Seal, key: TrustedKey, chamber: TrustedChamber, now: Date): string | null {
  const { number, kind, issued } = seal.payload;
  let code: string;
  try {
    code = parseNumber(number).chamber;
  } catch (error) {
    if (error instanceof NumberError) return error.message;
    throw error;
  }
  if (code !== chamber.code) return `The number belongs to ${code}, the key to ${chamber.code}.`;
  if (!key.kinds.includes(kind)) return `The key is not for the kind ${KINDS[kind]}.`;
  if (!covers(key, issued)) {
    return `The key is for issue dates from ${key.notBefore} to ${key.notAfter}, not for ${issued}.`;
  }
  if (issued > addDays(dateIn(chamber.timeZone, now), 1)) {
    return `The issue date ${issued} lies in the future. Is this machine's clock right?`;
  }
  return null;
}

function step6SignedStatus(
  opened: OpenedSeal,
  status: StatusFile | null,
  now: Date,
  freshness: Freshness,
  findings: Findings,
): void {
  if (status === null) {
    findings.lack("STATUS_UNAVAILABLE", "There is no signed status file here.");
    return;
  }
  const ended = REASON_OF_STATE[status.state(opened.seal.sid)];
  if (ended !== undefined) {
    findings.refuse(ended, `The signed status of ${minute(status.asOf)} lists it.`);
  } else if (!within(status.asOf, now, freshness.status, freshness)) {
    findings.lack("STATUS_STALE", `The signed status is of ${age(status.asOf, now)}.`);
  } else {
    findings.established.push("not_revoked_by_signed_status");
  }
}

async function step7Register(
  opened: OpenedSeal,
  answer: ServerAnswer | NoAnswer,
  trust: Trust,
  now: Date,
  freshness: Freshness,
  findings: Findings,
): Promise<void> {
  if ("none" in answer) {
    findings.lack("STATUS_UNAVAILABLE", answer.none);
    return;
  }
  if (answer.seal === null) {
    unknownToRegister(opened, answer, now, freshness, findings);
    return;
  }
  if (!equalBytes(answer.seal, opened.data)) {
    findings.refuse("CONTENT_MISMATCH", "The reference service answered with another certificate's seal.");
    return;
  }
  const records = await verifiedRecords(opened, answer.records, trust, now, freshness, findings);
  if (records === null) return;
  findings.records = records;
  findings.established.push("registered");
  const state = stateOf(records);
  const ended = REASON_OF_STATE[state];
  if (state === "retention_over") {
    findings.lack("RETENTION_OVER", "The chamber kept the content for its term and has deleted it.");
  } else if (ended !== undefined) {
    findings.refuse(ended, "The register says so, under the chamber's signature.");
  } else if (!answer.current || !within(answer.asOf, now, freshness.answer, freshness)) {
    findings.lack("STATUS_STALE", `The register's data are of ${age(answer.asOf, now)}.`);
  } else {
    findings.established.push("not_revoked_by_register");
  }
}

function unknownToRegister(
  opened: OpenedSeal,
  answer: ServerAnswer,
  now: Date,
  freshness: Freshness,
  findings: Findings,
): void {
  // Two days after the issue date, in the chamber's zone, whatever was delivered has long been published.
  const due = addDays(opened.seal.payload.issued, 2);
  const isDue = dateIn(opened.chamber.timeZone, answer.asOf) >= due;
  if (isDue && answer.asOf.getTime() <= now.getTime() + freshness.clock) {
    findings.refuse("NOT_REGISTERED", "The seal is genuine, but the chamber never published it.");
  } else {
    const detail = `The register does not list it, but its data of ${minute(answer.asOf)} prove nothing yet.`;
    findings.lack("STATUS_UNAVAILABLE", detail);
  }
}

/** The seal's records once each is signed by a key of the same chamber and the chain is whole; else null. */
async function verifiedRecords(
  opened: OpenedSeal,
  data: readonly Uint8Array[],
  trust: Trust,
  now: Date,
  freshness: Freshness,
  findings: Findings,
): Promise<readonly SealRecord[] | null> {
  if (data.length > MAX_RECORDS_PER_SEAL) {
    findings.refuse("RECORDS_BROKEN", "The certificate has more records than there can be.");
    return null;
  }
  let records: SealRecord[];
  try {
    records = await Promise.all(data.map(parseRecord));
    checkChain(records, opened.seal.sid);
  } catch (error) {
    if (!(error instanceof MalformedError || error instanceof RecordChainError)) throw error;
    findings.refuse("RECORDS_BROKEN", error.message);
    return null;
  }
  for (const record of records) {
    const problem = await judgeRecord(record, opened, trust);
    if (problem === null) continue;
    const oldTrust = !within(trust.refreshedAt, now, freshness.trust, freshness);
    if (problem.reason === "KEY_COMPROMISED" || (problem.reason === "KEY_UNKNOWN" && oldTrust)) {
      findings.lack(problem.reason, problem.detail);
    } else {
      findings.refuse(problem.reason, problem.detail);
    }
    return null;
  }
  return records;
}

/** Why a record does not count for a seal, or null where a chamber key, valid at its time, signed it. */
async function judgeRecord(
  record: SealRecord,
  opened: OpenedSeal,
  trust: Trust,
): Promise<{ reason: Reason; detail: string } | null> {
  const keys = keysWith(trust.trustList, record.envelope.keyId, "chamber").filter(
    (key) => key.chamber === opened.chamber.code,
  );
  if (keys.length === 0) {
    const detail = "A record is signed by a key that the trust list does not know for this chamber.";
    return { reason: "KEY_UNKNOWN", detail };
  }
  const key = await firstOf(keys, (candidate) => verifyRecord(record, candidate.key, opened.base));
  if (key === null) return { reason: "RECORDS_BROKEN", detail: "A record's signature is not the chamber's." };
  if (!covers(key, dateIn(opened.chamber.timeZone, record.payload.time))) {
    return { reason: "RECORDS_BROKEN", detail: "A record is dated outside of its key's window." };
  }
  if (key.state === "compromised" && !survives(trust, key.key.keyId, opened.seal.sid)) {
    return { reason: "KEY_COMPROMISED", detail: "A record is signed by a compromised key." };
  }
  return null;
}

async function step8Content(opened: OpenedSeal, evidence: Evidence, findings: Findings): Promise<void> {
  for (const data of [evidence.content, answerOf(evidence)?.content]) {
    if (!data) continue;
    const problem = await contentProblem(opened, data, findings);
    if (problem !== null) {
      findings.refuse("CONTENT_MISMATCH", problem);
      return;
    }
  }
  if (findings.content !== null) findings.established.push("content_as_signed");
}

async function contentProblem(opened: OpenedSeal, data: Uint8Array, findings: Findings): Promise<string | null> {
  const { number, issued, kind, contentHash } = opened.seal.payload;
  const content = read(data);
  if (!equalBytes(await sha256(data), contentHash)) {
    if (typeof content === "string" || content.number === number) return "The content is not what the chamber signed.";
    return `The content is that of certificate ${parseNumber(content.number).public}, not of this one.`;
  }
  if (typeof content === "string") return content;
  const agrees =
    content.number === number &&
    content.issued === issued &&
    content.kind === kind &&
    content.chamberCode === opened.chamber.code;
  if (!agrees) return "The content names another number, date, kind or chamber than the seal.";
  findings.content = content;
  return null;
}

/** The content, or a sentence that says why it is none. */
function read(data: Uint8Array): Content | string {
  try {
    return parseContent(data);
  } catch (error) {
    if (error instanceof MalformedError || error instanceof ContentError) return error.message;
    throw error;
  }
}

function step10Paper(opened: OpenedSeal, evidence: Evidence, findings: Findings): void {
  const registered = findings.records.map((record) => record.payload.pdfSha256);
  const { fileSha256, signedSid } = evidence;
  const sameFile = fileSha256 && registered.some((hash) => hash !== null && equalBytes(hash, fileSha256));
  if (sameFile || (signedSid && equalBytes(signedSid, opened.seal.sid))) {
    findings.paper = "matched";
  } else if (evidence.confirmed && findings.content !== null) {
    findings.paper = "confirmed";
  }
  if (findings.paper !== "not_compared") findings.established.push("paper_same_as_certificate");
  if (findings.content === null && findings.paper !== "matched") {
    // A genuine code on altered paper is the standard fraud: a seal alone never makes a paper valid.
    findings.lack("CONTENT_NOT_CHECKED", "The seal is genuine, but there is no content to compare with.");
  }
}

const REASON_OF_STATE: Partial<Record<State, Reason>> = { revoked: "REVOKED", replaced: "REPLACED", void: "VOID" };

/** Step 9: IN_FORCE only where nothing was found against it and nothing is missing. */
function concluded(opened: OpenedSeal, evidence: Evidence, findings: Findings): VerificationResult {
  const { number, issued, kind } = opened.seal.payload;
  const ending = findings.ending();
  return resultOf(findings.verdict(), findings.reason(), {
    paper: findings.paper,
    number,
    issued,
    chamber: opened.chamber.name,
    kind,
    sid: opened.seal.sid,
    content: findings.content,
    successor: findings.records.find((record) => record.payload.successor)?.payload.successor ?? null,
    since: ending?.time ?? null,
    revocationReason: ending?.reason || null,
    signedAsOf: evidence.status?.asOf ?? null,
    serverAsOf: answerOf(evidence)?.asOf ?? null,
    established: findings.established,
    notEstablished: CLAIMS.filter((claim) => !findings.established.includes(claim)),
    detail: findings.details[0] ?? null,
  });
}

function answerOf(evidence: Evidence): ServerAnswer | null {
  return evidence.answer && !("none" in evidence.answer) ? evidence.answer : null;
}

function minute(moment: Date): string {
  return `${moment.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function age(asOf: Date, now: Date): string {
  return `${minute(asOf)}: ${asOf <= now ? "too old" : "in the future. Is this machine's clock right?"}`;
}
