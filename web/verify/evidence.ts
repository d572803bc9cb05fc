/** What a verification judges beside the code: signed status, the service's answer, the document, and their ages. */

import type { StatusFile } from "./status.js";

const HOUR = 3_600_000;

/**
 * How old what is trusted may be, in milliseconds. `answer` bounds the reference service's own as-of time.
 *
 * `clock` is how far a time may lie ahead of this machine's clock. Beyond that one of the two is wrong, and age
 * says nothing: a clock set back would keep an old status fresh for ever.
 */
export interface Freshness {
  readonly trust: number;
  readonly status: number;
  readonly answer: number;
  readonly clock: number;
}

export const FRESHNESS: Freshness = { trust: 24 * HOUR, status: 24 * HOUR, answer: HOUR, clock: HOUR };

/** Whether `asOf` is at most `limit` milliseconds old, and not from the future. */
export function within(asOf: Date, now: Date, limit: number, freshness: Freshness): boolean {
  const age = now.getTime() - asOf.getTime();
  return -freshness.clock <= age && age <= limit;
}

/**
 * A well-formed answer of the reference service, none of which is believed without a signature.
 *
 * `seal` is null where the service knows no such certificate; `content` is null where it gives none. `current` is
 * false where the service itself says that its data are too old to tell.
 */
export interface ServerAnswer {
  readonly asOf: Date;
  readonly seal: Uint8Array | null;
  readonly content: Uint8Array | null;
  readonly records: readonly Uint8Array[];
  readonly current: boolean;
}

/** The reference service was asked and gave no usable answer; `none` is a sentence that says why. */
export interface NoAnswer {
  readonly none: string;
}

/**
 * What there is beside the code itself; what is left out is absent.
 *
 * `answer` is absent for an offline check. `content` is a file the person has. `fileSha256` is the hash of the document
 * in hand: step 10 looks for it in the verified issue record. `signedSid` is the seal id that the document's
 * whole-file PDF signature names, once that signature was verified under an anchor of the seal's chamber. `confirmed`
 * means that a person compared paper and content.
 */
export interface Evidence {
  readonly status?: StatusFile | null;
  readonly answer?: ServerAnswer | NoAnswer | null;
  readonly content?: Uint8Array | null;
  readonly fileSha256?: Uint8Array | null;
  readonly signedSid?: Uint8Array | null;
  readonly confirmed?: boolean;
}
