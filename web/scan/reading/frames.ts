/** Where in a picture to look: a canvas that hands out parts of it at the size that is wanted. */

/** Pixels from the left and the top; right and bottom lie outside. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What a decoder found: the text, and the corners in pixels of the picture. */
export interface Code {
  readonly text: string;
  readonly corners: readonly (readonly [number, number])[];
}

/** A picture of which parts can be taken out, again and again. */
export class Frame {
  readonly #canvas = new OffscreenCanvas(1, 1);

  constructor(private readonly bitmap: ImageBitmap) {}

  get width(): number {
    return this.bitmap.width;
  }

  get height(): number {
    return this.bitmap.height;
  }

  get whole(): Region {
    return { left: 0, top: 0, right: this.width, bottom: this.height };
  }

  /** Returns a part of the picture; `scale` 0.5 gives half its width and height. */
  part(region: Region = this.whole, scale = 1): ImageData {
    const { left, top } = region;
    const width = region.right - left;
    const height = region.bottom - top;
    const canvas = this.#canvas;
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("this browser gives no canvas to draw a picture on");
    context.imageSmoothingQuality = "medium";
    context.drawImage(this.bitmap, left, top, width, height, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  }

  /** Gives the memory of the picture back. */
  close(): void {
    this.bitmap.close();
  }
}

const MARGIN = 0.25;

/** Returns the rectangle around all codes and a quarter more on each side, for a hand moves; cut to the picture. */
export function regionAround(codes: readonly Code[], width: number, height: number): Region | null {
  const across = codes.flatMap((code) => code.corners.map(([x]) => x));
  const down = codes.flatMap((code) => code.corners.map(([, y]) => y));
  const side = (Math.max(...across) - Math.min(...across)) * MARGIN;
  const rise = (Math.max(...down) - Math.min(...down)) * MARGIN;
  const region = {
    left: Math.max(0, Math.floor(Math.min(...across) - side)),
    top: Math.max(0, Math.floor(Math.min(...down) - rise)),
    right: Math.min(width, Math.ceil(Math.max(...across) + side)),
    bottom: Math.min(height, Math.ceil(Math.max(...down) + rise)),
  };
  return region.left < region.right && region.top < region.bottom ? region : null;
}

/** Returns a code that was found in a part of the picture with its corners in the whole of it. */
export function moved(code: Code, region: Region, scale: number): Code {
  const corners = code.corners.map(([x, y]) => [x / scale + region.left, y / scale + region.top] as const);
  return { text: code.text, corners };
}
