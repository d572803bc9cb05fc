/** Several codes were in view at once: a list at the head that names each answer and leads to it. */
import { SETTLED } from "./answerBlock.js";
import { copyOf } from "./page.js";

/** How many codes of one picture are answered together; further ones follow with the next picture. */
export const MOST_AT_ONCE = 8;

/** Builds the list above `blocks` and gives each block an address; a block that a person has settled is named anew. */
export function listOf(blocks: readonly HTMLElement[], sentence: string): HTMLElement {
  const several = copyOf("data-part", "several").firstElementChild as HTMLElement;
  const lead = several.querySelector(".several__lead") as HTMLElement;
  const list = several.querySelector("ul") as HTMLElement;
  lead.textContent = sentence;
  blocks.forEach((block, index) => {
    block.id = `answer-${index + 1}`;
    const link = document.createElement("a");
    link.href = `#${block.id}`;
    const name = () => {
      link.textContent = nameOf(block);
      link.className = `several__${toneOf(block)}`;
    };
    name();
    block.addEventListener(SETTLED, name);
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  });
  return several;
}

/** The words that tell one answer from another: verdict and number, or the site that a foreign code names. */
function nameOf(block: HTMLElement): string {
  const words = block.querySelectorAll(".answer__label, .answer__number, .answer__host");
  return [...words].map((part) => part.textContent?.trim()).join(" · ");
}

function toneOf(block: HTMLElement): string {
  const panel = block.querySelector(".answer") as HTMLElement;
  return [...panel.classList].find((name) => name.startsWith("answer--"))?.slice("answer--".length) ?? "";
}
