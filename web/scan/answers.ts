/** An answer as people see it: the page's template for it, filled with what was found. */
import { parseNumber } from "../verify/number.js";
import type { VerificationResult } from "../verify/result.js";
import { renderCertificate } from "./certificate.js";
import type { Checked } from "./check.js";
import { copyOf, fillIn, type Words } from "./page.js";
import { dayOfText, dayText, momentText } from "./times.js";

const SEAL_ALONE = ["CONTENT_NOT_CHECKED", "STATUS_STALE", "STATUS_UNAVAILABLE"];

/** With these the certificate is shown, as on its page (reference_service/pages/judgement.py). */
const SHOWS_CONTENT = ["IN_FORCE", "STATUS_STALE", "STATUS_UNAVAILABLE", "REVOKED", "REPLACED"];

/** Returns the name of the template for an answer. */
export function answerKey({ result, online, unknown }: Checked): string {
  const { reason, verdict } = result;
  switch (reason) {
    case "IN_FORCE":
      return result.paper === "not_compared" ? "IN_FORCE" : `IN_FORCE:${result.paper}`;
    case "REVOKED":
      return result.since === null ? "REVOKED:bare" : reason;
    case "REPLACED":
      return result.successor === null ? "REPLACED:bare" : reason;
    case "KEY_UNKNOWN":
      return verdict === "INVALID" ? reason : "KEY_UNKNOWN:old";
  }
  // A genuine seal that the register does not know yet is told from a register that cannot be read.
  if (reason === "STATUS_UNAVAILABLE" && unknown) return "NOT_YET";
  if (!online && SEAL_ALONE.includes(reason)) return reason === "CONTENT_NOT_CHECKED" ? "OFFLINE" : "OFFLINE:stale";
  return reason;
}

/** Builds what is shown for answers, in the page's words. */
export class AnswerView {
  constructor(
    private readonly words: Words,
    private readonly now: () => Date,
  ) {}

  /** Returns the panel of an answer. */
  panel(checked: Checked, key = answerKey(checked)): HTMLElement {
    return this.named(key, this.#values(checked));
  }

  /** Returns a panel that needs no check, such as that there is no code. */
  named(key: string, values: Readonly<Record<string, string | null>> = {}): HTMLElement {
    const panel = copyOf("data-answer", key);
    fillIn(panel, values);
    return panel.firstElementChild as HTMLElement;
  }

  /** Returns what stands below a panel: the certificate from its verified bytes, what was established, and links. */
  details(checked: Checked): DocumentFragment {
    const { result } = checked;
    const details = document.createDocumentFragment();
    const content = SHOWS_CONTENT.includes(result.reason) ? result.content : null;
    if (content !== null) details.append(renderCertificate(content, this.words));
    if (result.number !== null) details.append(this.#findings(result));
    const links = copyOf("data-part", "links");
    fillIn(links, { page: content && "page", report: result.verdict === "INVALID" ? "report" : null });
    const page = links.querySelector("[data-link='page']");
    if (page !== null) page.setAttribute("href", this.#addressOf(result));
    details.append(links);
    return details;
  }

  #values({ result, timeZone }: Checked): Record<string, string | null> {
    const { locale, reasons } = this.words;
    const moment = (at: Date | null) => at && momentText(at, this.now(), locale);
    return {
      number: result.number && printed(result.number),
      issued: result.issued && dayText(result.issued, locale),
      chamber: result.chamber,
      reason: result.revocationReason && (reasons[result.revocationReason] ?? result.revocationReason),
      since: result.since && dayOfText(result.since, locale, timeZone ?? undefined),
      successor: result.successor,
      host: result.host ?? "?",
      serverAsOf: moment(result.serverAsOf),
      signedAsOf: moment(result.signedAsOf),
    };
  }

  #findings(result: VerificationResult): DocumentFragment {
    const findings = copyOf("data-part", "findings");
    const list = findings.querySelector("[data-list]");
    const add = (part: string, claim: string) => {
      const item = copyOf("data-part", part);
      fillIn(item, { claim });
      list?.append(item);
    };
    for (const claim of result.established) add("found", this.words.established[claim]);
    for (const claim of result.notEstablished) add("open", this.words.notEstablished[claim]);
    return findings;
  }

  #addressOf(result: VerificationResult): string {
    return `/certificates/${result.number}/${result.issued}?lang=${this.words.language}`;
  }
}

function printed(number: string): string {
  try {
    return parseNumber(number).printed;
  } catch {
    // A seal may carry a number that is none; it is shown as it is, beside the verdict that says so.
    return number;
  }
}
