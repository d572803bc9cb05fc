/**
 * What a page believes, and how it keeps that up to date: a TUF client over a place to keep files and a way to fetch.
 *
 * Trust begins with one pinned root. Whatever is kept is verified again from there whenever it is read, at the
 * time of its last refresh, and the source of updates is never trusted. An update is put in force whole or not at all.
 * Which root is pinned, and what that is worth in a browser, is told in docs/adr/0015-the-browser-verifies-for-itself.md.
 */

import * as errors from "./errors.js";
import { parseStatus, type StatusFile } from "./status.js";
import { parseSurvivors, parseTrustList, type Trust } from "./trust.js";
import {
  listed,
  STATUS,
  signedSnapshot,
  signedTimestamp,
  survivorsKeyId,
  TRUST_LIST,
  usedTargets,
  verifyRoot,
  verifyRoots,
  verifySnapshot,
  verifyStatus,
  verifyTargets,
  verifyTimestamp,
} from "./tuf.js";
import { checkFile, type FileEntry, isFile, type VersionedEntry } from "./tufMetadata.js";

/** The most bytes that are read of each kind of metadata, as in scanner/trust/limits.py. */
const MOST = { root: 64 * 1024, timestamp: 16 * 1024, snapshot: 64 * 1024, targets: 1024 * 1024 };
const MAX_ROOT_ROTATIONS = 256;
/** A clock may be corrected by this many milliseconds without being called set back. */
const CLOCK_TOLERANCE = 5 * 60_000;
/** Time must have moved by this much before it is written down again. */
const CLOCK_STEP = 60_000;
/** The status file may be of this many milliseconds after the clock (docs/seal.md, section 9). */
const MAX_AHEAD = 60 * 60_000;

/**
 * Reads a file below the trust repository's address, e.g. `metadata/timestamp.json`; null where there is no such file.
 *
 * It must throw SourceError where the source cannot be reached, and EndlessDataError once it has sent more than
 * `most` bytes. It must not follow redirects and not take `metadata/timestamp.json` from a cache.
 */
export type FetchFile = (path: string, most: number) => Promise<Uint8Array | null>;

/** What is kept between visits: plain data, to be stored whole. `refreshedAt` is in milliseconds since 1970. */
export interface KeptTrust {
  /** The pinned root, then each that followed it. */
  readonly roots: readonly Uint8Array[];
  readonly metadata: KeptMetadata | null;
  /** Targets by path. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly refreshedAt: number;
}

interface KeptMetadata {
  /** How many of the roots there were then: a root that came in an update that failed says nothing of these files. */
  readonly roots: number;
  readonly timestamp: Uint8Array;
  readonly snapshot: Uint8Array;
  readonly targets: Uint8Array;
  readonly status: Uint8Array;
}

/**
 * Where it is kept. `save` puts all of it in place at once; `load` gives null at first.
 *
 * The highest time that the clock has ever shown (milliseconds since 1970, 0 at first) is kept apart, because readers
 * write it too, and must never undo an update that ends meanwhile. Let one update run at a time (Web Locks).
 */
export interface Keeper {
  load(): Promise<KeptTrust | null>;
  save(kept: KeptTrust): Promise<void>;
  loadHighest(): Promise<number>;
  saveHighest(time: number): Promise<void>;
}

/**
 * What was kept, read from a place that may be damaged or hold another program's data: null where it has not this shape.
 * Whether the files are genuine is another question, which is asked whenever they are used.
 */
export function keptTrust(value: unknown): KeptTrust | null {
  if (!isRecord(value)) return null;
  const { roots, metadata, files, refreshedAt } = value;
  const whole =
    Array.isArray(roots) &&
    roots.length > 0 &&
    roots.every(isBytes) &&
    isRecord(files) &&
    Object.values(files).every(isBytes) &&
    typeof refreshedAt === "number" &&
    (metadata === null || isKeptMetadata(metadata, roots.length));
  return whole ? (value as unknown as KeptTrust) : null;
}

