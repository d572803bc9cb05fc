/**
 * The certificate's content: what people read, as canonical JSON (docs/seal.md, section 3).
 *
 * The model is that of signing/content.py, field by field. It stands in contentModel.ts; this module reads by it.
 */

import { type JsonObject, parseCanonical } from "./canonical.js";
import { contentModel } from "./contentModel.js";

export const MAX_CONTENT_BYTES = 1_000_000;

/** The kinds of certificate: the type number that the seal carries, and the name in content and addresses. */
export const KINDS = { 1: "coo-jp", 2: "coo-foreign", 3: "invoice", 4: "signature" } as const;
export type Kind = keyof typeof KINDS;

/** Whether a value is a kind's number. */
export function isKind(value: unknown): value is Kind {
  return typeof value === "number" && Object.hasOwn(KINDS, value);
}

/** Content that keeps all rules. `fields` is the whole document; the others are what a seal is compared with. */
export interface Content {
  readonly kind: Kind;
  readonly number: string;
  readonly issued: string;
  readonly chamberCode: string;
  readonly fields: JsonObject;
}

/** Reads canonical content. Throws MalformedError where the bytes are not canonical, ContentError for a broken rule. */
export function parseContent(data: Uint8Array): Content {
  const fields = parseCanonical(data, MAX_CONTENT_BYTES);
  contentModel(fields, "content");
  // The model has made sure of these types.
  const { type, number, issued, chamber } = fields as {
    type: string;
    number: string;
    issued: string;
    chamber: JsonObject;
  };
  const kind = Number(Object.entries(KINDS).find(([, slug]) => slug === type)?.[0]) as Kind;
  return { kind, number, issued, chamberCode: chamber.code as string, fields };
}
