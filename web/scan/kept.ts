/**
 * What this device keeps for the scanner: the verified trust files and the highest time seen, in IndexedDB.
 *
 * A browser may refuse its database at any moment (private window, storage blocked or full, a database that is damaged
 * or never opens). From then on the page remembers by itself, for as long as it is open, and says so.
 */
import { type Keeper, type KeptTrust, keptTrust } from "../verify/trustClient.js";

const DATABASE = "originseal-trust";
const STORE = "kept";
/** Milliseconds after which a database that does not answer is given up: the person waits for an answer meanwhile. */
const PATIENCE = 3_000;

/** Keeps trust in the browser's database, whole or not at all. */
export class BrowserKeeper implements Keeper {
  /** What was read and written last, to go on with. */
  readonly #memory = new Map<string, unknown>();
  #keeps = true;

  /** Whether what is written outlives this page. */
  get keeps(): boolean {
    return this.#keeps;
  }

  async load(): Promise<KeptTrust | null> {
    // Damaged data are no data: the next update fetches them anew.
    return keptTrust(await this.#get("trust"));
  }

  save(kept: KeptTrust): Promise<void> {
    return this.#put("trust", kept);
  }

  async loadHighest(): Promise<number> {
    const highest = await this.#get("highest");
    return typeof highest === "number" && Number.isFinite(new Date(highest).getTime()) ? highest : 0;
  }

  saveHighest(time: number): Promise<void> {
    return this.#put("highest", time);
  }

  async #get(key: string): Promise<unknown> {
    await this.#tried(async (database) => {
      this.#memory.set(key, await outcome(database.transaction(STORE).objectStore(STORE).get(key)));
    });
    return this.#memory.get(key);
  }

  async #put(key: string, value: unknown): Promise<void> {
    this.#memory.set(key, value);
    await this.#tried(async (database) => {
      const transaction = database.transaction(STORE, "readwrite");
      const written = new Promise<void>((done, failed) => {
        transaction.oncomplete = () => done();
        transaction.onerror = transaction.onabort = () => failed(transaction.error);
      });
      transaction.objectStore(STORE).put(value, key);
      await written;
    });
  }

  /** Does something with the database; once it fails, it is left alone, for it would contradict what came after. */
  async #tried(work: (database: IDBDatabase) => Promise<void>): Promise<void> {
    if (!this.#keeps) return;
    let database: IDBDatabase | null = null;
    try {
      database = await opened();
      await work(database);
    } catch (error) {
      // What a database fails with is a DOMException, or null where a browser aborts without a reason.
      if (error !== null && !(error instanceof DOMException)) throw error;
      this.#keeps = false;
    } finally {
      database?.close();
    }
  }
}

async function opened(): Promise<IDBDatabase> {
  // Absent, or null, where a browser keeps nothing.
  if (!globalThis.indexedDB) throw new DOMException("this browser has no database", "NotSupportedError");
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  let late = false;
  const patience = new Promise<never>((_, failed) => {
    const give = () => {
      late = true;
      failed(new DOMException("the database does not open", "TimeoutError"));
    };
    request.onblocked = give;
    setTimeout(give, PATIENCE);
  });
  const opening = outcome(request);
  // One that opens after all must not stay open unused: it would block whoever wants to delete it.
  opening.then((database) => late && database.close()).catch(() => {});
  return Promise.race([opening, patience]);
}

function outcome<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}
