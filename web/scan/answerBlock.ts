/** One answer with everything below it: the certificate, the question whether the paper says the same, and links. */
import { type AnswerView, answerKey } from "./answers.js";
import type { Checked } from "./check.js";
import { copyOf } from "./page.js";

/** Builds the block of an answer; `notes` are sentences that stand between the answer and the certificate. */
export function answerBlock(view: AnswerView, checked: Checked, notes: readonly string[] = []): HTMLElement {
  const block = document.createElement("div");
  block.className = "answer-block";
  block.append(view.panel(checked), ...notesOf(notes), view.details(checked));
  if (answerKey(checked) === "IN_FORCE") askToCompare(block, view, checked);
  return block;
}

/** Builds a block that needs no check. */
export function bareBlock(panel: HTMLElement, notes: readonly string[] = []): HTMLElement {
  const block = document.createElement("div");
  block.className = "answer-block";
  block.append(panel, ...notesOf(notes));
  return block;
}

/** What a block says by itself once a person has compared: whoever lists several answers follows it. */
export const SETTLED = "settled";

/** Lets a screen reader say the answers in `block`, and brings their head into view where it is not. */
export function announce(block: HTMLElement, announcement: HTMLElement, below: boolean): void {
  const said = block.querySelectorAll(".several__lead, .answer__label, .answer__title, .answer__number, .answer__next");
  announcement.textContent = [...said].map((part) => part.textContent?.trim()).join(". ");
  // Beside the camera it is in view anyway; below it, as on a phone, the answer comes to the top.
  const head = block.querySelector(".several, .answer") ?? block;
  head.scrollIntoView({ block: below ? "start" : "nearest" });
}

function notesOf(notes: readonly string[]): HTMLElement[] {
  if (notes.length === 0) return [];
  const list = copyOf("data-part", "file-notes").firstElementChild as HTMLElement;
  for (const note of notes) {
    const item = document.createElement("li");
    item.textContent = note;
    list.append(item);
  }
  return [list];
}

/** Numbers the questions of a page, for each is named by its own heading. */
let questions = 0;

/** Puts the question below the certificate, so that a person has passed every box before the answer. */
function askToCompare(block: HTMLElement, view: AnswerView, checked: Checked): void {
  const question = copyOf("data-part", "compare").firstElementChild as HTMLElement;
  questions += 1;
  const heading = question.querySelector("h2") as HTMLElement;
  heading.id = `compare-question-${questions}`;
  question.setAttribute("aria-labelledby", heading.id);
  block.querySelector(".form-paper")?.after(question);
  let settled = false;
  const settle = (panel: HTMLElement) => {
    // Whoever takes a yes back while it is still being asked about has said no.
    if (settled) return;
    settled = true;
    block.querySelector(".answer")?.replaceWith(panel);
    question.remove();
    panel.scrollIntoView({ block: "start" });
    panel.querySelector<HTMLElement>(".answer__title")?.focus();
    block.dispatchEvent(new Event(SETTLED));
  };
  const press = (what: string, then: () => void) =>
    question.querySelector(`[data-do="${what}"]`)?.addEventListener("click", then);
  press("same", async () => settle(view.panel({ ...checked, result: await checked.confirm() })));
  press("differs", () => settle(view.panel(checked, "DIFFERS")));
}
