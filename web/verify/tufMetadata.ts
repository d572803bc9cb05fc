/**
 * One file of TUF metadata: what it says, and whether enough of the right keys signed it.
 *
 * Read is only what the office's repository writes: Ed25519 keys, SHA-256, file names with version or hash. Signatures
 * cover the canonical form of `signed`, which for these texts is the same in TUF's canonical JSON and in RFC 8785.
 */

import { fromHex, sha256, toHex } from "./bytes.js";
import { canonicalBytes, parseJson } from "./canonical.js";
import * as errors from "./errors.js";
import { publicKey, verifySignature } from "./keys.js";
import { integer, isTrue, list, mapping, members, object, oneOf, pattern, type Shape, text } from "./shape.js";

/** The keys that may sign for a role, by name, and how many of them have to. */
export interface Role {
  readonly keyids: readonly string[];
  readonly threshold: number;
}
export type Keys = Readonly<Record<string, { keytype: string; scheme: string; keyval: { public: string } }>>;

/** What signed metadata say of a file of theirs; targets have a hash in place of a version. */
export interface FileEntry {
  readonly length: number;
  readonly hashes: { readonly sha256: string };
}
export interface VersionedEntry extends FileEntry {
  readonly version: number;
}

interface Signed {
  readonly _type: string;
  readonly version: number;
  readonly expires: string;
}
export interface Root extends Signed {
  readonly keys: Keys;
  readonly roles: Readonly<Record<"root" | "timestamp" | "snapshot" | "targets", Role>>;
}
export interface Timestamp extends Signed {
  readonly meta: { readonly "snapshot.json": VersionedEntry };
}
export interface Snapshot extends Signed {
  readonly meta: Readonly<Record<string, VersionedEntry>>;
}
export interface Targets extends Signed {
  readonly targets: Readonly<Record<string, FileEntry>>;
  readonly delegations?: { readonly keys: Keys; readonly roles: readonly [Role] };
}
interface SignedOf {
  root: Root;
  timestamp: Timestamp;
  snapshot: Snapshot;
  targets: Targets;
}

/** Parsed metadata; `signed` counts only after `checkSignatures`. */
export interface Metadata<S extends Signed> {
  readonly bytes: Uint8Array;
  readonly signed: S;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

const MOST = Number.MAX_SAFE_INTEGER;
const hash = pattern(/^[0-9a-f]{64}$/);
const word = pattern(/^[a-z0-9-]{1,40}$/);
const keys = mapping(
  hash,
  members({
    keytype: word,
    scheme: word,
    keyval: members({ public: text((value) => value.length <= 10_000, "a key") }),
  }),
);
const roleFields = { keyids: list(hash, 1, 100), threshold: integer(1, 100) };
const role = object(roleFields);
const fileFields = { length: integer(0, MOST), hashes: object({ sha256: hash }) };
const versioned = object({ version: integer(1, MOST), ...fileFields });
// A role that spoke for more than its folder could pass for the trust list's.
const statusRole = object({
  name: oneOf("status"),
  paths: list(oneOf("status/*"), 1, 1),
  terminating: isTrue,
  ...roleFields,
});

const MODELS: Readonly<Record<keyof SignedOf, Shape>> = {
  root: members({
    consistent_snapshot: isTrue,
    keys,
    roles: object({ root: role, timestamp: role, snapshot: role, targets: role }),
  }),
  timestamp: members({ meta: object({ "snapshot.json": versioned }) }),
  snapshot: members({ meta: mapping(pattern(/^[a-z]{1,40}\.json$/), versioned) }),
  targets: members(
    { targets: mapping(pattern(/^[A-Za-z0-9._/-]{1,200}$/), object(fileFields)) },
    { delegations: object({ keys, roles: list(statusRole, 1, 1) }) },
  ),
};
const envelope = object({
  signatures: list(object({ keyid: hash, sig: pattern(/^(?:[0-9a-f]{2}){0,1024}$/) }), 0, 100),
  signed: members({
    _type: oneOf("root", "timestamp", "snapshot", "targets"),
    spec_version: pattern(/^1(\.[0-9]{1,6}){1,2}$/),
    version: integer(1, MOST),
    expires: pattern(/^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$/),
  }),
});

/** Reads metadata of a type. Throws MalformedMetadataError, which names the `file`, for anything else. */
export function parseMetadata<T extends keyof SignedOf>(
  bytes: Uint8Array,
  type: T,
  file: string,
): Metadata<SignedOf[T]> {
  try {
    const fields = parseJson(bytes);
    envelope(fields, file);
    const { signed, signatures } = fields as unknown as Metadata<SignedOf[T]>;
    if (signed._type !== type) throw new errors.ContentError(`it is of type ${signed._type}`);
    MODELS[type](signed, file);
    return { bytes, signed, signatures };
  } catch (error) {
    if (error instanceof errors.MalformedError || error instanceof errors.ContentError) {
      throw new errors.MalformedMetadataError(
        `${file} is not ${type} metadata as the office writes it: ${error.message}`,
      );
    }
    throw error;
  }
}

/** Throws WrongSignatureError unless at least `threshold` different keys of the role signed the metadata. */
export async function checkSignatures(
  metadata: Metadata<Signed>,
  { keyids, threshold }: Role,
  known: Keys,
  file: string,
): Promise<void> {
  const message = canonicalBytes(metadata.signed);
  const signers = new Set<string>();
  for (const { keyid, sig } of metadata.signatures) {
    const key = keyids.includes(keyid) && Object.hasOwn(known, keyid) ? known[keyid] : undefined;
    if (key?.keytype !== "ed25519" || key.scheme !== "ed25519") continue;
    // Counted are keys, not their names: one key under two names is one signer.
    if (await isSignature(key.keyval.public, sig, message)) signers.add(key.keyval.public);
  }
  if (signers.size < threshold) {
    throw new errors.WrongSignatureError(`${file} has ${signers.size} good signatures; ${threshold} are needed.`);
  }
}

/** Throws FrozenError where the metadata had expired at `at`. */
export function checkExpiry(metadata: Metadata<Signed>, at: Date, file: string): void {
  // Written so that a date that does not exist counts as past.
  if (!(new Date(metadata.signed.expires) > at)) {
    throw new errors.FrozenError(`${file} expired at ${metadata.signed.expires}.`);
  }
}

/** Throws MixedFilesError unless `bytes` are the file that signed metadata list. */
export async function checkFile(bytes: Uint8Array, expected: FileEntry, file: string): Promise<void> {
  if (!(await isFile(bytes, expected))) {
    throw new errors.MixedFilesError(`${file} is not the file that the signed metadata list.`);
  }
}

/** Whether `bytes` are the file that signed metadata list. */
export async function isFile(bytes: Uint8Array, expected: FileEntry): Promise<boolean> {
  return bytes.length === expected.length && toHex(await sha256(bytes)) === expected.hashes.sha256;
}

async function isSignature(rawKey: string, signature: string, message: Uint8Array): Promise<boolean> {
  try {
    await verifySignature(await publicKey(fromHex(rawKey)), fromHex(signature), message);
    return true;
  } catch (error) {
    const unusable = error instanceof errors.KeyRefusedError || error instanceof RangeError;
    if (unusable || error instanceof errors.SignatureMismatchError) return false;
    throw error;
  }
}
