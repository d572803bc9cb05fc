/** What a verification says: a verdict, its reason, what was and was not established, and as of when. */

import type { Content, Kind } from "./content.js";

/** The one-glance answer. */
export type Verdict = "VALID" | "INVALID" | "INDETERMINATE";

// Each reason belongs to one verdict but KEY_UNKNOWN, which an old trust list makes INDETERMINATE.
const VERDICT_OF_REASON = {
  IN_FORCE: "VALID",
  REVOKED: "INVALID",
  REPLACED: "INVALID",
  VOID: "INVALID",
  SIGNATURE_MISMATCH: "INVALID",
  CONTENT_MISMATCH: "INVALID",
  RECORDS_BROKEN: "INVALID",
  NOT_REGISTERED: "INVALID",
  KEY_NOT_VALID_THEN: "INVALID",
  MALFORMED: "INVALID",
  KEY_UNKNOWN: "INVALID",
  STATUS_UNAVAILABLE: "INDETERMINATE",
  STATUS_STALE: "INDETERMINATE",
  CONTENT_NOT_CHECKED: "INDETERMINATE",
  RETENTION_OVER: "INDETERMINATE",
  KEY_COMPROMISED: "INDETERMINATE",
  FOREIGN_CODE: "INDETERMINATE",
  NO_CODE: "INDETERMINATE",
} as const satisfies Record<string, Verdict>;

/** Why. */
export type Reason = keyof typeof VERDICT_OF_REASON;

/** The verdict that a reason gives (KEY_UNKNOWN: with a fresh trust list). */
export function verdictOf(reason: Reason): Verdict {
  return VERDICT_OF_REASON[reason];
}

/** Whether a text read from somewhere is a reason that is known here. */
export function isReason(text: string): text is Reason {
  return Object.hasOwn(VERDICT_OF_REASON, text);
}

/** What is known of the paper or file in hand; the verdict speaks of the registered certificate alone. */
export type Paper = "matched" | "confirmed" | "not_compared";

/** The single things that a check can establish. */
export const CLAIMS = [
  "seal_genuine",
  "registered",
  "content_as_signed",
  "not_revoked_by_signed_status",
  "not_revoked_by_register",
  "paper_same_as_certificate",
  "original_not_a_copy",
] as const;

export type Claim = (typeof CLAIMS)[number];

/**
 * The outcome of the ten steps for one code.
 *
 * `number` (canonical), `issued` (YYYY-MM-DD), `chamber` (name), `kind` and `sid` are there once the signature is
 * verified; `content` once its hash and fields agree with the seal. `signedAsOf` is the time of the signed status file,
 * `serverAsOf` that of the reference service's data. `host` names a foreign code's host in ASCII. `detail` is a
 * sentence in English about what was found, for the person who asks why.
 */
export interface VerificationResult {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly paper: Paper;
  readonly number: string | null;
  readonly issued: string | null;
  readonly chamber: string | null;
  readonly kind: Kind | null;
  readonly sid: Uint8Array | null;
  readonly content: Content | null;
  readonly successor: string | null;
  readonly since: Date | null;
  readonly revocationReason: string | null;
  readonly host: string | null;
  readonly signedAsOf: Date | null;
  readonly serverAsOf: Date | null;
  readonly established: readonly Claim[];
  readonly notEstablished: readonly Claim[];
  readonly detail: string | null;
}

/** A result that says no more than what is given: what a check ends with that did not reach a verified seal. */
export function resultOf(
  verdict: Verdict,
  reason: Reason,
  more: Partial<Omit<VerificationResult, "verdict" | "reason">> = {},
): VerificationResult {
  return {
    verdict,
    reason,
    paper: "not_compared",
    number: null,
    issued: null,
    chamber: null,
    kind: null,
    sid: null,
    content: null,
    successor: null,
    since: null,
    revocationReason: null,
    host: null,
    signedAsOf: null,
    serverAsOf: null,
    established: [],
    notEstablished: [],
    detail: null,
    ...more,
  };
}
