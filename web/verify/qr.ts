/**
 * The text of the QR code: the reference base in upper case and the seal in unpadded base32 (RFC 4648).
 *
 * Reading ignores case. A code of another system is named and never opened.
 */

import { MalformedError } from "./errors.js";
import type { ReferenceBase } from "./referenceBase.js";
import { characters, stripped } from "./text.js";

/** The most that QR version 10 holds at level M in alphanumeric mode. */
const MAX_QR_TEXT = 311;
/** No QR code holds more (version 40 at level L: 7,089 digits). */
const MAX_SCANNED_TEXT = 8192;

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ASCII = /^\p{ASCII}*$/u;
const ADDRESS = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/;
const AUTHORITY = /^(?:\[([0-9a-f:.]{2,45})\]|([^:[\]]*))(?::([0-9]*))?$/i;
// The name is shown to a person: nothing that moves a cursor, turns a line around or hides.
const HOST = /^(?:[a-z0-9._-]{1,253}|[0-9a-f:.]{2,45})$/;
const MAX_LABEL = 63;
const MAX_PORT = 65535;

/** A code of another system. `host` is named to the person and never opened; null where it is no address. */
export interface ForeignCode {
  readonly foreign: true;
  readonly host: string | null;
}

/** A code under a reference base that is trusted: the seal's bytes, not yet parsed. */
export interface OwnCode {
  readonly foreign: false;
  readonly base: ReferenceBase;
  readonly seal: Uint8Array;
}

/** Upper-case base32 without padding. */
export function encodeBase32(data: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of data) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((held >> bits) & 31);
    }
  }
  return bits === 0 ? text : text + BASE32.charAt((held << (5 - bits)) & 31);
}

/** Decodes base32 without padding, in either case. Non-zero pad bits and everything else throw MalformedError. */
export function decodeBase32(text: string): Uint8Array {
  if (text.length > MAX_QR_TEXT) throw new MalformedError("The code is too long for a seal.");
  const upper = ASCII.test(text) ? text.toUpperCase() : "";
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of upper) {
    const value = BASE32.indexOf(character);
    if (value < 0) throw new MalformedError("The code is not base32.");
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  const data = Uint8Array.from(bytes);
  if (data.length === 0 || encodeBase32(data) !== upper) {
    throw new MalformedError("The code is not base32 in its one form.");
  }
  return data;
}

/**
 * Matches a scanned text to the trusted reference base.
 *
 * A text that is not under it is a ForeignCode, whatever it says; one that is, but carries no base32, throws
 * MalformedError.
 */
export function readQrText(scanned: string, base: ReferenceBase): OwnCode | ForeignCode {
  const text = stripped(scanned);
  const own = text.length <= MAX_SCANNED_TEXT && ASCII.test(text);
  if (own && text.slice(0, base.url.length).toLowerCase() === base.url) {
    return { foreign: false, base, seal: decodeBase32(text.slice(base.url.length)) };
  }
  return { foreign: true, host: hostOf(text) };
}

/** Host and port of an address, in ASCII: a look-alike of another script shows as `xn--`. */
function hostOf(text: string): string | null {
  const address = ADDRESS.exec(text.slice(0, 2048).replace(/[\t\r\n]/g, ""))?.[1];
  // Programs disagree on what a backslash in an address means, so there is no host that could be named.
  if (address === undefined || address.includes("\\")) return null;
  const parts = AUTHORITY.exec(address.slice(address.lastIndexOf("@") + 1));
  if (parts === null) return null;
  const host = parts[1]?.toLowerCase() ?? inAscii((parts[2] ?? "").toLowerCase());
  const port = Number(parts[3] ?? "");
  if (host === null || !HOST.test(host) || port > MAX_PORT) return null;
  return parts[3] ? `${host}:${port}` : host;
}

function inAscii(host: string): string | null {
  if (!ASCII.test(host)) {
    if (host.includes("%")) return null;
    try {
      return new URL(`https://${host}/`).hostname;
    } catch {
      return null;
    }
  }
  const labels = host.replace(/\.$/, "").split(".");
  return labels.every((label) => label.length > 0 && characters(label) <= MAX_LABEL) ? host : null;
}
