/** The script of /check-file: checks the chosen file here instead of sending it. */
import { announce, bareBlock } from "./answerBlock.js";
import { checkFile } from "./fileCheck.js";
import { byId } from "./page.js";
import { Parts } from "./shared.js";

const parts = new Parts();
const form = byId("check-file", HTMLFormElement);
const input = byId("file", HTMLInputElement);
const button = form.querySelector("button") as HTMLButtonElement;
const problem = byId("problem", HTMLParagraphElement);
const progress = byId("progress", HTMLParagraphElement);
const answers = byId("answers", HTMLDivElement);
const announcement = byId("announcement", HTMLParagraphElement);

/** Counts what was begun: what comes late of one file is not shown among the answers of the next. */
let turn = 0;

function show(block: HTMLElement): void {
  answers.append(block);
  // The first answer is brought into view; further ones of the same file stand below it.
  if (answers.childElementCount === 1) announce(block, announcement, true);
}

async function check(file: File): Promise<void> {
  turn += 1;
  const mine = turn;
  const wanted = () => mine === turn;
  problem.textContent = "";
  announcement.textContent = "";
  answers.replaceChildren();
  button.disabled = true;
  try {
    await checkFile(file, {
      ...parts.page,
      view: parts.view,
      notes: () => parts.notes(),
      reader: parts.reader,
      checker: await parts.checker(),
      progress: (sentence) => {
        if (wanted()) progress.textContent = sentence;
      },
      show: (block) => {
        if (wanted()) show(block);
      },
      wanted,
    });
  } catch (error) {
    if (!wanted()) return;
    const panel = parts.panelFor(error);
    if (panel !== null) show(bareBlock(panel));
    else problem.textContent = parts.sentenceFor(error);
  } finally {
    if (wanted()) {
      progress.textContent = "";
      button.disabled = false;
    }
  }
}

form.addEventListener("submit", (event) => {
  // The form's own way would send the file.
  event.preventDefault();
  const file = input.files?.[0];
  if (file !== undefined) void check(file);
});
input.addEventListener("change", () => form.requestSubmit());
byId("stays", HTMLParagraphElement).hidden = false;
byId("sent", HTMLParagraphElement).hidden = true;
