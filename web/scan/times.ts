/** Days and instants as the page's language writes them, in the digits and calendar that papers use. */

const PLAIN = "-u-ca-gregory-nu-latn";

/** Writes `20 November 2026`, or as the locale does; `day` is YYYY-MM-DD, a day of no time zone. */
export function dayText(day: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale + PLAIN, { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** Writes the day of an instant in a time zone; without one, in that of the reader. */
export function dayOfText(moment: Date, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale + PLAIN, { dateStyle: "long", ...(timeZone ? { timeZone } : {}) }).format(
    moment,
  );
}

/** Writes an instant with its zone, the reader's own, and how long ago it was. */
export function momentText(moment: Date, now: Date, locale: string): string {
  const format = new Intl.DateTimeFormat(locale + PLAIN, {
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });
  return `${format.format(moment)} (${agoText(moment, now, locale)})`;
}

/** Writes `3 hours ago`. */
export function agoText(moment: Date, now: Date, locale: string): string {
  const minutes = Math.round((moment.getTime() - now.getTime()) / 60_000);
  const format = new Intl.RelativeTimeFormat(locale + PLAIN, { numeric: "auto" });
  if (Math.abs(minutes) < 60) return format.format(minutes, "minute");
  if (Math.abs(minutes) < 48 * 60) return format.format(Math.round(minutes / 60), "hour");
  return format.format(Math.round(minutes / (24 * 60)), "day");
}
