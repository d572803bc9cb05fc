/**
 * The trust list: which chambers there are, which keys are theirs, and from when to when (docs/seal.md, section 8).
 *
 * `trust-list.json` is canonical JSON, authenticated as a TUF target. Windows are calendar dates in the chamber's
 * zone, both inclusive. `survivors/<kid>` lists the seals of a compromised key that its chamber vouches for.
 */

import { compareBytes, equalBytes, fromHex, toHex, utf8 } from "./bytes.js";
import { isZone } from "./calendar.js";
import { type JsonObject, parseCanonical } from "./canonical.js";
import type { Kind } from "./content.js";
import { chamberCode, country, date, line, lines } from "./contentModel.js";
import { ContentError, KeyRefusedError, MalformedError } from "./errors.js";
import { type PublicKey, publicKey } from "./keys.js";
import { type ReferenceBase, referenceBase } from "./referenceBase.js";
import { integer, list, object, oneOf, pattern, text } from "./shape.js";

export const MAX_TRUST_LIST_BYTES = 4 * 1024 * 1024;
export const MAX_SURVIVORS_BYTES = 64 * 1024 * 1024;
const SURVIVORS_MAGIC = utf8("REFSURV1");
const SID_LENGTH = 32;
/** Far more than there will ever be of anything in a list of 4 MiB. */
const ANY_NUMBER = 1_000_000;
const MAX_ANCHOR_LENGTH = 8192;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Active: signs. Retired: its private half is destroyed, its seals stand. Compromised: only survivors stand. */
export type KeyState = "active" | "retired" | "compromised";
/** What a key may sign: a chamber's seals and records, or the reference service's receipts. */
export type KeyRole = "chamber" | "receipt";

/** A chamber, its name as shown to readers, and its calendar's time zone. */
export interface TrustedChamber {
  readonly code: string;
  readonly name: string;
  readonly address: string;
  readonly country: string;
  readonly contact: string;
  readonly timeZone: string;
}

/** A public key, whose it is, and the issue dates and kinds that it may seal. */
export interface TrustedKey {
  readonly key: PublicKey;
  readonly role: KeyRole;
  readonly chamber: string | null;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly kinds: readonly Kind[];
  readonly state: KeyState;
}

/** Everything a verifier trusts at one reference site. `version` only ever grows. */
export interface TrustList {
  readonly version: number;
  readonly base: ReferenceBase;
  readonly chambers: readonly TrustedChamber[];
  readonly keys: readonly TrustedKey[];
}

