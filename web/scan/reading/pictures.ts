/** Pictures as the readers look at them: one byte per pixel, and the few filters that make codes easier to read. */

/** A grey picture; `pixels` has width × height bytes, row by row. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** Returns how bright a picture is to the eye (ITU-R BT.601), as zxing-cpp would see it. */
export function greyOf(image: ImageData): Grey {
  const pixels = new Uint8ClampedArray(image.width * image.height);
  const { data } = image;
  for (let i = 0, j = 0; i < pixels.length; i += 1, j += 4) {
    pixels[i] = ((data[j] ?? 0) * 306 + (data[j + 1] ?? 0) * 601 + (data[j + 2] ?? 0) * 117) >> 10;
  }
  return { width: image.width, height: image.height, pixels };
}

/** Returns the picture through a red filter: red stamp ink over a code turns as bright as the paper. */
export function redChannelOf(image: ImageData): Grey {
  const pixels = new Uint8ClampedArray(image.width * image.height);
  for (let i = 0, j = 0; i < pixels.length; i += 1, j += 4) pixels[i] = image.data[j] ?? 0;
  return { width: image.width, height: image.height, pixels };
}

/** Returns each pixel as the mean of the three by three around it; the outermost pixels stay as they are. */
export function blurred(picture: Grey): Grey {
  const { width, height, pixels } = picture;
  const smooth = new Uint8ClampedArray(pixels);
  // First the sum of each column of three, then of three columns: six additions instead of nine.
  const columns = new Uint16Array(width);
  for (let y = 1; y < height - 1; y += 1) {
    const row = y * width;
    for (let x = 0; x < width; x += 1) {
      columns[x] = (pixels[row - width + x] ?? 0) + (pixels[row + x] ?? 0) + (pixels[row + width + x] ?? 0);
    }
    for (let x = 1; x < width - 1; x += 1) {
      smooth[row + x] = ((columns[x - 1] ?? 0) + (columns[x] ?? 0) + (columns[x + 1] ?? 0)) / 9;
    }
  }
  return { width, height, pixels: smooth };
}

/** Returns the picture with its edges made stronger, by as much as blurring would take from them, twice. */
export function sharpened(picture: Grey): Grey {
  const smooth = blurred(picture).pixels;
  const pixels = new Uint8ClampedArray(picture.pixels.length);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = 3 * (picture.pixels[i] ?? 0) - 2 * (smooth[i] ?? 0);
  return { width: picture.width, height: picture.height, pixels };
}

/** Returns the mean brightness from 0 to 255; every eighth pixel each way tells it well enough. */
export function brightnessOf(picture: Grey): number {
  let sum = 0;
  let count = 0;
  for (let y = 0; y < picture.height; y += 8) {
    for (let x = 0; x < picture.width; x += 8) {
      sum += picture.pixels[y * picture.width + x] ?? 0;
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** Returns the grey picture in the form that browsers and zxing-wasm take. */
export function imageDataOf(picture: Grey): ImageData {
  const image = new ImageData(picture.width, picture.height);
  // One write of four bytes per pixel: grey three times, and opaque.
  const words = new Uint32Array(image.data.buffer);
  for (let i = 0; i < words.length; i += 1) words[i] = 0xff000000 | ((picture.pixels[i] ?? 0) * 0x010101);
  return image;
}
