/** What the steps of a verification found so far, in the order in which they found it. */

import type { Content } from "./content.js";
import type { RecordPayload, SealRecord } from "./record.js";
import type { Claim, Paper, Reason, Verdict } from "./result.js";

export class Findings {
  private invalid: Reason | null = null;
  private missing: Reason | null = null;
  readonly details: string[] = [];
  readonly established: Claim[] = [];
  content: Content | null = null;
  records: readonly SealRecord[] = [];
  paper: Paper = "not_compared";

  /** Notes what speaks against the certificate; the first such finding decides. */
  refuse(reason: Reason, detail: string): void {
    if (this.invalid === null) {
      this.invalid = reason;
      this.details.unshift(detail);
    }
  }

  /** Notes what could not be established; the first of these decides where nothing speaks against the certificate. */
  lack(reason: Reason, detail: string): void {
    this.missing ??= reason;
    this.details.push(detail);
  }

  reason(): Reason {
    return this.invalid ?? this.missing ?? "IN_FORCE";
  }

  verdict(): Verdict {
    if (this.invalid !== null) return "INVALID";
    return this.missing !== null ? "INDETERMINATE" : "VALID";
  }

  /** The record that ended the certificate, the gravest first; null while there is none. */
  ending(): RecordPayload | null {
    for (const event of ["void", "revoke", "replace"]) {
      const found = this.records.find((record) => record.payload.event === event);
      if (found !== undefined) return found.payload;
    }
    return null;
  }
}
