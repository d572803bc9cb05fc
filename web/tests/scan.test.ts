import assert from "node:assert/strict";
import { test } from "node:test";
import { answerKey } from "../scan/answers.js";
import { decimalText, type Fields, formOf, hsText } from "../scan/certificateBoxes.js";
import type { Checked } from "../scan/check.js";
import { fill } from "../scan/page.js";
import { type Code, type Frame, type Region, regionAround } from "../scan/reading/frames.js";
import { LiveReader } from "../scan/reading/live.js";
import { blurred, brightnessOf, sharpened } from "../scan/reading/pictures.js";
import { GONE_AFTER, Sightings } from "../scan/sightings.js";
import { signalOf, worstFirst } from "../scan/signals.js";
import { agoText, dayOfText, dayText, momentText } from "../scan/times.js";
import { type Reason, resultOf, type VerificationResult, verdictOf } from "../verify/result.js";

// Which codes are in view

test("a code in view counts once, and again after it has been away", () => {
  const sightings = new Sightings();
  assert.deepEqual(sightings.see(["A"], 0), ["A"]);
  assert.deepEqual(sightings.see(["A"], 100), []);
  assert.deepEqual(sightings.see([], 100 + GONE_AFTER), []);
  assert.deepEqual(sightings.see(["A"], 100 + GONE_AFTER), []);
  assert.deepEqual(sightings.see(["A"], 101 + 2 * GONE_AFTER), ["A"]);
});

test("while an answer is read, what lies there stays in view", () => {
  const sightings = new Sightings();
  sightings.see(["A"], 0);
  sightings.hold(60_000);
  assert.deepEqual(sightings.see(["A", "B"], 60_100), ["B"]);
});

test("of many codes at once some are taken, and the others stay new", () => {
  const sightings = new Sightings();
  assert.deepEqual(sightings.see(["A", "B", "C"], 0, 2), ["A", "B"]);
  assert.deepEqual(sightings.see(["A", "B", "C"], 100, 2), ["C"]);
  assert.deepEqual(sightings.see(["C", "B", "A"], 200, 2), []);
});

test("a second code is found while the first is followed", async () => {
  const all = [
    { text: "A", at: 100 },
    { text: "B", at: 900 },
  ];
  let second = false;
  let region: Region = { left: 0, top: 0, right: 0, bottom: 0 };
  // Stands for a canvas: what is taken out of it is known by its place alone.
  const part = (of: Region) => {
    region = of;
    return { width: 1, height: 1, data: new Uint8ClampedArray(4) };
  };
  const whole = { left: 0, top: 0, right: 1000, bottom: 500 };
  const seen = { width: whole.right, height: whole.bottom, whole, part } as unknown as Frame;
  const reader = new LiveReader(async () =>
    all
      .filter(({ text, at }) => (second || text === "A") && region.left <= at && at < region.right)
      .map(({ text, at }) => ({ text, corners: cornersIn(region, at) })),
  );
  const texts = async () => (await reader.read(seen)).codes.map((code) => code.text);
  assert.deepEqual(await texts(), ["A"]);
  second = true;
  const found: string[][] = [];
  for (let frames = 0; frames < 4; frames += 1) found.push(await texts());
  assert.deepEqual(found, [["A"], ["A"], ["A"], ["A", "B"]]);
  assert.deepEqual(await texts(), ["A", "B"], "from now on both are followed");
});

/** A code of 50 by 50 pixels at `at`, in the pixels of a part: parts of the whole are looked at in half their size. */
function cornersIn(region: Region, at: number): Code["corners"] {
  const scale = region.left === 0 && region.right === 1000 ? 0.5 : 1;
  const points = [
    [at, 100],
    [at + 50, 100],
    [at + 50, 150],
    [at, 150],
  ] as const;
  return points.map(([x, y]) => [(x - region.left) * scale, (y - region.top) * scale] as const);
}

// Which answer is shown

function checked(reason: Reason, more: Partial<VerificationResult> = {}, how: Partial<Checked> = {}): Checked {
  const result = resultOf(more.verdict ?? verdictOf(reason), reason, more);
  return { result, online: true, unknown: false, timeZone: null, confirm: () => Promise.resolve(result), ...how };
}

