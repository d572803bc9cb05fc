/**
 * One copy of the trust files, verified from the pinned root at a given time: the TUF specification, section 5 (root,
 * timestamp, snapshot, targets, delegated role, target files), for the one repository layout that the office writes.
 *
 * Pure: bytes and time in, verified values out. The client that fetches and keeps files is trustClient.ts.
 */

import * as errors from "./errors.js";
import { MAX_STATUS_BYTES } from "./status.js";
import { MAX_SURVIVORS_BYTES, MAX_TRUST_LIST_BYTES } from "./trust.js";
import {
  checkExpiry,
  checkFile,
  checkSignatures,
  type FileEntry,
  type Metadata,
  parseMetadata,
  type Root,
  type Snapshot,
  type Targets,
  type Timestamp,
  type VersionedEntry,
} from "./tufMetadata.js";

export const TRUST_LIST = "trust-list.json";
export const STATUS = "status/revocations.bin";
const SURVIVORS = /^survivors\/([0-9a-f]{16})$/;
const MAX_SURVIVORS = 1000;

/** The key id in the name of a survivors file; null for other targets. */
export function survivorsKeyId(path: string): string | null {
  return SURVIVORS.exec(path)?.[1] ?? null;
}

/** The root at the end of a chain that begins with the pinned one. An expired root counts: a newer one may follow. */
export async function verifyRoots(roots: readonly Uint8Array[]): Promise<Metadata<Root>> {
  let trusted: Metadata<Root> | null = null;
  for (const bytes of roots) trusted = await verifyRoot(bytes, trusted);
  if (trusted === null) throw new errors.MalformedMetadataError("There is no root that trust could begin with.");
  return trusted;
}

/** A root that its own keys sign, and those of the root before it, whose version it continues. */
export async function verifyRoot(bytes: Uint8Array, before: Metadata<Root> | null): Promise<Metadata<Root>> {
  const root = parseMetadata(bytes, "root", "root.json");
  if (before !== null) {
    await checkSignatures(root, before.signed.roles.root, before.signed.keys, "root.json");
    if (root.signed.version !== before.signed.version + 1) {
      throw new errors.RollbackError(`root.json has version ${root.signed.version}, not the one after the last.`);
    }
  }
  await checkSignatures(root, root.signed.roles.root, root.signed.keys, "root.json");
  return root;
}

/** The timestamp. `kept` is the one accepted before, or null: no version of its may be older. */
export async function verifyTimestamp(
  bytes: Uint8Array,
  root: Metadata<Root>,
  kept: Metadata<Timestamp> | null,
  at: Date,
): Promise<Metadata<Timestamp>> {
  checkExpiry(root, at, "root.json");
  const fresh = await signedTimestamp(bytes, root);
  const { version, meta } = fresh.signed;
  if (kept !== null) {
    const older = meta["snapshot.json"].version < kept.signed.meta["snapshot.json"].version;
    if (version < kept.signed.version || (version > kept.signed.version && older)) {
      throw new errors.RollbackError("timestamp.json is older than the one accepted before.");
    }
  }
  // Of two timestamps with one version the first stands: the second is a mistake or an attack.
  const accepted = kept !== null && version === kept.signed.version ? kept : fresh;
  checkExpiry(accepted, at, "timestamp.json");
  return accepted;
}

/** A timestamp that the root's key signed, however old. */
export async function signedTimestamp(bytes: Uint8Array, root: Metadata<Root>): Promise<Metadata<Timestamp>> {
  const timestamp = parseMetadata(bytes, "timestamp", "timestamp.json");
  await checkSignatures(timestamp, root.signed.roles.timestamp, root.signed.keys, "timestamp.json");
  return timestamp;
}

/** The snapshot that the timestamp names. `kept` is the one accepted before, or null: nothing it lists may go back. */
export async function verifySnapshot(
  bytes: Uint8Array,
  root: Metadata<Root>,
  timestamp: Metadata<Timestamp>,
  kept: Metadata<Snapshot> | null,
  at: Date,
): Promise<Metadata<Snapshot>> {
  const expected = timestamp.signed.meta["snapshot.json"];
  await checkFile(bytes, expected, "snapshot.json");
  const snapshot = await signedSnapshot(bytes, root);
  checkVersion(snapshot, expected, "snapshot.json");
  for (const [name, before] of Object.entries(kept?.signed.meta ?? {})) {
    const now = entry(snapshot.signed.meta, name);
    if (now === null || now.version < before.version) {
      throw new errors.RollbackError(`snapshot.json lists an older ${name} than the one accepted before, or none.`);
    }
  }
  checkExpiry(snapshot, at, "snapshot.json");
  return snapshot;
}

