/**
 * The address of the reference site: `https://ref.example.jp/v/`, fixed per installation.
 *
 * It is signed into every seal, record and receipt (as external_aad), so that an object of one site means nothing at
 * another. Where answers are fetched from is configuration and never part of it.
 */

import { utf8 } from "./bytes.js";
import { MalformedError } from "./errors.js";

const MAX_REFERENCE_BASE_LENGTH = 80;
const SHAPE = /^(https?):\/\/([a-z0-9][a-z0-9.-]*)(:[0-9]{1,5})?\/(?:[a-z0-9.-]+\/)*$/;
const LOOPBACK = ["127.0.0.1", "localhost"];

/** A checked reference base; `url` is in lower case and ends in a slash, `host` has its port where it has one. */
export interface ReferenceBase {
  readonly url: string;
  readonly host: string;
}

/** Checks a reference base. Throws MalformedError for anything else. */
export function referenceBase(url: string): ReferenceBase {
  const match = SHAPE.exec(url);
  if (match === null || url.length > MAX_REFERENCE_BASE_LENGTH) {
    throw new MalformedError("This is not a reference base: it looks like https://ref.example.jp/v/ in lower case.");
  }
  const [, scheme, name = "", port = ""] = match;
  if (scheme === "http" && !LOOPBACK.includes(name)) {
    throw new MalformedError("A reference base begins with https:// (http:// is for 127.0.0.1 alone).");
  }
  return { url, host: name + port };
}

/** The external_aad of seals. */
export function sealAad(base: ReferenceBase): Uint8Array {
  return utf8(`REFSEAL1 ${base.url}`);
}

/** The external_aad of records. */
export function recordAad(base: ReferenceBase): Uint8Array {
  return utf8(`REFREC1 ${base.url}`);
}

/** The external_aad of receipts. */
export function receiptAad(base: ReferenceBase): Uint8Array {
  return utf8(`REFRCPT1 ${base.url}`);
}