const ANSWERS: readonly [string, Checked][] = [
  ["IN_FORCE", checked("IN_FORCE")],
  ["IN_FORCE:confirmed", checked("IN_FORCE", { paper: "confirmed" })],
  ["IN_FORCE:matched", checked("IN_FORCE", { paper: "matched" })],
  ["REVOKED", checked("REVOKED", { since: new Date(0) })],
  ["REVOKED:bare", checked("REVOKED")],
  ["REPLACED", checked("REPLACED", { successor: "TYO26-000001" })],
  ["REPLACED:bare", checked("REPLACED")],
  ["KEY_UNKNOWN", checked("KEY_UNKNOWN")],
  ["KEY_UNKNOWN:old", checked("KEY_UNKNOWN", { verdict: "INDETERMINATE" })],
  ["NOT_YET", checked("STATUS_UNAVAILABLE", {}, { unknown: true })],
  ["STATUS_UNAVAILABLE", checked("STATUS_UNAVAILABLE")],
  ["OFFLINE", checked("CONTENT_NOT_CHECKED", {}, { online: false })],
  ["CONTENT_NOT_CHECKED", checked("CONTENT_NOT_CHECKED")],
  ["OFFLINE:stale", checked("STATUS_STALE", {}, { online: false })],
  ["OFFLINE:stale", checked("STATUS_UNAVAILABLE", {}, { online: false })],
  ["KEY_COMPROMISED", checked("KEY_COMPROMISED", {}, { online: false })],
  ["REVOKED:bare", checked("REVOKED", {}, { online: false })],
];
for (const [key, answer] of ANSWERS) {
  test(`${answer.result.reason} ${answer.online ? "online" : "offline"} is shown as ${key}`, () => {
    assert.equal(answerKey(answer), key);
  });
}

test("of several answers the worst comes first and is heard", () => {
  const all = ["IN_FORCE", "STATUS_STALE", "REVOKED", "FOREIGN_CODE", "SIGNATURE_MISMATCH"] as const;
  const sorted = worstFirst(all.map((reason) => checked(reason)));
  assert.deepEqual(
    sorted.map((one) => one.result.reason),
    ["REVOKED", "FOREIGN_CODE", "SIGNATURE_MISMATCH", "STATUS_STALE", "IN_FORCE"],
  );
  assert.equal(signalOf(sorted[0] as Checked), "bad");
});

// The boxes of the form

const FIELDS: Fields = {
  type: "coo-foreign",
  number: "TYO26000001SWJSXR13",
  language: "en",
  issued: "2026-11-20",
  place: "Tokyo",
  statement: "Certified.",
  certifying_officer: "H. Ishibashi",
  chamber: { name: "A chamber", address: "Tokyo", contact: "a@example.jp" },
  exporter: { name: "A", address: "B", country: "JP", on_behalf_of: { name: "C", address: "D", country: "DE" } },
  signatory: { name: "K. Nakamura", title: "Manager" },
  consignee: { form: "to_order", of: "A BANK", destination: { name: "Germany" } },
  invoice: { number: "INV-1", date: "2026-11-01" },
  origin: [{ name: "Vietnam" }],
  transport: { from: "Tokyo", to: "Hamburg", means: "M/V", date: "2026-12-01", date_form: "on_or_about" },
  goods: [
    {
      description: "Pumps",
      quantity: { value: "1200", name: "pieces" },
      marks: { picture: "ab" },
      packages: { count: 12, name: "cartons" },
      hs: { code: "841221", edition: 2022 },
      gross_weight: { value: "1234567.5", name: "kg" },
      origin: { name: "Vietnam" },
    },
  ],
  declaration: { text: "We declare.", place: "Tokyo", date: "2026-11-19" },
  issued_retrospectively: true,
};
const WORDS = {
  to_order_of: "To order of",
  destination: "Destination:",
  on_behalf_of: "on behalf of",
  on_or_about: "on or about",
  from: "From",
  to: "to",
  of_day: "of %(day)s",
  none: "none",
  picture: "A picture",
  gross: "gross",
};
const form = formOf(FIELDS, { locale: "en-GB", words: WORDS });
const texts = (title: string) =>
  [...form.before, ...form.after].find((box) => box.title === title)?.lines.map((line) => line.text);

