/**
 * Calendar dates of the business, as `YYYY-MM-DD`, and which date an instant has in a chamber's zone.
 *
 * Dates of this form compare as texts do. No instant is ever made from a date.
 */

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const DAY = 86_400_000;
const ZONE = /^[A-Za-z][A-Za-z0-9_+-]{0,31}(?:\/[A-Za-z0-9_+-]{1,32}){0,2}$/;

/** Whether `text` is a date of the calendar in its one form. Year 0 is none, as in Python. */
export function isDate(text: string): boolean {
  return DATE.test(text) && !text.startsWith("0000") && dateOfDay(dayOf(text)) === text;
}

/** The date that is `day` days after 1970-01-01. */
export function dateOfDay(day: number): string {
  const moment = new Date(day * DAY);
  return Number.isNaN(moment.getTime()) ? "" : moment.toISOString().slice(0, 10);
}

/** The days from 1970-01-01 to a date; NaN where there is no such month. */
export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY;
}

/** The date that is `days` after `date`. */
export function addDays(date: string, days: number): string {
  return dateOfDay(dayOf(date) + days);
}

/** Whether `name` is a time zone (IANA) that this machine knows, in its usual spelling. */
export function isZone(name: string): boolean {
  if (!ZONE.test(name)) return false;
  try {
    const known = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
    return known === name || known.toLowerCase() !== name.toLowerCase();
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The date of an instant in a time zone. */
export function dateIn(zone: string, instant: Date): string {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    calendar: "iso8601",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(instant);
  const part = (type: string) => parts.find((found) => found.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
}
