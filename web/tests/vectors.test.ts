/** Every object of the format, over the vectors that Python runs as well. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, sha256, toHex, utf8 } from "../verify/bytes.js";
import { parseContent } from "../verify/content.js";
import { toBeSigned } from "../verify/cose.js";
import {
  ContentError,
  KeyRefusedError,
  MalformedError,
  MistypedNumberError,
  NumberError,
  RecordChainError,
  SignatureMismatchError,
} from "../verify/errors.js";
import { publicKey, thumbprint, verifySignature } from "../verify/keys.js";
import { parseTypedNumber } from "../verify/number.js";
import { encodeBase32, readQrText } from "../verify/qr.js";
import { parseReceipt, verifyReceipt } from "../verify/receipt.js";
import { checkChain, parseRecord, stateOf, verifyRecord } from "../verify/record.js";
import { receiptAad, recordAad, referenceBase, sealAad } from "../verify/referenceBase.js";
import { parseSeal, verifySeal } from "../verify/seal.js";
import { parseStatus } from "../verify/status.js";
import { parseSurvivors, parseTrustList } from "../verify/trust.js";
import { committed, filled, ifPublic, type Named } from "./support/vectors.js";

const BASE = referenceBase("https://ref.example.jp/v/");

interface Seals {
  readonly public_key: string;
  readonly thumbprint: string;
  readonly key_id: string;
  readonly ref_base: string;
  readonly external_aad: string;
  readonly accepted: readonly (Named & Record<SealPart, string> & { day: number })[];
  readonly refused: readonly (Named & { seal: string })[];
}
type SealPart =
  | "number"
  | "issued"
  | "content_hash"
  | "payload"
  | "to_be_signed"
  | "signature"
  | "seal"
  | "sid"
  | "qr_text";

const seals = committed<Seals>("seals.json");
const tokyo = await publicKey(fromHex(seals.public_key));

test("a key has its thumbprint and id", async () => {
  assert.equal(toHex(await thumbprint(tokyo.raw)), seals.thumbprint);
  assert.equal(toHex(tokyo.keyId), seals.key_id);
});

for (const vector of filled(seals.accepted)) {
  test(`seal part by part: ${vector.name}`, async () => {
    const bytes = fromHex(vector.seal);
    const seal = await parseSeal(bytes);
    await verifySeal(seal, tokyo, BASE);
    assert.equal(seal.payload.number, vector.number);
    assert.equal(seal.payload.issued, vector.issued);
    assert.equal(toHex(seal.payload.contentHash), vector.content_hash);
    assert.equal(toHex(seal.envelope.payload), vector.payload);
    assert.equal(toHex(toBeSigned(seal.envelope, sealAad(BASE))), vector.to_be_signed);
    assert.equal(toHex(seal.envelope.signature), vector.signature);
    assert.equal(toHex(seal.sid), vector.sid);
    assert.equal(BASE.url.toUpperCase() + encodeBase32(bytes), vector.qr_text);
    assert.deepEqual(readQrText(vector.qr_text, BASE), { foreign: false, base: BASE, seal: bytes });
    assert.equal(toHex(sealAad(BASE)), seals.external_aad);
  });
}

for (const vector of filled(seals.refused)) {
  test(`no seal: ${vector.name}`, () => assert.rejects(parseSeal(fromHex(vector.seal)), MalformedError));
}

interface Records {
  readonly external_aad: string;
  readonly chains: readonly Chain[];
  readonly broken: readonly Chain[];
  readonly refused: readonly (Named & { record: string })[];
}
interface Chain extends Named {
  readonly sid: string;
  readonly records: readonly string[];
  readonly state: string;
}

const records = committed<Records>("records.json");
const parsed = (chain: Chain) => Promise.all(chain.records.map((record) => parseRecord(fromHex(record))));

for (const chain of filled(records.chains)) {
  test(`chain of records: ${chain.name}`, async () => {
    const all = await parsed(chain);
    for (const record of all) await verifyRecord(record, tokyo, BASE);
    checkChain(all, fromHex(chain.sid));
    assert.equal(stateOf(all), chain.state);
    assert.equal(toHex(recordAad(BASE)), records.external_aad);
  });
}

for (const chain of filled(records.broken)) {
  test(`broken chain: ${chain.name}`, async () => {
    const all = await parsed(chain);
    assert.throws(() => checkChain(all, fromHex(chain.sid)), RecordChainError);
  });
}

for (const vector of filled(records.refused)) {
  test(`no record: ${vector.name}`, () => assert.rejects(parseRecord(fromHex(vector.record)), MalformedError));
}

interface Contents {
  readonly accepted: readonly (Named & { content: string; sha256: string })[];
  readonly refused: readonly (Named & { content: string })[];
}

const contents = committed<Contents>("content.json");

for (const vector of filled(contents.accepted)) {
  test(`content: ${vector.name}`, async () => {
    const bytes = utf8(vector.content);
    assert.equal(parseContent(bytes).fields.type, vector.name);
    assert.equal(toHex(await sha256(bytes)), vector.sha256);
  });
}

for (const vector of filled(contents.refused)) {
  test(`no content: ${vector.name}`, () => {
    const refusal = (error: unknown) => error instanceof MalformedError || error instanceof ContentError;
    assert.throws(() => parseContent(utf8(vector.content)), refusal);
  });
}

interface Numbers {
  readonly read: readonly (Named & { typed: string; canonical: string })[];
  readonly refused: readonly (Named & { typed: string; as: "mistyped" | "refused" })[];
}

const numbers = committed<Numbers>("numbers.json");

for (const vector of filled(numbers.read)) {
  test(`number: ${vector.name}`, () => assert.equal(parseTypedNumber(vector.typed).canonical, vector.canonical));
}

for (const vector of filled(numbers.refused)) {
  test(`no number: ${vector.name}`, () => {
    const refusal = (error: unknown) =>
      error instanceof NumberError && error instanceof MistypedNumberError === (vector.as === "mistyped");
    assert.throws(() => parseTypedNumber(vector.typed), refusal);
  });
}

interface Status {
  readonly version: number;
  readonly as_of: string;
  readonly register_head: number;
  readonly file: string;
  readonly states: readonly { sid: string; state: string }[];
  readonly refused: readonly (Named & { file: string })[];
}

const status = committed<Status>("status.json");

test("the status file tells every state", () => {
  const file = parseStatus(fromHex(status.file));
  assert.equal(file.version, status.version);
  assert.equal(file.asOf.getTime(), Date.parse(status.as_of));
  assert.equal(file.registerHead, BigInt(status.register_head));
  assert.ok(status.states.length > 0);
  for (const { sid, state } of status.states) assert.equal(file.state(fromHex(sid)), state);
});

for (const vector of filled(status.refused)) {
  test(`no status file: ${vector.name}`, () => assert.throws(() => parseStatus(fromHex(vector.file)), MalformedError));
}

interface Survivors {
  readonly sids: readonly string[];
  readonly file: string;
  readonly empty: string;
  readonly refused: readonly (Named & { file: string })[];
}

const survivors = committed<Survivors>("survivors.json");

test("the survivors file lists its seals", () => {
  assert.deepEqual([...parseSurvivors(fromHex(survivors.file))].sort(), survivors.sids);
  assert.equal(parseSurvivors(fromHex(survivors.empty)).size, 0);
});

for (const vector of filled(survivors.refused)) {
  test(`no survivors file: ${vector.name}`, () => {
    assert.throws(() => parseSurvivors(fromHex(vector.file)), MalformedError);
  });
}

interface TrustLists {
  readonly accepted: readonly (Named & { list: string })[];
  readonly refused: readonly (Named & { list: string })[];
}

const trustLists = committed<TrustLists>("trust-list.json");

for (const vector of filled(trustLists.accepted)) {
  test(`trust list: ${vector.name}`, async () => {
    const list = await parseTrustList(utf8(vector.list));
    assert.deepEqual(list.base, BASE);
    assert.ok(list.keys.some((trusted) => toHex(trusted.key.raw) === seals.public_key));
  });
}

for (const vector of filled(trustLists.refused)) {
  test(`no trust list: ${vector.name}`, () => assert.rejects(parseTrustList(utf8(vector.list)), MalformedError));
}

interface Receipts {
  readonly external_aad: string;
  readonly public_key: string;
  readonly payload: string;
  readonly receipt: string;
  readonly refused: readonly (Named & { receipt: string })[];
}

const receipts = committed<Receipts>("receipt.json");

test("the receipt verifies and says what was signed", async () => {
  const receipt = parseReceipt(fromHex(receipts.receipt));
  await verifyReceipt(receipt, await publicKey(fromHex(receipts.public_key)), BASE);
  assert.equal(toHex(receipt.envelope.payload), receipts.payload);
  assert.equal(toHex(receiptAad(BASE)), receipts.external_aad);
  assert.deepEqual(
    receipt.rows.map((row) => row.reason),
    ["IN_FORCE", "NOT_REGISTERED"],
  );
});

for (const vector of filled(receipts.refused)) {
  test(`no receipt: ${vector.name}`, () => {
    assert.throws(() => parseReceipt(fromHex(vector.receipt)), MalformedError);
  });
}

interface Rfc8032 {
  readonly tests: readonly (Named & { public_key: string; message: string; signature: string })[];
}

for (const vector of filled(committed<Rfc8032>("rfc8032.json").tests)) {
  test(`RFC 8032: ${vector.name}`, async () => {
    const key = await publicKey(fromHex(vector.public_key));
    await verifySignature(key, fromHex(vector.signature), fromHex(vector.message));
  });
}

interface Wycheproof {
  readonly testGroups: readonly {
    publicKey: { pk: string };
    tests: readonly { tcId: number; sig: string; msg: string; result: string }[];
  }[];
}

ifPublic("Wycheproof, Ed25519: 151 of 151", "wycheproof-ed25519.json", async (file) => {
  const { testGroups } = file as Wycheproof;
  const wrong: number[] = [];
  let count = 0;
  for (const { publicKey: key, tests } of testGroups) {
    for (const { tcId, sig, msg, result } of tests) {
      count++;
      if ((await verifies(key.pk, sig, msg)) !== (result === "valid")) wrong.push(tcId);
    }
  }
  assert.equal(count, 151);
  assert.deepEqual(wrong, []);
});

async function verifies(key: string, signature: string, message: string): Promise<boolean> {
  try {
    await verifySignature(await publicKey(fromHex(key)), fromHex(signature), fromHex(message));
    return true;
  } catch (error) {
    if (error instanceof KeyRefusedError || error instanceof SignatureMismatchError) return false;
    throw error;
  }
}
