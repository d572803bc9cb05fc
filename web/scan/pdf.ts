/** Pages of a PDF as pictures, by pdf.js. A bundle of its own, for it is large and most people scan paper. */
import { GlobalWorkerOptions, getDocument, type PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";

/** Why a PDF cannot be read. */
export type PdfProblem = "locked" | "damaged";

/** Thrown where a PDF cannot be opened. */
export class PdfError extends Error {
  override readonly name = "PdfError";

  constructor(readonly problem: PdfProblem) {
    super(`the PDF is ${problem}`);
  }
}

/** An open PDF; pages count from 1. */
export interface OpenPdf {
  readonly pages: number;
  /** Draws a page at 150 dpi, or `fine` at 300. Rejects where that takes too long or fails. */
  draw(page: number, fine: boolean): Promise<ImageBitmap>;
  close(): void;
}

const POINTS_PER_INCH = 72;
const DPI = 150;
const FINE_DPI = 300;
/** Pixels of one page at most: a crafted page may be as large as a house. A3 at 300 dpi has 17 million. */
const MAX_PIXELS = 18_000_000;
const OPEN_MILLISECONDS = 20_000;
const DRAW_MILLISECONDS = 10_000;

/** Addresses of the picture decoders of pdf.js by their names: fax and JBIG2 (office scanners), JPEG 2000. */
export type Decoders = Readonly<Record<string, string>>;

/** Opens a PDF; pdf.js parses it in the worker at `workerUrl`. Throws PdfError. */
export async function openPdf(bytes: Uint8Array<ArrayBuffer>, workerUrl: string, decoders: Decoders): Promise<OpenPdf> {
  GlobalWorkerOptions.workerSrc = workerUrl;
  const task = getDocument({
    // pdf.js takes the bytes over; the caller still needs them for their hash.
    data: bytes.slice(),
    // Nothing of the file is run, no font of it is given to the browser, nothing is fetched.
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    enableXfa: false,
    useWorkerFetch: false,
    BinaryDataFactory: decoderFiles(decoders),
    maxImageSize: 80_000_000,
    verbosity: 0,
  });
  // Without this, pdf.js would ask for the password and wait.
  task.onPassword = () => {
    task.destroy();
    throw new PdfError("locked");
  };
  try {
    const document = await inTime(task.promise, OPEN_MILLISECONDS);
    return {
      pages: document.numPages,
      draw: async (number, fine) => draw(await inTime(document.getPage(number), DRAW_MILLISECONDS), fine),
      close: () => void task.destroy(),
    };
  } catch (error) {
    void task.destroy();
    throw new PdfError((error as Error).name === "PasswordException" ? "locked" : "damaged");
  }
}

async function draw(page: PDFPageProxy, fine: boolean): Promise<ImageBitmap> {
  const plain = page.getViewport({ scale: 1 });
  const wanted = (fine ? FINE_DPI : DPI) / POINTS_PER_INCH;
  const scale = Math.min(wanted, Math.sqrt(MAX_PIXELS / (plain.width * plain.height)));
  const viewport = page.getViewport({ scale });
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(viewport.width));
  canvas.height = Math.max(1, Math.round(viewport.height));
  const task = page.render({ canvas, viewport, background: "#fff" });
  try {
    await inTime(task.promise, DRAW_MILLISECONDS);
  } finally {
    task.cancel();
    page.cleanup();
  }
  return createImageBitmap(canvas);
}

/** Returns what pdf.js asks for its worker's files: the decoders alone, from this origin, under names with a hash. */
function decoderFiles(decoders: Decoders) {
  return class {
    async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
      const address = decoders[filename];
      // Fonts and character maps are not carried along: a code is drawn without any.
      if (address === undefined) throw new Error(`${filename} is not here`);
      const response = await fetch(address);
      if (!response.ok) throw new Error(`${filename} cannot be loaded`);
      return new Uint8Array(await response.arrayBuffer());
    }
  };
}

function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new PdfError("damaged")), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
