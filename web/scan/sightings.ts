/** Which codes are in view: each text counts once until it has been out of view for a while. */

/** Milliseconds without a sighting after which a text has left the view; a hand that trembles hides it for less. */
export const GONE_AFTER = 1_500;

/** Remembers what is in view. Time is passed in, in milliseconds of any steady clock. */
export class Sightings {
  readonly #lastSeen = new Map<string, number>();

  /**
   * Notes the texts of one frame and returns those that came into view with it, at most `most` of them: the others
   * stay new, and come in their turn.
   */
  see(texts: readonly string[], now: number, most = Number.POSITIVE_INFINITY): string[] {
    for (const [text, seen] of this.#lastSeen) if (now - seen > GONE_AFTER) this.#lastSeen.delete(text);
    const fresh = texts.filter((text) => !this.#lastSeen.has(text)).slice(0, most);
    for (const text of texts) if (this.#lastSeen.has(text) || fresh.includes(text)) this.#lastSeen.set(text, now);
    return fresh;
  }

  /** Counts what is in view as seen just now: while an answer is read, no frame is. */
  hold(now: number): void {
    for (const text of this.#lastSeen.keys()) this.#lastSeen.set(text, now);
  }
}