/** What a verifier holds: the list, the survivors by kid (hex) as sets of sids (hex), and when it was refreshed. */
export interface Trust {
  readonly trustList: TrustList;
  readonly refreshedAt: Date;
  readonly survivors: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Whether a seal of a compromised key is vouched for. */
export function survives(trust: Trust, keyId: Uint8Array, sid: Uint8Array): boolean {
  return trust.survivors.get(toHex(keyId))?.has(toHex(sid)) ?? false;
}

/** Every key of a role that a kid may mean: the kid is a hint, so all are tried. */
export function keysWith(trustList: TrustList, keyId: Uint8Array, role: KeyRole): readonly TrustedKey[] {
  return trustList.keys.filter((trusted) => trusted.role === role && equalBytes(trusted.key.keyId, keyId));
}

/** Whether a date (YYYY-MM-DD) lies in the key's window. */
export function covers(trusted: TrustedKey, day: string): boolean {
  return trusted.notBefore <= day && day <= trusted.notAfter;
}

const model = object({
  format: oneOf("originseal-trust-list-1"),
  version: integer(1, Number.MAX_SAFE_INTEGER),
  ref_base: text(isReferenceBase, "a reference base"),
  chambers: list(
    object({
      code: chamberCode,
      name: line,
      address: lines,
      country,
      contact: line,
      time_zone: text(isZone, "a time zone"),
      pdf_anchors: list(
        object({
          certificate: text((value) => value.length <= MAX_ANCHOR_LENGTH && BASE64.test(value), "base64"),
          state: oneOf("active", "compromised"),
        }),
        0,
        ANY_NUMBER,
      ),
    }),
    0,
    ANY_NUMBER,
  ),
  keys: list(
    object(
      {
        public_key: pattern(/^[0-9a-f]{64}$/),
        role: oneOf("chamber", "receipt"),
        not_before: date,
        not_after: date,
        kinds: list(integer(1, 4), 0, ANY_NUMBER),
        state: oneOf("active", "retired", "compromised"),
      },
      { chamber: chamberCode },
      checkKey,
    ),
    0,
    ANY_NUMBER,
  ),
});

/** Reads a trust list whose bytes are authenticated. Throws MalformedError for anything else. */
export async function parseTrustList(data: Uint8Array): Promise<TrustList> {
  const fields = parseCanonical(data, MAX_TRUST_LIST_BYTES);
  try {
    model(fields, "trust list");
    const chambers = (fields.chambers as readonly JsonObject[]).map(chamberOf);
    const keys = await Promise.all((fields.keys as readonly JsonObject[]).map(keyOf));
    checkPartsAgree(chambers, fields.keys as readonly JsonObject[]);
    return { version: fields.version as number, base: referenceBase(fields.ref_base as string), chambers, keys };
  } catch (error) {
    if (error instanceof ContentError || error instanceof KeyRefusedError) {
      throw new MalformedError(`The trust list breaks its rules: ${error.message}`);
    }
    throw error;
  }
}

function chamberOf(fields: JsonObject): TrustedChamber {
  const { code, name, address, country, contact, time_zone } = fields as Record<string, string>;
  return { code, name, address, country, contact, timeZone: time_zone } as TrustedChamber;
}

async function keyOf(fields: JsonObject): Promise<TrustedKey> {
  return {
    key: await publicKey(fromHex(fields.public_key as string)),
    role: fields.role as KeyRole,
    chamber: (fields.chamber as string | undefined) ?? null,
    notBefore: fields.not_before as string,
    notAfter: fields.not_after as string,
    kinds: fields.kinds as readonly Kind[],
    state: fields.state as KeyState,
  };
}

function checkKey(fields: JsonObject, path: string): void {
  if ((fields.not_before as string) > (fields.not_after as string)) {
    throw new ContentError(`${path}: a key's window ends before it begins.`);
  }
  const ofChamber = fields.role === "chamber";
  const kinds = fields.kinds as readonly Kind[];
  if (ofChamber !== Object.hasOwn(fields, "chamber") || ofChamber !== kinds.length > 0) {
    throw new ContentError(`${path}: a chamber key, and no other, names its chamber and kinds.`);
  }
}

function checkPartsAgree(chambers: readonly TrustedChamber[], keys: readonly JsonObject[]): void {
  const codes = new Set(chambers.map((chamber) => chamber.code));
  if (codes.size !== chambers.length) throw new ContentError("A chamber is listed twice.");
  if (new Set(keys.map((key) => key.public_key)).size !== keys.length) {
    throw new ContentError("A key is listed twice: one role per key.");
  }
  if (keys.some((key) => key.chamber !== undefined && !codes.has(key.chamber as string))) {
    throw new ContentError("A key names a chamber that is not listed.");
  }
}

function isReferenceBase(url: string): boolean {
  try {
    referenceBase(url);
    return true;
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

/** Reads a survivors file whose bytes are authenticated, as a set of sids in hex. Throws MalformedError. */
export function parseSurvivors(data: Uint8Array): ReadonlySet<string> {
  const body = data.subarray(SURVIVORS_MAGIC.length);
  const begins = equalBytes(data.subarray(0, SURVIVORS_MAGIC.length), SURVIVORS_MAGIC);
  if (data.length > MAX_SURVIVORS_BYTES || !begins || body.length % SID_LENGTH !== 0) {
    throw new MalformedError("This is no survivors file.");
  }
  const sids = new Set<string>();
  let last: Uint8Array | null = null;
  for (let start = 0; start < body.length; start += SID_LENGTH) {
    const sid = body.subarray(start, start + SID_LENGTH);
    if (last !== null && compareBytes(last, sid) >= 0) {
      throw new MalformedError("The survivors file is not in order.");
    }
    sids.add(toHex(sid));
    last = sid;
  }
  return sids;
}
