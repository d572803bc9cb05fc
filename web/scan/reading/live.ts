/**
 * Codes in camera frames: fast enough for every frame, thorough now and then.
 *
 * Where a code was seen last is looked at first and in full size; otherwise the frame at half its size; every third
 * frame in vain the whole frame with all options. Dark frames are smoothed first, for their grain hides the modules.
 * The order and its figures are those of the scanner (reading/live.py, measured in docs/scanner.md).
 */
import { type Code, type Frame, moved, type Region, regionAround } from "./frames.js";
import { blurred, brightnessOf, type Grey, greyOf } from "./pictures.js";

/** Finds the codes in a grey picture; `thorough` takes all options. */
export type Decode = (picture: Grey, thorough: boolean) => Promise<Code[]>;

/** What one frame showed. `brightness` goes from 0 to 255. */
export interface Sight {
  readonly codes: readonly Code[];
  readonly brightness: number;
}

const THOROUGH_EVERY = 3;
/** A code that is followed hides what lies beside it: every so many frames the whole picture is looked at as well. */
const BESIDE_EVERY = 4;
/** Mean brightness below which a picture counts as dark. */
export const DARK_BELOW = 70;

/** Finds the codes in one frame after the other. */
export class LiveReader {
  #region: Region | null = null;
  #misses = 0;
  #followed = 0;

  constructor(private readonly decode: Decode) {}

  async read(frame: Frame): Promise<Sight> {
    const sight = await this.#search(frame);
    this.#region = sight.codes.length > 0 ? regionAround(sight.codes, frame.width, frame.height) : null;
    this.#misses = sight.codes.length > 0 ? 0 : this.#misses + 1;
    return sight;
  }

  async #search(frame: Frame): Promise<Sight> {
    if (this.#region !== null) {
      const near = await this.#look(frame, this.#region, 1, false);
      if (near.codes.length > 0) return this.#withBeside(frame, near);
    }
    return this.#misses % THOROUGH_EVERY === THOROUGH_EVERY - 1
      ? this.#look(frame, frame.whole, 1, true)
      : this.#look(frame, frame.whole, 0.5, false);
  }

  async #withBeside(frame: Frame, near: Sight): Promise<Sight> {
    this.#followed += 1;
    if (this.#followed % BESIDE_EVERY !== 0) return near;
    const { codes } = await this.#look(frame, frame.whole, 0.5, false);
    const beside = codes.filter((code) => near.codes.every((one) => one.text !== code.text));
    return { codes: [...near.codes, ...beside], brightness: near.brightness };
  }

  async #look(frame: Frame, region: Region, scale: number, thorough: boolean): Promise<Sight> {
    const grey = greyOf(frame.part(region, scale));
    const brightness = brightnessOf(grey);
    const found = await this.decode(brightness < DARK_BELOW ? blurred(grey) : grey, thorough);
    return { codes: found.map((code) => moved(code, region, scale)), brightness };
  }
}
