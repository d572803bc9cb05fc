/** The pages of a certified document: pictures of this origin, each shown only if it has the hash that was sealed. */
import { sha256, toHex } from "../verify/bytes.js";
import type { Fields } from "./certificateBoxes.js";
import { fill } from "./page.js";

/** The words around the pictures, in the reader's language. */
export type PageWords = Readonly<Record<string, string>>;

/** Builds the section with the pages; their pictures come in as they are loaded. */
export function certifiedPages(fields: Fields, words: PageWords): HTMLElement {
  const section = document.createElement("section");
  section.className = "document";
  const advice = document.createElement("p");
  advice.textContent = words.pages_sealed ?? "";
  section.append(advice);
  const hashes = fields.document?.page_images ?? [];
  hashes.forEach((hash, index) => {
    const place = { page: index + 1, pages: hashes.length };
    const figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.textContent = fill(words.page_count ?? "", place);
    figure.append(caption);
    section.append(figure);
    const address = `/certificates/${fields.number}/${fields.issued}/documents/${hash}.png`;
    void picture(address, hash).then((found) => {
      if (found === null) {
        caption.textContent += ` · ${words.page_missing ?? ""}`;
        return;
      }
      found.alt = fill(words.page_picture ?? "", place);
      figure.prepend(found);
    });
  });
  return section;
}

/** Loads a picture; null where it cannot be had or is another one than was sealed. */
async function picture(address: string, hash: string): Promise<HTMLImageElement | null> {
  try {
    const response = await fetch(address, { credentials: "omit", redirect: "error" });
    if (!response.ok) return null;
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (toHex(await sha256(bytes)) !== hash) return null;
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    await image.decode();
    // It is loaded: at a counter that scans all day the bytes must not pile up.
    URL.revokeObjectURL(image.src);
    return image;
  } catch {
    // No network, or bytes that are no picture: the caption says that it is missing.
    return null;
  }
}
