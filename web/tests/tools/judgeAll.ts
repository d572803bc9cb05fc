/** What Python's tests ask the browser's code, many cases at once: `node run.mjs`, or a page that imports this. */

import { fromBase64, fromHex } from "../../verify/bytes.js";
import { parseContent } from "../../verify/content.js";
import { KeyRefusedError, SignatureMismatchError, SigningError } from "../../verify/errors.js";
import { canVerify, publicKey, verifySignature } from "../../verify/keys.js";
import { parseTypedNumber } from "../../verify/number.js";
import { decodeBase32 } from "../../verify/qr.js";
import { parseReceipt } from "../../verify/receipt.js";
import { parseRecord } from "../../verify/record.js";
import { parseSeal } from "../../verify/seal.js";
import { parseStatus } from "../../verify/status.js";
import { parseSurvivors, parseTrustList } from "../../verify/trust.js";
import { type Cases, judge, type Outcome } from "../support/judge.js";

export { canVerify };

/** Bytes (base64) that are to be read as an object of a kind. */
export interface Reading {
  readonly kind: keyof typeof READERS;
  readonly data: string;
}

const READERS = {
  content: parseContent,
  receipt: parseReceipt,
  record: parseRecord,
  seal: parseSeal,
  status: parseStatus,
  survivors: parseSurvivors,
  "trust list": parseTrustList,
  number: (data: Uint8Array) => parseTypedNumber(new TextDecoder().decode(data)).canonical,
  base32: (data: Uint8Array) => decodeBase32(new TextDecoder().decode(data)),
} as const;

/** The outcomes of verdict cases, in order. */
export async function judgeAll({ cases, trust_lists }: Cases): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const one of cases) outcomes.push(await judge(one, trust_lists));
  return outcomes;
}

/** For each reading `accepted`, a number's canonical form, or the name of the error that refused it. */
export async function readAll(readings: readonly Reading[]): Promise<readonly string[]> {
  const outcomes: string[] = [];
  for (const reading of readings) outcomes.push(await outcomeOf(reading));
  return outcomes;
}

async function outcomeOf({ kind, data }: Reading): Promise<string> {
  try {
    const value = await READERS[kind](fromBase64(data));
    return typeof value === "string" ? value : "accepted";
  } catch (error) {
    if (error instanceof SigningError) return error.name;
    throw error;
  }
}

/** Whether each signature (all in hex) verifies under its key. */
export async function verifyAll(
  questions: readonly { readonly key: string; readonly signature: string; readonly message: string }[],
): Promise<readonly boolean[]> {
  const answers: boolean[] = [];
  for (const { key, signature, message } of questions) {
    answers.push(await verifies(fromHex(key), fromHex(signature), fromHex(message)));
  }
  return answers;
}

async function verifies(key: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  try {
    await verifySignature(await publicKey(key), signature, message);
    return true;
  } catch (error) {
    if (error instanceof KeyRefusedError || error instanceof SignatureMismatchError) return false;
    throw error;
  }
}
