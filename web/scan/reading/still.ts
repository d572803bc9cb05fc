/**
 * One picture, several ways to look at it, the cheap ones first.
 *
 * Most pictures are read by the first step; each further step reads some that all before it did not, and costs more.
 */
import type { Frame } from "./frames.js";
import type { Decode } from "./live.js";
import { blurred, type Grey, greyOf, redChannelOf, sharpened } from "./pictures.js";

/** Pixels that are searched at most; a larger picture is shrunk to that. A2 at 200 dpi fits. */
const MAX_PIXELS = 25_000_000;
/** Pixels up to which enlarging helps; a larger picture is shrunk to this size instead, which mends strong grain. */
const ENLARGED_UP_TO = 1_200_000;

/**
 * Returns all distinct texts that were found until a step found one that is `good`.
 *
 * While none is, the search goes on: a page may carry a courier's code, readable at once, beside a seal that only a
 * later step reads.
 */
export async function readStill(
  frame: Frame,
  decode: Decode,
  good: (text: string) => boolean,
  outOfTime: () => boolean,
): Promise<string[]> {
  const texts = new Set<string>();
  for (const look of STEPS) {
    if (outOfTime()) break;
    for (const code of await decode(look(frame), true)) texts.add(code.text);
    if ([...texts].some(good)) break;
  }
  return [...texts];
}

const STEPS: readonly ((frame: Frame) => Grey)[] = [
  (frame) => greyOf(shrunk(frame)),
  (frame) => redChannelOf(shrunk(frame)),
  (frame) => blurred(greyOf(shrunk(frame))),
  (frame) => sharpened(greyOf(shrunk(frame))),
  (frame) => sharpened(greyOf(resized(frame))),
];

function shrunk(frame: Frame): ImageData {
  return frame.part(frame.whole, Math.min(1, Math.sqrt(MAX_PIXELS / (frame.width * frame.height))));
}

function resized(frame: Frame): ImageData {
  const pixels = frame.width * frame.height;
  return frame.part(frame.whole, pixels <= ENLARGED_UP_TO ? 2 : Math.sqrt(ENLARGED_UP_TO / pixels));
}
