/** What is heard and felt when a code was read, so that the eyes may stay on the paper. */
import { answerKey } from "./answers.js";
import type { Checked } from "./check.js";

/** Good: compare. Bad: do not rely on it. Unsure: anything else. */
export type Signal = "good" | "bad" | "unsure";

/** Which of two counts where several codes were read: nobody may walk away from a bad one at the sound of a good one. */
const WORST_FIRST: readonly Signal[] = ["bad", "unsure", "good"];

/** Returns the signal of an answer. */
export function signalOf(checked: Checked): Signal {
  const { verdict } = checked.result;
  if (verdict === "VALID") return "good";
  return verdict === "INVALID" || answerKey(checked) === "FOREIGN_CODE" ? "bad" : "unsure";
}

/** Returns answers with the worst first; those that are alike stay in their order. */
export function worstFirst(all: readonly Checked[]): Checked[] {
  const rank = (checked: Checked) => WORST_FIRST.indexOf(signalOf(checked));
  return [...all].sort((one, other) => rank(one) - rank(other));
}

/** Frequencies in hertz, one after the other, and milliseconds of vibration and pause. */
const TONES: Readonly<Record<Signal, readonly number[]>> = { good: [880, 1320], bad: [220, 220, 220], unsure: [440] };
const VIBRATIONS: Readonly<Record<Signal, number[]>> = {
  good: [80],
  bad: [200, 100, 200, 100, 200],
  unsure: [80, 80, 80],
};
const TONE_SECONDS = 0.13;

/** Plays signals. Browsers allow sound only after the person has pressed something. */
export class Signals {
  #context: AudioContext | null = null;

  constructor(private readonly wanted: () => boolean) {}

  /** To be called while a press of a button is handled. */
  allow(): void {
    this.#context ??= "AudioContext" in window ? new AudioContext() : null;
    void this.#context?.resume();
  }

  give(signal: Signal): void {
    if (!this.wanted()) return;
    // Absent in desktop browsers and on iPhones.
    navigator.vibrate?.(VIBRATIONS[signal]);
    const context = this.#context;
    if (context === null) return;
    TONES[signal].forEach((frequency, index) => {
      const start = context.currentTime + index * TONE_SECONDS * 1.25;
      const tone = new OscillatorNode(context, { frequency, type: "triangle" });
      const volume = new GainNode(context, { gain: 0.25 });
      // Fading out keeps the loudspeaker from cracking.
      volume.gain.setTargetAtTime(0, start + TONE_SECONDS * 0.7, 0.015);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + TONE_SECONDS);
    });
  }
}
