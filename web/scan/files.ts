/** A file that the person chose, as pictures of its pages. It is read where it lies and goes nowhere. */
import type { OpenPdf, PdfError, PdfProblem } from "./pdf.js";

/** Why a file gives no pictures; the page has words for each. */
export type FileProblem = PdfProblem | "empty" | "too_large" | "no_picture" | "too_many_pages";

/** Thrown where a file cannot be read. */
export class FileError extends Error {
  constructor(readonly problem: FileProblem) {
    super(`the file cannot be read: ${problem}`);
  }
}

/** Larger files are refused before a byte of them is read. */
export const MAX_FILE_BYTES = 100 * 1024 * 1024;
/** A longer PDF is refused as a whole, never cut silently. */
export const MAX_PAGES = 200;
/** Width × height of a picture; A3 at 300 dpi has 17 million. Larger ones are shrunk while they are decoded. */
const MAX_PIXELS = 40_000_000;
const PDF_MAGIC = "%PDF-";
const MAGIC_WINDOW = 1024;

/** The pages of one file; `page` counts from 1. */
export interface Pages {
  readonly count: number;
  /** Whether `fine` gives more than a second copy. */
  readonly hasFine: boolean;
  /** Draws a page. Rejects with FileError where this one page cannot be drawn. */
  draw(page: number, fine: boolean): Promise<ImageBitmap>;
  close(): void;
}

/** Where pdf.js lies; it is loaded for the first PDF and not before. */
export interface PdfAssets {
  readonly pdf: string;
  readonly pdfWorker: string;
  readonly pdfFax: string;
  readonly pdfJpeg2000: string;
}

/** Reads a file and its bytes; refuses what is empty or too large. */
export async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size === 0) throw new FileError("empty");
  if (file.size > MAX_FILE_BYTES) throw new FileError("too_large");
  return new Uint8Array(await file.arrayBuffer());
}

/** Opens the pages of a PDF or the one of a picture, by what the bytes are and not by the name. */
export async function pagesOf(bytes: Uint8Array<ArrayBuffer>, assets: PdfAssets): Promise<Pages> {
  return isPdf(bytes) ? pdfPages(bytes, assets) : picturePage(bytes);
}

function isPdf(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, MAGIC_WINDOW)).includes(PDF_MAGIC);
}

async function pdfPages(bytes: Uint8Array<ArrayBuffer>, assets: PdfAssets): Promise<Pages> {
  const { openPdf } = (await import(assets.pdf)) as typeof import("./pdf.js");
  const opened: OpenPdf = await openPdf(bytes, assets.pdfWorker, {
    "jbig2.wasm": assets.pdfFax,
    "openjpeg.wasm": assets.pdfJpeg2000,
  }).catch((error: unknown) => {
    throw new FileError(problemOf(error));
  });
  if (opened.pages > MAX_PAGES) {
    opened.close();
    throw new FileError("too_many_pages");
  }
  return {
    count: opened.pages,
    hasFine: true,
    draw: (page, fine) =>
      opened.draw(page, fine).catch(() => {
        throw new FileError("damaged");
      }),
    close: () => opened.close(),
  };
}

function problemOf(error: unknown): PdfProblem {
  // Told by its name: the class itself lies in the other bundle, and importing it here would bring all of pdf.js along.
  return error instanceof Error && error.name === "PdfError" ? (error as PdfError).problem : "damaged";
}

async function picturePage(bytes: Uint8Array<ArrayBuffer>): Promise<Pages> {
  let bitmap = await decodePicture(bytes);
  const pixels = bitmap.width * bitmap.height;
  if (pixels > MAX_PIXELS) {
    const width = Math.floor(bitmap.width * Math.sqrt(MAX_PIXELS / pixels));
    const small = await createImageBitmap(bitmap, { resizeWidth: width, resizeQuality: "medium" });
    bitmap.close();
    bitmap = small;
  }
  return {
    count: 1,
    hasFine: false,
    // Drawing hands the picture over; a second look gets a copy of its own.
    draw: () => createImageBitmap(bitmap),
    close: () => bitmap.close(),
  };
}

async function decodePicture(bytes: Uint8Array<ArrayBuffer>): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(new Blob([bytes]));
  } catch {
    throw new FileError("no_picture");
  }
}
