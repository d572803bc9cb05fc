/** The chambers' keys and the list of revocations: kept on this device, refreshed from this origin, verified each time. */
import { ClockSetBackError, EndlessDataError, SourceError, TrustError } from "../verify/errors.js";
import { type StoredTrust, TrustClient } from "../verify/trustClient.js";
import { BrowserKeeper } from "./kept.js";

const REPOSITORY = "/trust/";
/** Milliseconds after which a check asks for newer files first; the office signs anew every hour. */
const REFRESH_AFTER = 10 * 60_000;
/** Milliseconds after a failure in which nobody waits for another one. */
const PAUSE = 60_000;
const PATIENCE = 10_000;

/** Nothing is kept and nothing could be fetched: there is nothing to verify with. */
export class KeysMissingError extends Error {}

/** Hands out the present trust. */
export class TrustKeeper {
  readonly #keeper = new BrowserKeeper();
  readonly #client = new TrustClient(this.#keeper, fetchFile);
  #refreshAt = 0;
  #refreshing: Promise<void> | null = null;
  #clockBehind = false;

  constructor(private readonly now: () => Date) {}

  /** Whether this device's clock has shown a later time before, so that no update is taken until newer files prove it. */
  get clockBehind(): boolean {
    return this.#clockBehind;
  }

  /** Whether this browser keeps the trust files, so that checks work without a network later. */
  get keeps(): boolean {
    return this.#keeper.keeps;
  }

  /** Returns the last good state, after trying to refresh one that is some minutes old. Throws KeysMissingError. */
  async current(): Promise<StoredTrust> {
    const now = this.now().getTime();
    // A time further away than it was ever set was set by another clock: this one has been corrected since.
    if (now >= this.#refreshAt || now < this.#refreshAt - REFRESH_AFTER) {
      // Whoever comes meanwhile waits for the same attempt.
      this.#refreshing ??= this.#refresh().finally(() => {
        this.#refreshing = null;
      });
      await this.#refreshing;
    }
    try {
      const stored = await this.#client.load(this.now());
      if (stored !== null) return stored;
    } catch (error) {
      // What is kept no longer verifies: it counts as absent.
      if (!(error instanceof TrustError)) throw error;
    }
    throw new KeysMissingError("no trust files are kept, and none could be fetched");
  }

  async #refresh(): Promise<void> {
    try {
      await alone(() => this.#client.update(this.now()));
      this.#refreshAt = this.now().getTime() + REFRESH_AFTER;
      this.#clockBehind = false;
    } catch (error) {
      if (!(error instanceof TrustError)) throw error;
      this.#clockBehind = error instanceof ClockSetBackError;
      // The last good state stays in force and grows old, and verdicts say so.
      this.#refreshAt = this.now().getTime() + PAUSE;
    }
  }
}

/**
 * Two open pages must not write over each other. A browser that gives no locks (it has none, or storage is blocked for
 * this site) keeps nothing that could be written over.
 */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  let begun = false;
  const once = () => {
    begun = true;
    return work();
  };
  if (!("locks" in navigator)) return once();
  try {
    return await navigator.locks.request("originseal-trust", once);
  } catch (error) {
    if (begun || !(error instanceof DOMException)) throw error;
    return once();
  }
}

/** Reads one file of the trust repository, at most `most` bytes of it. */
async function fetchFile(path: string, most: number): Promise<Uint8Array | null> {
  try {
    const response = await fetch(REPOSITORY + path, {
      cache: path.endsWith("timestamp.json") ? "no-store" : "default",
      redirect: "error",
      credentials: "omit",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status === 404) return null;
    if (!response.ok || response.body === null) throw new SourceError(`${path}: status ${response.status}.`);
    return await bytesOf(response.body, most);
  } catch (error) {
    if (error instanceof TrustError) throw error;
    throw new SourceError(`${path} cannot be fetched: ${String(error)}`);
  }
}

async function bytesOf(body: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (const reader = body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new EndlessDataError(`more than ${most} bytes were sent.`);
    }
    parts.push(new Uint8Array(value));
  }
}
