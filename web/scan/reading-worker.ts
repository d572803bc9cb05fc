/**
 * The worker that reads codes: pictures in, texts out, so that the page stays smooth.
 *
 * It gets the decoder as a compiled module and asks for nothing itself: its own policy (that of every file of this
 * site) lets it load nothing and speak to nobody, whatever a crafted picture might do to the decoder.
 */
import { prepareZXingModule, type ReaderOptions, readBarcodes } from "zxing-wasm/reader";
import { type Code, Frame } from "./reading/frames.js";
import { LiveReader } from "./reading/live.js";
import type { Look, Seen, Start } from "./reading/messages.js";
import { type Grey, imageDataOf } from "./reading/pictures.js";
import { readStill } from "./reading/still.js";

/** Seals are QR codes of model 2; "QRCode" would also read Micro QR, which gave false reads. */
const QUICK: ReaderOptions = {
  formats: ["QRCodeModel2"],
  textMode: "Plain",
  tryHarder: false,
  tryRotate: false,
  tryInvert: false,
  tryDownscale: false,
  maxNumberOfSymbols: 16,
};
const THOROUGH: ReaderOptions = { ...QUICK, tryHarder: true, tryRotate: true, tryInvert: true, tryDownscale: true };
/** No further step of a still is begun after that many milliseconds. */
const STILL_MILLISECONDS = 5_000;

async function decode(picture: Grey, thorough: boolean): Promise<Code[]> {
  const found = await readBarcodes(imageDataOf(picture), thorough ? THOROUGH : QUICK);
  return found
    .filter((one) => one.isValid)
    .map(({ text, position: { topLeft, topRight, bottomRight, bottomLeft } }) => ({
      text,
      corners: [topLeft, topRight, bottomRight, bottomLeft].map(({ x, y }) => [x, y] as const),
    }));
}

const live = new LiveReader(decode);

async function look(message: Look): Promise<Seen> {
  const frame = new Frame(message.bitmap);
  try {
    if (message.live) {
      const { codes, brightness } = await live.read(frame);
      return { id: message.id, texts: [...new Set(codes.map((code) => code.text))], brightness };
    }
    const end = performance.now() + STILL_MILLISECONDS;
    const good = (text: string) => text.trim().toLowerCase().startsWith(message.base);
    const texts = await readStill(frame, decode, good, () => performance.now() > end);
    return { id: message.id, texts, brightness: 255 };
  } finally {
    frame.close();
  }
}

function start(message: Start): void {
  prepareZXingModule({
    overrides: {
      instantiateWasm(imports: WebAssembly.Imports, ready: (instance: WebAssembly.Instance) => void) {
        WebAssembly.instantiate(message.decoder, imports).then((instance) => ready(instance));
        return {};
      },
    },
    fireImmediately: true,
  });
}

self.addEventListener("message", async (event: MessageEvent<Start | Look>) => {
  const message = event.data;
  if (message.kind === "start") return start(message);
  const seen = await look(message).catch(
    (error: unknown): Seen => ({ id: message.id, texts: [], brightness: 0, failed: String(error) }),
  );
  self.postMessage(seen);
});
