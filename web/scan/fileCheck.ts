/** Checks a file that the person chose: its hash against the records, the codes of its pages, each answer as it comes. */

import { answerBlock, bareBlock } from "./answerBlock.js";
import { type AnswerView, answerKey } from "./answers.js";
import type { Checker } from "./check.js";
import { bytesOf, FileError, type Pages, pagesOf } from "./files.js";
import { type Assets, fill, type Words } from "./page.js";
import { type CodeReader, ReaderEndedError } from "./reader.js";

/** What a check of a file needs. `progress` shows a sentence, `show` a block. */
export interface FileCheckParts {
  readonly assets: Assets;
  readonly words: Words;
  readonly view: AnswerView;
  readonly checker: Checker;
  readonly reader: () => Promise<CodeReader>;
  /** What is to be said of this device beside every answer. */
  readonly notes: () => readonly string[];
  readonly progress: (sentence: string) => void;
  readonly show: (block: HTMLElement) => void;
  /** Whether the person still waits for this file, and has not chosen another one. */
  readonly wanted: () => boolean;
}

/** Checks one file. Throws FileError where it cannot be read at all. */
export async function checkFile(file: File, parts: FileCheckParts): Promise<void> {
  const say = parts.words.sentences;
  parts.progress(say.hashing ?? "");
  const bytes = await bytesOf(file);
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const own = await parts.checker.checkFile(sha256);
  if (own !== null && own !== "unasked") {
    const notes = [say.original ?? "", await countOf(bytes, parts), say.no_other_code ?? "", ...parts.notes()];
    parts.show(answerBlock(parts.view, own, notes.filter(Boolean)));
    return parts.progress("");
  }
  const origin = say[own === "unasked" ? "hash_unasked" : "not_original"] ?? "";
  const pages = await pagesOf(bytes, parts.assets);
  try {
    await checkPages(pages, sha256, origin, parts);
  } finally {
    pages.close();
    parts.progress("");
  }
}

async function checkPages(pages: Pages, sha256: Uint8Array, origin: string, parts: FileCheckParts): Promise<void> {
  const say = parts.words.sentences;
  const count = fill(say.pages ?? "", { pages: pages.count });
  const unread: string[] = [];
  const seen = new Set<string>();
  for (let page = 1; page <= pages.count && parts.wanted(); page += 1) {
    parts.progress(fill(say.page_of ?? "", { page, pages: pages.count }));
    const texts = await textsOf(pages, page, parts).catch((error: unknown) => {
      if (!(error instanceof FileError || error instanceof ReaderEndedError)) throw error;
      unread.push(fill(say.page_unread ?? "", { page }));
      return [];
    });
    for (const text of texts.filter((one) => !seen.has(one))) {
      seen.add(text);
      const checked = await parts.checker.checkText(text, sha256);
      // Of a code that leads elsewhere it says nothing whether the file is the chamber's.
      const file = answerKey(checked) === "FOREIGN_CODE" ? [] : [origin];
      const notes = [fill(say.on_page ?? "", { page }), ...file, ...parts.notes()];
      parts.show(answerBlock(parts.view, checked, notes));
    }
  }
  if (seen.size === 0) parts.show(bareBlock(parts.view.named("NO_CODE"), [count, origin, ...unread]));
  else if (unread.length > 0) parts.show(bareBlock(document.createElement("div"), unread));
}

/** Reads a page at the size that most codes need; only where no seal was found, at twice that. */
async function textsOf(pages: Pages, page: number, parts: FileCheckParts): Promise<readonly string[]> {
  const reader = await parts.reader();
  const { base } = parts.checker;
  const { texts } = await reader.readStill(await pages.draw(page, false), base);
  if (!pages.hasFine || texts.some((text) => text.trim().toLowerCase().startsWith(base))) return texts;
  const fine = await reader.readStill(await pages.draw(page, true), base);
  return [...new Set([...texts, ...fine.texts])];
}

async function countOf(bytes: Uint8Array<ArrayBuffer>, parts: FileCheckParts): Promise<string> {
  try {
    const pages = await pagesOf(bytes, parts.assets);
    pages.close();
    return fill(parts.words.sentences.pages ?? "", { pages: pages.count });
  } catch (error) {
    // The hash has said what this file is; how many pages it has is an extra.
    if (error instanceof FileError) return "";
    throw error;
  }
}
