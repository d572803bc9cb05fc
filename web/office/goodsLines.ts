// The goods table of an application's form: lines are added, copied and removed by buttons and keys. Every name in a line
// carries its number (goods.3.hs), counted from 1 without gaps, as the office's own buttons leave it.

export function goodsTable(form: HTMLFormElement, changed: () => void): void {
  const table = form.querySelector<HTMLElement>("[data-goods]");
  const blank = form.querySelector<HTMLTemplateElement>("template[data-blank-line]");
  if (!table || !blank) return;
  const most = Number(table.dataset.most ?? "300");
  const lines = () => [...table.querySelectorAll<HTMLElement>("[data-line]")];

  const add = (after: HTMLElement | undefined, values?: string[]) => {
    if (lines().length >= most) return;
    const line = (blank.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    if (after) after.after(line);
    else table.append(line);
    values?.forEach((value, index) => {
      const box = boxes(line)[index];
      if (box) box.value = value;
    });
    number(lines());
    boxes(line)[0]?.focus();
    changed();
  };
  const copy = (line: HTMLElement) =>
    add(
      line,
      boxes(line).map((box) => box.value),
    );
  const remove = (line: HTMLElement) => {
    const next = (line.nextElementSibling ?? line.previousElementSibling) as HTMLElement | null;
    line.remove();
    if (lines().length === 0) add(undefined);
    number(lines());
    if (next) boxes(next)[0]?.focus();
    changed();
  };

  form.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-act]");
    if (!button) return;
    event.preventDefault();
    const line = button.closest<HTMLElement>("[data-line]");
    if (button.dataset.act === "add") add(lines().at(-1));
    else if (line && button.dataset.act === "copy") copy(line);
    else if (line) remove(line);
  });
  table.addEventListener("keydown", (event) => {
    const line = (event.target as Element).closest<HTMLElement>("[data-line]");
    if (!line) return;
    if (event.key === "Enter" && event.ctrlKey) {
      if (event.shiftKey) copy(line);
      else add(line);
    } else if (event.key === "Delete" && event.altKey) remove(line);
    else return;
    event.preventDefault();
  });
}

type Box = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function boxes(line: HTMLElement): Box[] {
  return [...line.querySelectorAll<Box>("input[name], textarea[name], select[name]")];
}

/** Gives every line its number, in all names that carry it. */
function number(lines: HTMLElement[]): void {
  lines.forEach((line, index) => {
    const wanted = String(index + 1);
    line.id = `goods-${wanted}`;
    const shown = line.querySelector<HTMLElement>("[data-number]");
    if (shown) shown.textContent = wanted;
    for (const box of boxes(line)) {
      const column = box.name.split(".")[2] ?? "";
      box.name = `goods.${wanted}.${column}`;
      box.id = `goods-${wanted}-${column}`;
    }
    for (const label of line.querySelectorAll("label")) {
      const column = (label.htmlFor.split("-")[2] ?? "").trim();
      label.htmlFor = `goods-${wanted}-${column}`;
    }
    for (const button of line.querySelectorAll<HTMLButtonElement>("button[data-act]")) {
      button.value = `line-${button.dataset.act}:${wanted}`;
    }
  });
}
