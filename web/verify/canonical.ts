/**
 * Canonical JSON: I-JSON (RFC 7493) in the form of JCS (RFC 8785), and the rules of ours on top (docs/seal.md, section 3).
 *
 * UTF-8, strings in Unicode NFC without noncharacters, integers only, no null, no duplicate keys, nesting at most 16
 * levels. What is read is written anew and must be the same bytes: that alone refuses duplicate keys, escapes, blanks,
 * exponents and whatever else JavaScript's own reader forgives.
 */

import { equalBytes, fromUtf8, utf8 } from "./bytes.js";
import { MalformedError } from "./errors.js";

export type JsonValue = string | number | boolean | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Deepest nesting that is accepted; the certificate content needs six levels. */
const MAX_DEPTH = 16;
/** Surrogates without partner, and noncharacters (RFC 7493, section 2.1). */
const NOT_INTERCHANGED = /[\p{Cs}\p{Noncharacter_Code_Point}]/u;

/** Writes a parsed value canonically. Throws MalformedError where it breaks a rule of this module. */
export function canonicalBytes(value: unknown): Uint8Array {
  return utf8(canonicalText(value, 0));
}

/** Parses canonical JSON whose top level is an object. Anything else throws MalformedError. */
export function parseCanonical(data: Uint8Array, maxBytes: number): JsonObject {
  if (data.length > maxBytes) {
    throw new MalformedError(`The document has ${data.length} bytes; at most ${maxBytes} are allowed.`);
  }
  const value = parseJson(data);
  if (!equalBytes(canonicalBytes(value), data)) {
    throw new MalformedError("The document is JSON, but not in its canonical form (RFC 8785).");
  }
  return value as JsonObject;
}

/** Parses a JSON object as JavaScript does; nothing of its form is checked. Throws MalformedError. */
export function parseJson(data: Uint8Array): Record<string, unknown> {
  const value = parsed(fromUtf8(data));
  if (!isObject(value)) throw new MalformedError("The document is not a JSON object.");
  return value;
}

/** Whether a parsed value is an object: neither a list nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) {
      throw new MalformedError("The document is not JSON.");
    }
    throw error;
  }
}

function canonicalText(value: unknown, depth: number): string {
  if (typeof value === "string") return quoted(value);
  if (depth > MAX_DEPTH) throw new MalformedError(`The document is nested more than ${MAX_DEPTH} levels deep.`);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item, depth + 1)).join(",")}]`;
  if (isObject(value)) {
    // JavaScript sorts texts by UTF-16 units, as RFC 8785 asks.
    const members = Object.keys(value).sort();
    return `{${members.map((key) => `${quoted(key)}:${canonicalText(value[key], depth + 1)}`).join(",")}}`;
  }
  throw new MalformedError("The document has a value that is none of text, integer, true, false, list and object.");
}

function quoted(text: string): string {
  if (text.normalize("NFC") !== text) throw new MalformedError("A text is not in Unicode normal form NFC.");
  if (NOT_INTERCHANGED.test(text)) throw new MalformedError("A text has a surrogate or noncharacter.");
  return JSON.stringify(text);
}