/** A snapshot that the root's key signed, however old. */
export async function signedSnapshot(bytes: Uint8Array, root: Metadata<Root>): Promise<Metadata<Snapshot>> {
  const snapshot = parseMetadata(bytes, "snapshot", "snapshot.json");
  await checkSignatures(snapshot, root.signed.roles.snapshot, root.signed.keys, "snapshot.json");
  return snapshot;
}

/** The targets metadata that the snapshot lists. */
export async function verifyTargets(
  bytes: Uint8Array,
  root: Metadata<Root>,
  snapshot: Metadata<Snapshot>,
  at: Date,
): Promise<Metadata<Targets>> {
  await checkFile(bytes, listed(snapshot, "targets.json"), "targets.json");
  const targets = parseMetadata(bytes, "targets", "targets.json");
  await checkSignatures(targets, root.signed.roles.targets, root.signed.keys, "targets.json");
  checkVersion(targets, listed(snapshot, "targets.json"), "targets.json");
  checkExpiry(targets, at, "targets.json");
  return targets;
}

/** The metadata of the delegated role `status` that the snapshot lists. */
export async function verifyStatus(
  bytes: Uint8Array,
  targets: Metadata<Targets>,
  snapshot: Metadata<Snapshot>,
  at: Date,
): Promise<Metadata<Targets>> {
  const delegations = targets.signed.delegations;
  if (delegations === undefined) throw new errors.MalformedMetadataError("targets.json delegates to no status role.");
  await checkFile(bytes, listed(snapshot, "status.json"), "status.json");
  const status = parseMetadata(bytes, "targets", "status.json");
  await checkSignatures(status, delegations.roles[0], delegations.keys, "status.json");
  checkVersion(status, listed(snapshot, "status.json"), "status.json");
  checkExpiry(status, at, "status.json");
  return status;
}

/** The targets that a verifier needs: each path from the one role that may sign it, within its size. */
export function usedTargets(targets: Metadata<Targets>, status: Metadata<Targets>): ReadonlyMap<string, FileEntry> {
  const survivors = Object.keys(targets.signed.targets).filter((path) => survivorsKeyId(path) !== null);
  const trustList = entry(targets.signed.targets, TRUST_LIST);
  if (trustList === null || survivors.length > MAX_SURVIVORS) {
    throw new errors.MalformedMetadataError(`targets.json lists no ${TRUST_LIST}, or too many survivor files.`);
  }
  const used = new Map([[TRUST_LIST, trustList]]);
  for (const path of survivors) used.set(path, targets.signed.targets[path] as FileEntry);
  // The delegation ends the search, so targets.json does not speak for paths below status/.
  const revocations = entry(status.signed.targets, STATUS);
  if (revocations !== null) used.set(STATUS, revocations);
  for (const [path, { length }] of used) {
    if (length > mostBytes(path)) {
      throw new errors.MalformedMetadataError(`${path} is announced with ${length} bytes: more than is allowed.`);
    }
  }
  return used;
}

/** The entry that a snapshot must have. Throws MalformedMetadataError where it lacks it. */
export function listed(snapshot: Metadata<Snapshot>, name: string): VersionedEntry {
  const found = entry(snapshot.signed.meta, name);
  if (found === null) throw new errors.MalformedMetadataError(`snapshot.json does not list ${name}.`);
  return found;
}

function entry<E>(entries: Readonly<Record<string, E>>, name: string): E | null {
  return (Object.hasOwn(entries, name) ? entries[name] : undefined) ?? null;
}

function mostBytes(path: string): number {
  if (path === TRUST_LIST) return MAX_TRUST_LIST_BYTES;
  return path === STATUS ? MAX_STATUS_BYTES : MAX_SURVIVORS_BYTES;
}

function checkVersion(
  metadata: { readonly signed: { readonly version: number } },
  expected: VersionedEntry,
  file: string,
) {
  if (metadata.signed.version !== expected.version) {
    throw new errors.MixedFilesError(`${file} has version ${metadata.signed.version}, not ${expected.version}.`);
  }
}
