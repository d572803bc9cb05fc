/** Lets trust clients live through stories that Python's tests wrote: updates from folders, damage, time. */

import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { EndlessDataError, SigningError, SourceError } from "../../verify/errors.js";
import {
  type FetchFile,
  type Keeper,
  type KeptTrust,
  type StoredTrust,
  TrustClient,
} from "../../verify/trustClient.js";

/** One step: an update from a repository's folder at a time, or what is believed then without a network. */
export type Step =
  | { readonly update: string; readonly now: string }
  | { readonly load: true; readonly now: string }
  | { readonly damage: string };

/** What a step ends with: an error's name, or what is believed. */
export type Outcome =
  | string
  | { readonly chambers: readonly string[]; readonly status: number | null; readonly now: string };

export type Story = readonly Step[];

/** The outcomes of the steps of each story; every story begins with a client that keeps nothing. */
export function trustStories(stories: readonly Story[]): Promise<readonly (readonly (Outcome | null)[])[]> {
  return Promise.all(stories.map(trustStory));
}

async function trustStory(steps: Story): Promise<readonly (Outcome | null)[]> {
  const keeper = new Memory();
  const outcomes: (Outcome | null)[] = [];
  for (const step of steps) outcomes.push(await outcomeOf(step, keeper));
  return outcomes;
}

async function outcomeOf(step: Step, keeper: Memory): Promise<Outcome | null> {
  try {
    if ("damage" in step) {
      keeper.damage(step.damage);
      return null;
    }
    const now = new Date(step.now);
    const folder = "update" in step ? step.update : "";
    const client = new TrustClient(keeper, folderFetch(folder));
    const stored = "update" in step ? await client.update(now) : await client.load(now);
    return stored === null ? "nothing" : told(stored);
  } catch (error) {
    if (error instanceof SigningError) return error.name;
    throw error;
  }
}

function told({ trust, status, now }: StoredTrust): Outcome {
  return {
    chambers: trust.trustList.chambers.map((chamber) => chamber.code),
    status: status?.version ?? null,
    now: now.toISOString(),
  };
}

function folderFetch(folder: string): FetchFile {
  return async (path, most) => {
    if (folder === "") throw new SourceError("There is no network.");
    try {
      const file = join(folder, path);
      if ((await stat(file)).size > most) throw new EndlessDataError(`${path} is longer than ${most} bytes.`);
      return new Uint8Array(await readFile(file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  };
}

class Memory implements Keeper {
  private kept: KeptTrust | null = null;
  private highest = 0;

  async load(): Promise<KeptTrust | null> {
    return this.kept;
  }

  async save(kept: KeptTrust): Promise<void> {
    this.kept = structuredClone(kept);
  }

  async loadHighest(): Promise<number> {
    return this.highest;
  }

  async saveHighest(time: number): Promise<void> {
    this.highest = time;
  }

  /** Flips a bit in the middle of a kept file: `root`, `timestamp`, `snapshot`, … or a target's path. */
  damage(name: string): void {
    const kept = this.kept as KeptTrust;
    const metadata = kept.metadata as unknown as Record<string, Uint8Array>;
    const bytes = name === "root" ? kept.roots[0] : (kept.files[name] ?? metadata[name]);
    if (!(bytes instanceof Uint8Array)) throw new Error(`nothing is kept under ${name}`);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
  }
}
