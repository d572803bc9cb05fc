/** What the page hands to its script: addresses of files, words in the reader's language, templates. No text is here. */
import type { Claim } from "../verify/result.js";
import type { PdfAssets } from "./files.js";

/** Words of a certificate's form in one language. */
export interface FormWords {
  readonly locale: string;
  readonly tag: string;
  readonly direction: string;
  readonly kinds: Readonly<Record<string, { readonly title: string; readonly subtitle: string }>>;
  readonly words: Readonly<Record<string, string>>;
}

/** All words; see reference_service/pages/scan_words.py. `locale` writes dates, `language` is the reader's code. */
export interface Words {
  readonly locale: string;
  readonly language: string;
  readonly sentences: Readonly<Record<string, string>>;
  readonly reasons: Readonly<Record<string, string>>;
  readonly established: Readonly<Record<Claim, string>>;
  readonly notEstablished: Readonly<Record<Claim, string>>;
  readonly certificate: Readonly<Record<string, FormWords>>;
}

/** Addresses of what a script loads when it needs it. */
export interface Assets extends PdfAssets {
  readonly readingWorker: string;
  readonly decoder: string;
}

/** What the page handed over. */
export interface PageData {
  readonly assets: Assets;
  /** The service worker's script and the one page that it looks after. */
  readonly app: { readonly script: string; readonly scope: string };
  readonly words: Words;
}

/** Reads what the page handed over. */
export function pageData(): PageData {
  return JSON.parse(byId("page", HTMLScriptElement).textContent ?? "") as PageData;
}

/** Returns an element that the template is known to have. */
export function byId<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

/** Returns a copy of a template, by the attribute and value that mark it. */
export function copyOf(attribute: "data-answer" | "data-part", value: string): DocumentFragment {
  const template = document.querySelector(`template[${attribute}="${value}"]`);
  if (!(template instanceof HTMLTemplateElement)) throw new Error(`the page has no template ${value}`);
  return document.importNode(template.content, true);
}

/** Puts values into a sentence in the place of `%(name)s`. */
export function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/%\((\w+)\)s/g, (_, name: string) => String(values[name] ?? ""));
}

/** Puts values into the places that a template marks, and takes out the parts that have none. */
export function fillIn(parent: ParentNode, values: Readonly<Record<string, string | null>>): void {
  for (const part of parent.querySelectorAll("[data-with]")) {
    if (!values[part.getAttribute("data-with") ?? ""]) part.remove();
  }
  for (const place of parent.querySelectorAll("[data-fill]")) {
    place.textContent = values[place.getAttribute("data-fill") ?? ""] ?? "";
  }
}
