/**
 * Asks the reference service of this very origin. Nothing that it says is believed here; verify/ judges it.
 *
 * Only seals and hashes of files leave the device, in the address of a GET.
 */
import type { NoAnswer, ServerAnswer } from "../verify/evidence.js";
import { decodeBase32, encodeBase32 } from "../verify/qr.js";

/** There is no network, or the service is not there: nobody was asked. */
export const OFFLINE = "offline";

const ANSWER = "application/json";
const PROBLEM = "application/problem+json";
const TOO_OLD = ["STATUS_STALE", "STATUS_UNAVAILABLE"];
const MILLISECONDS = 15_000;

/** Asks about a seal. */
export function bySeal(seal: Uint8Array): Promise<ServerAnswer | NoAnswer | typeof OFFLINE> {
  return ask(`/api/v1/seals/${encodeBase32(seal)}`);
}

/** Asks which certificate's file has this SHA-256, in lower-case hexadecimal digits. */
export function byDocument(sha256: string): Promise<ServerAnswer | NoAnswer | typeof OFFLINE> {
  return ask(`/api/v1/documents/${sha256}`);
}

async function ask(address: string): Promise<ServerAnswer | NoAnswer | typeof OFFLINE> {
  let status: number;
  let kind: string;
  let body: string;
  try {
    const response = await fetch(address, {
      headers: { Accept: `${ANSWER}, ${PROBLEM}` },
      // A revocation must show at once; the service never redirects, and a network's sign-in page is no answer.
      cache: "no-store",
      redirect: "error",
      credentials: "omit",
      signal: AbortSignal.timeout(MILLISECONDS),
    });
    status = response.status;
    kind = (response.headers.get("Content-Type") ?? "").split(";")[0] ?? "";
    body = await response.text();
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") return { none: "The service takes too long." };
    return OFFLINE;
  }
  try {
    if (status === 200 && kind === ANSWER) return answerOf(JSON.parse(body));
    if (status === 404 && kind === PROBLEM) return unknownOf(JSON.parse(body));
  } catch {
    return { none: "The service answered something that is no answer to this." };
  }
  return { none: `The service answered with status ${status}.` };
}

function answerOf(fields: unknown): ServerAnswer {
  const { as_of, reason, certificate, records } = fields as Record<string, unknown>;
  const { seal, content } = certificate as Record<string, unknown>;
  return {
    asOf: instant(as_of),
    seal: decodeBase32(text(seal)),
    content: content === undefined || content === null ? null : fromBase64(text(content)),
    records: (records as unknown[]).map((record) => fromBase64(text(record))),
    current: !TOO_OLD.includes(String(reason)),
  };
}

function unknownOf(fields: unknown): ServerAnswer {
  const asOf = instant((fields as Record<string, unknown>).as_of);
  return { asOf, seal: null, content: null, records: [], current: true };
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("a text was expected");
  return value;
}

function instant(value: unknown): Date {
  const moment = new Date(text(value));
  if (Number.isNaN(moment.getTime())) throw new TypeError("an instant was expected");
  return moment;
}

function fromBase64(value: string): Uint8Array {
  return Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
}
