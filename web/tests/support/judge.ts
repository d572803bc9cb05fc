/** Takes one case of `verdicts.json` and says what the browser's code makes of it, in the words of that file. */
import { fromBase64, fromHex } from "../../verify/bytes.js";
import type { Evidence, NoAnswer, ServerAnswer } from "../../verify/evidence.js";
import { parseStatus } from "../../verify/status.js";
import { parseSurvivors, parseTrustList, type Trust } from "../../verify/trust.js";
import { conclude, isOpened, openSeal, verify } from "../../verify/verify.js";

export interface Case {
  readonly name: string;
  readonly text?: string;
  readonly seal?: string;
  readonly evidence: WrittenEvidence;
  readonly trust: { list: string; refreshed_at: string; survivors: Record<string, string> };
  readonly now: string;
  readonly expected: Outcome;
}

interface WrittenEvidence {
  readonly status: string | null;
  readonly answer: { none: string } | WrittenAnswer | null;
  readonly content: string | null;
  readonly file_sha256: string | null;
  readonly signed_sid: string | null;
  readonly confirmed: boolean;
}

interface WrittenAnswer {
  readonly as_of: string;
  readonly seal: string | null;
  readonly content: string | null;
  readonly records: readonly string[];
  readonly current: boolean;
}

export interface Outcome {
  readonly verdict: string;
  readonly reason: string;
  readonly paper: string;
  readonly host: string | null;
  readonly established: readonly string[];
}

/** The file `verdicts.json`, and files of the same form. */
export interface Cases {
  readonly trust_lists: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
}

/** Judges a case; `established` comes sorted. */
export async function judge(one: Case, trustLists: Cases["trust_lists"]): Promise<Outcome> {
  const trust: Trust = {
    trustList: await parseTrustList(new TextEncoder().encode(trustLists[one.trust.list])),
    refreshedAt: new Date(one.trust.refreshed_at),
    survivors: new Map(
      Object.entries(one.trust.survivors).map(([kid, data]) => [kid, parseSurvivors(fromBase64(data))]),
    ),
  };
  const result = await judged(one, trust);
  const { verdict, reason, paper, host, established } = result;
  return { verdict, reason, paper, host, established: [...established].sort() };
}

async function judged(one: Case, trust: Trust) {
  const now = new Date(one.now);
  const evidence = evidenceOf(one.evidence);
  if (one.text !== undefined) return verify(one.text, evidence, trust, now);
  const opened = await openSeal(fromBase64(one.seal ?? ""), trust, now);
  return isOpened(opened) ? conclude(opened, evidence, trust, now) : opened;
}

function evidenceOf(written: WrittenEvidence): Evidence {
  return {
    status: written.status === null ? null : parseStatus(fromBase64(written.status)),
    answer: written.answer === null ? null : answerOf(written.answer),
    content: bytesOf(written.content),
    fileSha256: written.file_sha256 === null ? null : fromHex(written.file_sha256),
    signedSid: written.signed_sid === null ? null : fromHex(written.signed_sid),
    confirmed: written.confirmed,
  };
}

function answerOf(written: { none: string } | WrittenAnswer): NoAnswer | ServerAnswer {
  if ("none" in written) return written;
  return {
    asOf: new Date(written.as_of),
    seal: bytesOf(written.seal),
    content: bytesOf(written.content),
    records: written.records.map(fromBase64),
    current: written.current,
  };
}

function bytesOf(text: string | null): Uint8Array | null {
  return text === null ? null : fromBase64(text);
}
