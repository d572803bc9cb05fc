/** What both pages begin with: words, the trust, the reader; and the sentence for whatever goes wrong. */
import { canVerify } from "../verify/keys.js";
import { AnswerView } from "./answers.js";
import { Checker } from "./check.js";
import { FileError } from "./files.js";
import { type PageData, pageData } from "./page.js";
import { CodeReader } from "./reader.js";
import { KeysMissingError, TrustKeeper } from "./trust.js";

/** The clock of a running page. */
export const now = () => new Date();

/** The parts that a page is made of; what is large is loaded when it is asked for. */
export class Parts {
  readonly page: PageData = pageData();
  readonly view = new AnswerView(this.page.words, now);
  readonly trust = new TrustKeeper(now);
  #reader: Promise<CodeReader> | null = null;

  /** Returns the reader; one that ended, or could not be loaded, is started anew at the next time. */
  readonly reader = (): Promise<CodeReader> => {
    const { readingWorker, decoder } = this.page.assets;
    const forget = () => {
      this.#reader = null;
    };
    this.#reader ??= CodeReader.start(readingWorker, decoder, forget).catch((error: unknown) => {
      forget();
      throw new ReaderMissingError(String(error));
    });
    return this.#reader;
  };

  /** Returns a checker with the present trust. Throws KeysMissingError, or VerifierMissingError in an old browser. */
  async checker(): Promise<Checker> {
    if (!(await canVerify())) throw new VerifierMissingError("this browser has no Ed25519");
    return new Checker(await this.trust.current());
  }

  /** Returns what is to be said of this device beside every answer. */
  notes(): string[] {
    return this.trust.clockBehind ? [this.sentence("clock_behind")] : [];
  }

  sentence(name: string): string {
    return this.page.words.sentences[name] ?? "";
  }

  /** Returns the panel that says why nothing could be checked; null for errors that a sentence says (`sentenceFor`). */
  panelFor(error: unknown): HTMLElement | null {
    if (error instanceof KeysMissingError) return this.view.named("NO_KEYS");
    if (error instanceof VerifierMissingError) return this.view.named("NO_ED25519");
    return null;
  }

  /** Returns the sentence for an error of a file, of the reader, or of this page itself. */
  sentenceFor(error: unknown): string {
    if (error instanceof FileError) return this.sentence(error.problem);
    if (error instanceof ReaderMissingError) return this.sentence("no_reader");
    // A fault of ours: the person gets a sentence, the log what happened.
    reportError(error);
    return this.sentence("failed");
  }
}

/** The decoder or its worker cannot be loaded. */
export class ReaderMissingError extends Error {}

/** This browser cannot verify a signature. */
export class VerifierMissingError extends Error {}
