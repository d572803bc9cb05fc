/** From a text or a hash to an answer: gathers the evidence for each code and lets verify/ judge. */
import { toHex } from "../verify/bytes.js";
import type { Evidence, NoAnswer, ServerAnswer } from "../verify/evidence.js";
import type { VerificationResult } from "../verify/result.js";
import type { StatusFile } from "../verify/status.js";
import type { Trust } from "../verify/trust.js";
import type { StoredTrust } from "../verify/trustClient.js";
import { conclude, isOpened, type OpenedSeal, openCode, openSeal } from "../verify/verify.js";
import { byDocument, bySeal, OFFLINE } from "./reference.js";

/** A judged code. `online` is false where nobody could be asked; `unknown` where the register says that it has none. */
export interface Checked {
  readonly result: VerificationResult;
  readonly online: boolean;
  readonly unknown: boolean;
  readonly timeZone: string | null;
  /** Asks and judges once more, after the person has compared paper and content: what ended meanwhile is not confirmed. */
  confirm(): Promise<VerificationResult>;
}

/** Checks texts and files with one state of trust, whose `now` is the time from which ages count. */
export class Checker {
  readonly #trust: Trust;
  readonly #status: StatusFile | null;
  readonly #now: Date;
  readonly #since = performance.now();

  constructor({ trust, status, now }: StoredTrust) {
    this.#trust = trust;
    this.#status = status;
    this.#now = now;
  }

  /** What a text of this site begins with, in lower case. */
  get base(): string {
    return this.#trust.trustList.base.url;
  }

  /** Checks one scanned text; `fileSha256` is the hash of the file that it was found in. */
  async checkText(text: string, fileSha256?: Uint8Array): Promise<Checked> {
    const opened = await openCode(text, this.#trust, this.#now);
    if (!isOpened(opened)) return this.#refused(opened);
    return this.#conclude(opened, await bySeal(opened.data), fileSha256);
  }

  /**
   * Asks whether a file is one that a chamber issued: the answer about its certificate if the hash stands in its
   * verified records, else null; "unasked" where nobody could be asked.
   */
  async checkFile(sha256: Uint8Array): Promise<Checked | null | "unasked"> {
    const answer = await byDocument(toHex(sha256));
    if (answer === OFFLINE || "none" in answer) return "unasked";
    if (answer.seal === null) return null;
    const opened = await openSeal(answer.seal, this.#trust, this.#now);
    // A seal that does not verify is the service's error and says nothing about the file: its own codes will.
    if (!isOpened(opened)) return null;
    const checked = await this.#conclude(opened, answer, sha256);
    return checked.result.paper === "matched" ? checked : null;
  }

  async #conclude(
    opened: OpenedSeal,
    answer: ServerAnswer | NoAnswer | typeof OFFLINE,
    fileSha256: Uint8Array | undefined,
  ): Promise<Checked> {
    const judge = (answered: typeof answer, confirmed: boolean, now: Date) => {
      const evidence: Evidence = {
        status: this.#status,
        answer: answered === OFFLINE ? null : answered,
        fileSha256: fileSha256 ?? null,
        confirmed,
      };
      return conclude(opened, evidence, this.#trust, now);
    };
    const confirm = async () => {
      const again = answer === OFFLINE ? OFFLINE : await bySeal(opened.data);
      const now = new Date(this.#now.getTime() + performance.now() - this.#since);
      // Without network by now, the first answer counts on, as long as it is not too old.
      return judge(again === OFFLINE ? answer : again, true, now);
    };
    return {
      result: await judge(answer, false, this.#now),
      online: answer !== OFFLINE,
      unknown: answer !== OFFLINE && !("none" in answer) && answer.seal === null,
      timeZone: opened.chamber.timeZone,
      confirm,
    };
  }

  #refused(result: VerificationResult): Checked {
    return { result, online: true, unknown: false, timeZone: null, confirm: () => Promise.resolve(result) };
  }
}