test("a consignee to order is written out with its destination", () => {
  assert.deepEqual(texts("consignee"), ["To order of A BANK", "Destination: Germany"]);
});

test("an exporter on behalf of another names both", () => {
  assert.deepEqual(texts("exporter"), ["A", "B", "JP", "on behalf of", "C", "D", "DE"]);
});

test("dates and means of transport stand as on the paper", () => {
  assert.deepEqual(texts("transport"), ["From Tokyo", "to Hamburg", "M/V", "on or about 1 December 2026"]);
  assert.deepEqual(texts("invoice"), ["INV-1", "of 1 November 2026"]);
  assert.deepEqual(texts("number"), ["TYO26-000001-SWJS-XR13"]);
});

test("what is absent is said, and retrospective issue is", () => {
  assert.deepEqual(texts("remarks"), ["none"]);
  assert.equal(form.retrospective, true);
});

test("a line of goods has all that the paper has", () => {
  const [line] = form.goods;
  assert.deepEqual(
    line?.words.map((one) => one.text),
    ["A picture", "12 cartons", "Pumps"],
  );
  assert.deepEqual(
    line?.hs.map((one) => one.text),
    ["8412.21", "(HS 2022)"],
  );
  assert.deepEqual(
    line?.quantity.map((one) => one.text),
    ["1\u202f200 pieces", "gross 1\u202f234\u202f567.5 kg"],
  );
});

test("decimals keep what was signed, HS codes come in pairs", () => {
  assert.equal(decimalText("0.100000"), "0.100000");
  assert.equal(decimalText("100000.123456"), "100\u202f000.123456");
  assert.equal(hsText("8412"), "8412");
  assert.equal(hsText("8412210000"), "8412.21.00.00");
});

// Words and times

test("values are put into sentences, in any order", () => {
  assert.equal(fill("%(pages)s: %(page)s", { page: 2, pages: "3" }), "3: 2");
  assert.equal(fill("100 % of it", {}), "100 % of it");
});

test("days are days, whatever the reader's zone", () => {
  assert.equal(dayText("2026-11-20", "en-GB"), "20 November 2026");
  assert.equal(dayText("2026-11-20", "ja"), "2026年11月20日");
  assert.equal(dayText("2026-11-20", "ar"), "20 نوفمبر 2026");
  assert.equal(dayOfText(new Date("2026-11-20T20:00:00Z"), "en-GB", "Asia/Tokyo"), "21 November 2026");
});

test("an instant says how long ago it was", () => {
  const now = new Date("2026-11-20T12:00:00Z");
  assert.equal(agoText(new Date("2026-11-20T11:48:00Z"), now, "en-GB"), "12 minutes ago");
  assert.equal(agoText(new Date("2026-11-20T02:00:00Z"), now, "en-GB"), "10 hours ago");
  assert.equal(agoText(new Date("2026-11-10T12:00:00Z"), now, "en-GB"), "10 days ago");
  assert.match(momentText(new Date("2026-11-20T11:48:00Z"), now, "en-GB"), /^20 November 2026.*\(12 minutes ago\)$/);
});

// Pictures

const picture = { width: 3, height: 3, pixels: new Uint8ClampedArray([0, 0, 0, 0, 90, 0, 0, 0, 0]) };

test("blurring spreads and sharpening undoes", () => {
  assert.equal(blurred(picture).pixels[4], 10);
  assert.equal(sharpened(picture).pixels[4], 250);
  assert.equal(brightnessOf(picture), 0, "every eighth pixel is looked at, of these the first");
});

test("the next frame is searched around the code, inside the picture", () => {
  const corners = [
    [10, 10],
    [110, 10],
    [110, 110],
    [10, 110],
  ] as const;
  assert.deepEqual(regionAround([{ text: "A", corners }], 120, 500), { left: 0, top: 0, right: 120, bottom: 135 });
});
