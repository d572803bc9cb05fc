/** The page's side of the reading worker: one picture at a time, each answered by the texts in it. */
import type { Look, Seen } from "./reading/messages.js";

/** Milliseconds after which a picture is given up with the worker that reads it; an honest one takes five seconds. */
const PATIENCE = 30_000;

/** The worker ended, or was ended because it did not answer: a picture made to do harm, or no memory left. */
export class ReaderEndedError extends Error {}

/** Reads the codes of pictures in a worker, until it ends. */
export class CodeReader {
  #next = 0;
  #ended = false;
  readonly #waiting = new Map<number, { done: (seen: Seen) => void; failed: (error: Error) => void }>();

  private constructor(
    private readonly worker: Worker,
    private readonly onEnd: () => void,
  ) {
    worker.addEventListener("message", (event: MessageEvent<Seen>) => this.#answered(event.data));
    worker.addEventListener("error", () => this.#end("the reading worker ended"));
  }

  /**
   * Loads the decoder and starts the worker. The page compiles it, so that the worker needs no right to load or to
   * compile anything. Throws TypeError without a network and without a kept copy. `onEnd` is called once when the worker
   * has ended: another one must be started then.
   */
  static async start(workerUrl: string, wasmUrl: string, onEnd: () => void): Promise<CodeReader> {
    const decoder = await WebAssembly.compileStreaming(fetch(wasmUrl));
    const worker = new Worker(workerUrl, { type: "module" });
    worker.postMessage({ kind: "start", decoder });
    return new CodeReader(worker, onEnd);
  }

  /** Reads a frame of the camera; `bitmap` is taken over. */
  readFrame(bitmap: ImageBitmap): Promise<Seen> {
    return this.#look(bitmap, true, "");
  }

  /** Reads a still until a text begins with `base` (lower case), within some seconds; `bitmap` is taken over. */
  readStill(bitmap: ImageBitmap, base: string): Promise<Seen> {
    return this.#look(bitmap, false, base);
  }

  #look(bitmap: ImageBitmap, live: boolean, base: string): Promise<Seen> {
    if (this.#ended) return Promise.reject(new ReaderEndedError("the reading worker has ended"));
    const id = this.#next++;
    const look: Look = { kind: "look", id, bitmap, live, base };
    const seen = new Promise<Seen>((done, failed) => {
      this.#waiting.set(id, { done, failed });
      this.worker.postMessage(look, [bitmap]);
    });
    const patience = setTimeout(() => this.#end("the reading worker does not answer"), PATIENCE);
    return seen.finally(() => clearTimeout(patience));
  }

  #answered(seen: Seen): void {
    const asked = this.#waiting.get(seen.id);
    this.#waiting.delete(seen.id);
    if (seen.failed !== undefined) asked?.failed(new Error(seen.failed));
    else asked?.done(seen);
  }

  #end(why: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.worker.terminate();
    for (const { failed } of this.#waiting.values()) failed(new ReaderEndedError(why));
    this.#waiting.clear();
    this.onEnd();
  }
}