function isKeptMetadata(value: unknown, rootsKept: number): boolean {
  if (!isRecord(value)) return false;
  const { roots, timestamp, snapshot, targets, status } = value;
  const counted = Number.isInteger(roots) && Number(roots) >= 1 && Number(roots) <= rootsKept;
  return counted && [timestamp, snapshot, targets, status].every(isBytes);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

/** What a verifier may believe. `status` is null where none was published; ages are to be counted from `now`. */
export interface StoredTrust {
  readonly trust: Trust;
  readonly status: StatusFile | null;
  readonly now: Date;
}

export class TrustClient {
  constructor(
    private readonly keeper: Keeper,
    private readonly fetch: FetchFile,
  ) {}

  /**
   * Fetches and verifies the present state, puts it in force, and returns it.
   *
   * Where nothing is kept yet, the source's first root is pinned. On any error (a TrustError) the last good state
   * stays in force.
   *
   * A clock that shows less than it has shown before was either set back, so that old files pass as fresh, or it was
   * ahead then and is right now. Only the files can tell: the clock is believed again, and the highest time seen with
   * it, once a timestamp newer than the kept one is signed, is good at that time, and its status is not of later.
   * (A scanner's user says so by `scanner trust update --accept-clock`; nobody would find such a switch in a page.)
   */
  async update(now: Date): Promise<StoredTrust> {
    let kept = await this.begun();
    const setBack = now.getTime() < (await this.keeper.loadHighest()) - CLOCK_TOLERANCE;
    // New roots count even where the rest fails: a key that they leave out is out.
    const roots = await this.newerRoots(kept.roots);
    if (roots.length > kept.roots.length) {
      kept = { ...kept, roots };
      await this.keeper.save(kept);
    }
    const { newer, ...fresh } = await this.fetched(kept, now);
    const next = { roots, ...fresh, refreshedAt: now.getTime() };
    const stored = await read(next);
    if (setBack && (!newer || isAhead(stored.status, now))) {
      throw new errors.ClockSetBackError("The clock shows a time long before one that it has shown already.");
    }
    await this.keeper.save(next);
    if (setBack) await this.keeper.saveHighest(now.getTime());
    return { ...stored, now: await this.highest(now) };
  }

  /**
   * What is kept, or a beginning with the source's first root. Roots that do not verify are damaged: whoever could
   * exchange them could have deleted them, which is a first visit as well.
   */
  private async begun(): Promise<KeptTrust> {
    const kept = await this.keeper.load();
    if (kept !== null && (await accepted(kept.roots, verifyRoots)) !== null) return kept;
    const root = await this.required("metadata/1.root.json", MOST.root);
    await verifyRoots([root]);
    const first = { roots: [root], metadata: null, files: {}, refreshedAt: 0 };
    await this.keeper.save(first);
    return first;
  }

  /** The last good state, verified again from the pinned root; null where nothing was ever fetched. No network. */
  async load(now: Date): Promise<StoredTrust | null> {
    const kept = await this.keeper.load();
    if (kept === null || kept.metadata === null) return null;
    return { ...(await read(kept)), now: await this.highest(now) };
  }

  /** The time from which ages count: never earlier than the highest time ever seen, so a clock set back is harmless. */
  private async highest(now: Date): Promise<Date> {
    const seen = await this.keeper.loadHighest();
    if (now.getTime() >= seen + CLOCK_STEP) await this.keeper.saveHighest(now.getTime());
    return new Date(Math.max(now.getTime(), seen));
  }

  private async newerRoots(known: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
    const roots = [...known];
    let trusted = await verifyRoots(roots);
    for (let rotation = 0; rotation < MAX_ROOT_ROTATIONS; rotation++) {
      const bytes = await this.fetch(`metadata/${trusted.signed.version + 1}.root.json`, MOST.root);
      if (bytes === null) break;
      trusted = await verifyRoot(bytes, trusted);
      roots.push(bytes);
    }
    return roots;
  }

  private async fetched(
    kept: KeptTrust,
    now: Date,
  ): Promise<Pick<KeptTrust, "metadata" | "files"> & { readonly newer: boolean }> {
    const old = kept.metadata ?? undefined;
    const root = await verifyRoots(kept.roots);
    const oldTimestamp = await accepted(old?.timestamp, (bytes) => signedTimestamp(bytes, root));
    const oldSnapshot = await accepted(old?.snapshot, (bytes) => signedSnapshot(bytes, root));

    const newest = await this.required("metadata/timestamp.json", MOST.timestamp);
    const timestamp = await verifyTimestamp(newest, root, oldTimestamp, now);
    const snapshotEntry = timestamp.signed.meta["snapshot.json"];
    const snapshotBytes = await this.metadata("snapshot.json", snapshotEntry, old?.snapshot, MOST.snapshot);
    const snapshot = await verifySnapshot(snapshotBytes, root, timestamp, oldSnapshot, now);
    const targetsEntry = listed(snapshot, "targets.json");
    const targetsBytes = await this.metadata("targets.json", targetsEntry, old?.targets, MOST.targets);
    const targets = await verifyTargets(targetsBytes, root, snapshot, now);
    const statusEntry = listed(snapshot, "status.json");
    const statusBytes = await this.metadata("status.json", statusEntry, old?.status, MOST.targets);
    const status = await verifyStatus(statusBytes, targets, snapshot, now);

    const files: Record<string, Uint8Array> = {};
    for (const [path, expected] of usedTargets(targets, status)) {
      files[path] = await this.fileOrKept(targetAddress(path, expected), expected, kept.files[path], expected.length);
    }
    const metadata = {
      roots: kept.roots.length,
      timestamp: timestamp.bytes,
      snapshot: snapshotBytes,
      targets: targetsBytes,
      status: statusBytes,
    };
    return { metadata, files, newer: oldTimestamp === null || timestamp.signed.version > oldTimestamp.signed.version };
  }

  private metadata(name: string, expected: VersionedEntry, have: Uint8Array | undefined, most: number) {
    return this.fileOrKept(`metadata/${expected.version}.${name}`, expected, have, Math.min(expected.length, most));
  }

  /** The file that signed metadata list: what is kept, where it is that, else what the source sends. */
  private async fileOrKept(
    address: string,
    expected: FileEntry,
    have: Uint8Array | undefined,
    most: number,
  ): Promise<Uint8Array> {
    if (have !== undefined && (await isFile(have, expected))) return have;
    const bytes = await this.required(address, most);
    await checkFile(bytes, expected, address);
    return bytes;
  }

  private async required(path: string, most: number): Promise<Uint8Array> {
    const bytes = await this.fetch(path, most);
    if (bytes === null) throw new errors.SourceError(`The source lacks ${path}, which it must have.`);
    if (bytes.length > most) throw new errors.EndlessDataError(`${path} is longer than the ${most} bytes allowed.`);
    return bytes;
  }
}

/** Whether the chamber signed its status at a time that this clock has yet to reach. */
function isAhead(status: StatusFile | null, now: Date): boolean {
  return status !== null && status.asOf.getTime() > now.getTime() + MAX_AHEAD;
}

/** Verifies all that is kept as of its last refresh, and reads it. */
async function read(kept: KeptTrust): Promise<Omit<StoredTrust, "now">> {
  if (kept.metadata === null) throw new errors.MalformedMetadataError("Nothing was fetched yet.");
  const at = new Date(kept.refreshedAt);
  const root = await verifyRoots(kept.roots.slice(0, kept.metadata.roots));
  const timestamp = await verifyTimestamp(kept.metadata.timestamp, root, null, at);
  const snapshot = await verifySnapshot(kept.metadata.snapshot, root, timestamp, null, at);
  const targets = await verifyTargets(kept.metadata.targets, root, snapshot, at);
  const status = await verifyStatus(kept.metadata.status, targets, snapshot, at);
  const used = usedTargets(targets, status);
  for (const [path, expected] of used) {
    const bytes = kept.files[path];
    if (bytes === undefined) throw new errors.MixedFilesError(`${path} is missing among what is kept.`);
    await checkFile(bytes, expected, path);
  }
  return contentsOf(kept.files, [...used.keys()], at);
}

/** Reads verified files. Throws MalformedMetadataError: then this program is older than their format. */
async function contentsOf(
  files: Readonly<Record<string, Uint8Array>>,
  paths: readonly string[],
  refreshedAt: Date,
): Promise<Omit<StoredTrust, "now">> {
  const file = (path: string) => files[path] as Uint8Array;
  try {
    const survivors = new Map<string, ReadonlySet<string>>();
    for (const path of paths) {
      const keyId = survivorsKeyId(path);
      if (keyId !== null) survivors.set(keyId, parseSurvivors(file(path)));
    }
    const trustList = await parseTrustList(file(TRUST_LIST));
    const status = paths.includes(STATUS) ? parseStatus(file(STATUS)) : null;
    return { trust: { trustList, refreshedAt, survivors }, status };
  } catch (error) {
    if (!(error instanceof errors.MalformedError)) throw error;
    throw new errors.MalformedMetadataError(`The trust files are genuine but cannot be read here: ${error.message}`);
  }
}

/** What was accepted before, as far as it is whole and today's root keys still sign it; a new key begins anew. */
async function accepted<K, T>(kept: K | undefined, verified: (kept: K) => Promise<T>): Promise<T | null> {
  if (kept === undefined) return null;
  try {
    return await verified(kept);
  } catch (error) {
    if (error instanceof errors.TrustError) return null;
    throw error;
  }
}

/** Where a target lies: its hash stands before the last part of its path. */
function targetAddress(path: string, expected: FileEntry): string {
  const name = path.lastIndexOf("/") + 1;
  return `targets/${path.slice(0, name)}${expected.hashes.sha256}.${path.slice(name)}`;
}
