/**
 * What a certificate's texts may look like, as in signing/text.py: NFC, without control, direction and invisible
 * characters, without blanks at the ends of lines. A reader must see what was signed.
 */

/** White space as Python knows it, inside a character class; JavaScript's `\\s` knows a slightly different set. */
export const BLANKS = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const BLANK_ENDS = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, "g");
const BLANK_AT_AN_END = new RegExp(`^[${BLANKS}]|[${BLANKS}]$`);

// Direction marks make text read otherwise than it is stored, and invisible characters let two texts look alike. The
// list is fixed, because a reader with another edition of Unicode must judge alike (docs/seal.md, section 3).
const FORBIDDEN_RANGES: readonly (readonly [number, number])[] = [
  [0x00ad, 0x00ad], // soft hyphen
  [0x034f, 0x034f], // grapheme joiner
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5], // Khmer inherent vowels
  [0x180b, 0x180f], // Mongolian selectors
  [0x200b, 0x200b], // blank of no width
  [0x200e, 0x200f], // direction marks
  [0x2028, 0x202e], // line and paragraph separators, embeddings, overrides
  [0x2060, 0x206f], // invisible operators, isolates
  [0x3164, 0x3164], // Hangul filler
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0], // Hangul filler, half width
  [0xfff9, 0xfffb], // interlinear annotation
  [0x1d173, 0x1d17a], // musical format
  [0xe0000, 0xe007f], // tags
];
const FORBIDDEN = new RegExp(`[\\p{Cc}\\p{Cs}\\p{Co}${FORBIDDEN_RANGES.map(inClass).join("")}]`, "u");

const MAX_LINE = 200;
const MAX_LINES = 1500;

/** The number of characters (code points), as lengths are counted in the format. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The text without white space at its ends. */
export function stripped(text: string): string {
  return text.replace(BLANK_ENDS, "");
}

/** Whether `text` is one line of a certificate: 1 to 200 characters. */
export function isLine(text: string): boolean {
  return fits(text, MAX_LINE) && isText(text);
}

/** Whether `text` is text of a certificate whose lines are parted by U+000A: 1 to 1,500 characters. */
export function isLines(text: string): boolean {
  return fits(text, MAX_LINES) && !BLANK_AT_AN_END.test(text) && text.split("\n").every((line) => isText(line));
}

function fits(text: string, most: number): boolean {
  const length = characters(text);
  return length >= 1 && length <= most;
}

function isText(text: string): boolean {
  return !FORBIDDEN.test(text) && text.normalize("NFC") === text && !BLANK_AT_AN_END.test(text);
}

function inClass([first, last]: readonly [number, number]): string {
  return `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`;
}
