/**
 * The little of CBOR (RFC 8949) that payloads use: lists of integers, texts, byte strings, null and such lists.
 *
 * Deterministic encoding (section 4.2.1) has one form for each value. What is read is written anew and must be
 * the same bytes; so the reader here need not look for needless bytes in heads.
 */

import { concat, equalBytes, fromUtf8, utf8 } from "./bytes.js";
import { MalformedError } from "./errors.js";

export type CborValue = number | string | Uint8Array | null | readonly CborValue[];

/** A receipt, the deepest payload, is a list of rows in a list. */
const MAX_NESTING = 4;

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const LIST = 4;
const NULL = 0xf6;

/** Encodes deterministically. */
export function encodeCbor(value: CborValue): Uint8Array {
  if (value === null) return Uint8Array.of(NULL);
  if (typeof value === "number") return value < 0 ? head(NEGATIVE, -1 - value) : head(UNSIGNED, value);
  if (typeof value === "string") {
    const bytes = utf8(value);
    return concat(head(TEXT, bytes.length), bytes);
  }
  if (value instanceof Uint8Array) return concat(head(BYTES, value.length), value);
  return concat(head(LIST, value.length), ...value.map(encodeCbor));
}

/** Decodes a deterministic CBOR list of plain values. Throws MalformedError for anything else. */
export function decodeCborList(data: Uint8Array): readonly CborValue[] {
  const value = new Reader(data).item(1);
  if (!Array.isArray(value) || !equalBytes(encodeCbor(value), data)) {
    throw new MalformedError("The payload is not a deterministic CBOR list.");
  }
  return value;
}

/** Decodes the byte string that begins at `start`; what follows it is not looked at. Throws MalformedError. */
export function decodeBytesAt(data: Uint8Array, start: number): Uint8Array {
  const value = new Reader(data, start).item(1);
  if (!(value instanceof Uint8Array)) throw new MalformedError("A byte string is missing.");
  return value;
}

/** Writes a major type and its argument in the fewest bytes. */
function head(major: number, argument: number): Uint8Array {
  const type = major << 5;
  if (argument < 24) return Uint8Array.of(type | argument);
  if (argument < 0x100) return Uint8Array.of(type | 24, argument);
  const bytes = new Uint8Array(argument < 0x10000 ? 3 : argument < 0x100000000 ? 5 : 9);
  const view = new DataView(bytes.buffer);
  if (bytes.length === 3) view.setUint16(1, argument);
  else if (bytes.length === 5) view.setUint32(1, argument);
  else view.setBigUint64(1, BigInt(argument));
  bytes[0] = type | (bytes.length === 3 ? 25 : bytes.length === 5 ? 26 : 27);
  return bytes;
}

/** Reads one item after the other; every length is checked against what is left before anything is made of it. */
class Reader {
  private readonly view: DataView;

  constructor(
    private readonly data: Uint8Array,
    private position = 0,
  ) {
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  item(depth: number): CborValue {
    if (depth > MAX_NESTING) throw new MalformedError(`The payload is nested more than ${MAX_NESTING} levels deep.`);
    const initial = this.view.getUint8(this.advance(1));
    if (initial === NULL) return null;
    const argument = this.argument(initial & 0x1f);
    switch (initial >> 5) {
      case UNSIGNED:
        return argument;
      case NEGATIVE:
        return -1 - argument;
      case BYTES:
        return this.take(argument);
      case TEXT:
        return fromUtf8(this.take(argument));
      case LIST:
        return this.list(argument, depth);
      default:
        throw new MalformedError("Maps, tags, floats and simple values have no place in a payload.");
    }
  }

  private list(length: number, depth: number): readonly CborValue[] {
    // Every item has a byte at least, so a list that announces more than is left is refused before it is begun.
    if (length > this.data.length - this.position) throw cutShort();
    return Array.from({ length }, () => this.item(depth + 1));
  }

  private argument(info: number): number {
    if (info < 24) return info;
    if (info === 24) return this.view.getUint8(this.advance(1));
    if (info === 25) return this.view.getUint16(this.advance(2));
    if (info === 26) return this.view.getUint32(this.advance(4));
    const large = info === 27 ? this.view.getBigUint64(this.advance(8)) : null;
    if (large === null || large > Number.MAX_SAFE_INTEGER) {
      throw new MalformedError("An integer is larger than any field allows, or a length is indefinite.");
    }
    return Number(large);
  }

  private take(length: number): Uint8Array {
    const start = this.advance(length);
    return this.data.subarray(start, start + length);
  }

  private advance(length: number): number {
    const start = this.position;
    if (length > this.data.length - start) throw cutShort();
    this.position = start + length;
    return start;
  }
}

function cutShort(): MalformedError {
  return new MalformedError("The bytes end in the middle of an item.");
}
