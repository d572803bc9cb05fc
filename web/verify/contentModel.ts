/** Which fields the content of each kind has and what may stand in them: the classes of signing/content.py as shapes. */

import { isDate } from "./calendar.js";
import type { JsonObject, JsonValue } from "./canonical.js";
import { ContentError, NumberError } from "./errors.js";
import { isPublicNumber, parseNumber } from "./number.js";
import { integer, isTrue, list, object, oneOf, pattern, type Shape, tagged, text } from "./shape.js";
import { isLine, isLines } from "./text.js";

const MAX_GOODS_LINES = 300;

export const line = text(isLine, "one line of 1 to 200 characters in NFC, without control or invisible characters");
export const lines = text(isLines, "text of 1 to 1,500 characters in NFC, without control or invisible characters");
export const country = pattern(/^[A-Z]{2}$/);
export const chamberCode = pattern(/^[A-Z]{2,4}$/);
export const date = text(isDate, "a date like 2026-03-10");
const decimal = pattern(/^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$/);
const code = pattern(/^[A-Z0-9]{1,3}$/);
const hash = pattern(/^[0-9a-f]{64}$/);
const number = text(isNumber, "a certificate number in canonical form");

const chamber = object({ code: chamberCode, name: line, address: lines, country, contact: line });
const partyFields = { name: line, address: lines, country };
const exporter = object(partyFields, { on_behalf_of: object(partyFields) });
const countryName = object({ code: country, name: line });
const consignee = tagged("form", {
  party: object({ form: oneOf("party"), ...partyFields }),
  to_order: object({ form: oneOf("to_order"), destination: countryName }, { of: line }),
});
const measure = object({ value: decimal, unit: code, name: line });
const marks = object({}, { text: lines, picture: hash }, (fields, path) => {
  if (has(fields, "text") === has(fields, "picture")) throw new ContentError(`${path}: marks are a text or a picture.`);
});
const transport = object(
  { from: line, to: line, means: line },
  { date, date_form: oneOf("on", "on_or_about") },
  (fields, path) => {
    if (has(fields, "date") !== has(fields, "date_form")) {
      throw new ContentError(`${path}: transport date and date_form are given together or not at all.`);
    }
  },
);
const goodsLine = object(
  { description: lines, quantity: measure },
  {
    marks,
    packages: object({ count: integer(1, 999_999_999), kind: code, name: line }),
    hs: object({ code: pattern(/^[0-9]{4,12}$/), edition: integer(1988, 2100) }),
    gross_weight: measure,
    net_weight: measure,
    origin: countryName,
  },
);
const certifiedDocument = object(
  { title: line, pages: integer(1, 500), sha256: hash, page_images: list(hash, 1, 500) },
  {},
  (fields, path) => {
    if (asList(fields.page_images).length !== fields.pages) {
      throw new ContentError(`${path}: the document has not one picture for each of its pages.`);
    }
  },
);

/** What all kinds have in common. */
const common = {
  schema: text((value) => value.length <= 200, "text of at most 200 characters"),
  chamber,
  number,
  issued: date,
  place: line,
  salt: pattern(/^[0-9a-f]{32}$/),
  exporter,
  signatory: object({ name: line, title: line }),
  certifying_officer: line,
  statement: lines,
  language: oneOf("en", "fr", "es"),
};
const commonOptional = { replaces: text(isPublicNumber, "a public number like TYO26-001234") };

/** The content of any kind. */
export const contentModel: Shape = tagged("type", {
  "coo-jp": originCertificate("coo-jp", checkJapaneseOrigin),
  "coo-foreign": originCertificate("coo-foreign", checkForeignOrigin),
  invoice: certificate("invoice", {
    consignee,
    invoice: object({ number: line, date, currency: pattern(/^[A-Z]{3}$/), total: decimal }),
    document: certifiedDocument,
  }),
  signature: certificate("signature", { document: certifiedDocument, company: line, capacity: line }),
});

function certificate(
  slug: string,
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
  rule: (fields: JsonObject) => void = () => {},
): Shape {
  const schema = new RegExp(`^https?://[a-z0-9.:/-]+/schema/${slug}/1$`);
  return object({ type: oneOf(slug), ...common, ...required }, { ...commonOptional, ...optional }, (fields) => {
    checkPartsAgree(fields, schema);
    rule(fields);
  });
}

function originCertificate(
  slug: string,
  checkOrigins: (box4: string[], perLine: string[], goods: number) => void,
): Shape {
  return certificate(
    slug,
    {
      consignee,
      invoice: object({ number: line, date }),
      origin: list(countryName, 1, 20),
      transport,
      goods: list(goodsLine, 1, MAX_GOODS_LINES),
      declaration: object({ text: lines, place: line, date }),
    },
    { remarks: lines, issued_retrospectively: isTrue },
    (fields) => {
      const goods = asList(fields.goods);
      const box4 = asList(fields.origin).map(codeOf);
      const perLine = goods.flatMap((item) => (has(item, "origin") ? [codeOf(item.origin)] : []));
      if (new Set(box4).size !== box4.length) throw new ContentError("A country of origin is named twice.");
      checkOrigins(box4, perLine, goods.length);
    },
  );
}

function checkPartsAgree(fields: JsonObject, schema: RegExp): void {
  const named = parseNumber(fields.number as string);
  if (named.chamber !== codeOf(fields.chamber)) {
    throw new ContentError("The number does not belong to the chamber that the content names.");
  }
  if (named.year !== Number((fields.issued as string).slice(2, 4))) {
    throw new ContentError("The number does not belong to the year of issue.");
  }
  if (!schema.test(fields.schema as string)) throw new ContentError("The schema address is not that of the kind.");
}

function checkJapaneseOrigin(box4: string[], perLine: string[]): void {
  if (box4.length !== 1 || box4[0] !== "JP") {
    throw new ContentError("A Japanese-origin certificate names Japan alone as origin.");
  }
  if (perLine.some((origin) => origin !== "JP")) {
    throw new ContentError("Japanese-origin and foreign goods never share one certificate.");
  }
}

function checkForeignOrigin(box4: string[], perLine: string[], goods: number): void {
  if (box4.includes("JP")) throw new ContentError("Japanese-origin and foreign goods never share one certificate.");
  if (perLine.length !== goods) {
    throw new ContentError("Every goods line of a foreign-origin certificate names its origin.");
  }
  if (!box4.every((origin) => perLine.includes(origin)) || !perLine.every((origin) => box4.includes(origin))) {
    throw new ContentError("The origins of the goods lines differ from box 4.");
  }
}

function isNumber(value: string): boolean {
  try {
    return parseNumber(value).canonical === value;
  } catch (error) {
    if (error instanceof NumberError) return false;
    throw error;
  }
}

// What follows reads values whose shape was checked before.

function has(fields: JsonObject, name: string): boolean {
  return Object.hasOwn(fields, name);
}

function asList(value: JsonValue | undefined): readonly JsonObject[] {
  return value as readonly JsonObject[];
}

function codeOf(value: JsonValue | undefined): string {
  return (value as JsonObject).code as string;
}
