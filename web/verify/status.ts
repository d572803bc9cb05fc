/**
 * The signed status file `status/revocations.bin`: every seal that is no longer in force (docs/seal.md, section 8).
 *
 *     "REFREV1" | version u32 | as_of u64 (Unix seconds) | register_head u64 | count u32 | entries, sorted
 *     entry = first 8 bytes of the sid | status byte (1 revoked, 2 replaced, 3 void)
 *
 * All integers big-endian. The bytes are authenticated as a TUF target.
 */

import { compareBytes, equalBytes, utf8 } from "./bytes.js";
import { MalformedError } from "./errors.js";
import type { State } from "./record.js";

export const MAX_STATUS_BYTES = 64 * 1024 * 1024;
const SID_PREFIX_LENGTH = 8;
const ENTRY_LENGTH = SID_PREFIX_LENGTH + 1;
const MAGIC = utf8("REFREV1");
const HEADER_LENGTH = MAGIC.length + 4 + 8 + 8 + 4;
const MAX_TIME = 2n ** 32n;
const STATE_OF_BYTE: readonly (State | undefined)[] = [undefined, "revoked", "replaced", "void"];

/** A parsed status file. `version` only ever grows; `registerHead` counts the register's records at `asOf`. */
export class StatusFile {
  constructor(
    readonly version: number,
    readonly asOf: Date,
    readonly registerHead: bigint,
    private readonly entries: Uint8Array,
  ) {}

  /** The number of seals listed. */
  get length(): number {
    return this.entries.length / ENTRY_LENGTH;
  }

  /** The state of a seal: in force where it is not listed. */
  state(sid: Uint8Array): State {
    const prefix = sid.subarray(0, SID_PREFIX_LENGTH);
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareBytes(this.prefix(middle), prefix) < 0) low = middle + 1;
      else high = middle;
    }
    const found = low < this.length && equalBytes(this.prefix(low), prefix);
    return (found && STATE_OF_BYTE[this.byte(low)]) || "in_force";
  }

  /** Throws MalformedError unless the entries are sorted, each prefix stands once, and each status is known. */
  check(): void {
    for (let position = 0; position < this.length; position++) {
      if (position > 0 && compareBytes(this.prefix(position - 1), this.prefix(position)) >= 0) {
        throw new MalformedError("The status file's entries are not in order.");
      }
      if (STATE_OF_BYTE[this.byte(position)] === undefined) {
        throw new MalformedError("The status file has a status that is not known here.");
      }
    }
  }

  private prefix(position: number): Uint8Array {
    return this.entries.subarray(position * ENTRY_LENGTH, position * ENTRY_LENGTH + SID_PREFIX_LENGTH);
  }

  private byte(position: number): number {
    return this.entries[position * ENTRY_LENGTH + SID_PREFIX_LENGTH] ?? 0;
  }
}

/** Reads a status file whose bytes are authenticated. Throws MalformedError for anything else. */
export function parseStatus(data: Uint8Array): StatusFile {
  if (data.length < HEADER_LENGTH || data.length > MAX_STATUS_BYTES) {
    throw new MalformedError(`The status file has ${data.length} bytes: too few or too many.`);
  }
  if (!equalBytes(data.subarray(0, MAGIC.length), MAGIC)) {
    throw new MalformedError("This is no status file of a format that is known here (REFREV1).");
  }
  const header = new DataView(data.buffer, data.byteOffset + MAGIC.length);
  const [version, asOf, head, count] = [
    header.getUint32(0),
    header.getBigUint64(4),
    header.getBigUint64(12),
    header.getUint32(20),
  ];
  const entries = data.subarray(HEADER_LENGTH);
  if (entries.length !== count * ENTRY_LENGTH || asOf >= MAX_TIME) {
    throw new MalformedError("The status file is cut off, or its header is damaged.");
  }
  const status = new StatusFile(version, new Date(Number(asOf) * 1000), head, entries);
  status.check();
  return status;
}
