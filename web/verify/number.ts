/**
 * The certificate number: `TYO26-001234-K7QM-3XW9` as printed, `TYO26001234K7QM3XW9` canonical (docs/seal.md, section 2).
 *
 * Chamber code (2 to 4 letters), year of issue (2 digits), sequence (6 to 10 digits), seven access characters and one
 * check character (ISO 7064 MOD 37,36 over all that precede it).
 */

import { MistypedNumberError, NumberError } from "./errors.js";
import { BLANKS, characters } from "./text.js";

const ACCESS_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECK_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const MAX_CANONICAL_LENGTH = 24;
const MAX_TYPED_LENGTH = 64;

const CANONICAL = new RegExp(`^([A-Z]{2,4})([0-9]{2})([0-9]{6,10})([${ACCESS_ALPHABET}]{7})([${ACCESS_ALPHABET}])$`);
const PUBLIC_NUMBER = /^[A-Z]{2,4}[0-9]{2}-([0-9]{6,10})$/;
const DASHES = "\\-\\u2010-\\u2015\\u2212\\u30fc\\ufe58\\ufe63\\uff0d";
const INVISIBLE = "\\u00ad\\u200b-\\u200f\\u2060\\ufeff";
const IGNORED = new RegExp(`[${BLANKS}${DASHES}${INVISIBLE}.·・/_]`, "gu");
// Where the chamber's letters end. Until 2099 the year begins with 2 to 9, which looks like no letter; after that, only
// letters that were typed as letters are taken for the chamber's.
const TYPED_CODES = [/^[A-Z01]{2,4}(?=[2-9])/, /^[A-Z]{2,4}(?=[01])/];

/** One certificate number, valid by construction through the functions of this module. `year` has two digits. */
export interface CertificateNumber {
  readonly chamber: string;
  readonly year: number;
  readonly sequence: number;
  /** The form in seals, addresses and look-ups, e.g. `TYO26001234K7QM3XW9`. */
  readonly canonical: string;
  /** The form on paper and screen, in groups, e.g. `TYO26-001234-K7QM-3XW9`. */
  readonly printed: string;
  /** The part that may be told to anyone, e.g. `TYO26-001234`; it opens nothing. */
  readonly public: string;
}

/** Reads the canonical form exactly. Throws NumberError for anything else. */
export function parseNumber(canonical: string): CertificateNumber {
  const match = CANONICAL.exec(canonical);
  if (match === null || canonical.length > MAX_CANONICAL_LENGTH) {
    throw new NumberError("This is not a certificate number in canonical form.");
  }
  const [, chamber = "", year = "", sequence = "", access = "", check = ""] = match;
  if (!isPadded(sequence)) throw new NumberError("The number has needless leading zeros in its sequence.");
  const publicNumber = `${chamber}${year}-${sequence}`;
  const printed = `${publicNumber}-${access.slice(0, 4)}-${access.slice(4)}${check}`;
  if (checkCharacter(canonical.slice(0, -1)) !== check) {
    throw new MistypedNumberError(`The check character of ${printed} does not fit: a character is mistyped.`);
  }
  return { chamber, year: Number(year), sequence: Number(sequence), canonical, printed, public: publicNumber };
}

/**
 * Reads what a person typed: case, blanks, hyphens, full-width characters, O for 0 and I or L for 1 are forgiven.
 *
 * Throws MistypedNumberError where only the check character disagrees, else NumberError.
 */
export function parseTypedNumber(typed: string): CertificateNumber {
  if (characters(typed) > MAX_TYPED_LENGTH) {
    throw new NumberError("This is too long for a certificate number. Example: TYO26-001234-K7QM-3XW9.");
  }
  const text = typed.normalize("NFKC").toUpperCase().replace(IGNORED, "");
  for (const typedCode of TYPED_CODES) {
    const code = typedCode.exec(text)?.[0];
    if (code === undefined) continue;
    try {
      return parseNumber(toLetters(code) + toDigits(text.slice(code.length)));
    } catch (error) {
      // No other reading is tried once one has the right shape: it would hide one slip in 36.
      if (error instanceof MistypedNumberError || !(error instanceof NumberError)) throw error;
    }
  }
  throw new NumberError(
    "This is not a certificate number. It looks like TYO26-001234-K7QM-3XW9: the chamber's letters, " +
      "the year, six digits or more, then two groups of four.",
  );
}

/** Whether `text` is a public number in its printed form, e.g. `TYO26-001234`. */
export function isPublicNumber(text: string): boolean {
  const sequence = PUBLIC_NUMBER.exec(text)?.[1];
  return sequence !== undefined && isPadded(sequence);
}

/** Zeros fill a sequence up to six digits and no further. */
function isPadded(sequence: string): boolean {
  return sequence.length === 6 || !sequence.startsWith("0");
}

/** ISO 7064 MOD 37,36. */
function checkCharacter(text: string): string {
  const modulus = CHECK_ALPHABET.length;
  let check = modulus / 2;
  for (const character of text) {
    check = ((((check || modulus) * 2) % (modulus + 1)) + CHECK_ALPHABET.indexOf(character)) % modulus;
  }
  const complement = 1 - (((check || modulus) * 2) % (modulus + 1));
  return CHECK_ALPHABET.charAt((complement + modulus) % modulus);
}

function toLetters(text: string): string {
  return text.replaceAll("0", "O").replaceAll("1", "I");
}

function toDigits(text: string): string {
  return text.replaceAll("O", "0").replace(/[IL]/g, "1");
}
