// An application's form: saved while one types, goods lines added, copied and removed without leaving the page, fields
// shown where they count. The form works without it by its buttons; this sends that same form and asks for JSON.
import { goodsTable } from "./goodsLines";

const PAUSE = 1500; // milliseconds without typing after which it is saved
const RETRY = 15_000;

interface Problem {
  anchor: string;
  label: string;
  text: string;
  error: boolean;
}

interface Saved {
  version: number;
  saved: string;
  summary: string;
  problems: Problem[];
  preview: string;
}

const form = document.querySelector<HTMLFormElement>("form[data-application]");
if (form) start(form);

function start(form: HTMLFormElement): void {
  const version = form.elements.namedItem("version") as HTMLInputElement;
  const status = form.querySelector<HTMLElement>("[data-saved]");
  const trouble = form.querySelector<HTMLElement>("[data-trouble]");
  const said = form.dataset;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending = false;
  let again = false;
  let unsaved = false;
  let stale = false;

  const changed = () => {
    unsaved = true;
    if (stale) return;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  const tell = (text: string) => {
    if (!trouble) return;
    trouble.textContent = text;
    trouble.hidden = text === "";
  };

  async function save(): Promise<void> {
    if (sending) {
      again = true;
      return;
    }
    sending = true;
    unsaved = false;
    if (status) status.textContent = said.saving ?? "";
    try {
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
        credentials: "same-origin",
      });
      await take(answer);
    } catch {
      failed(said.lost ?? "");
      timer = setTimeout(save, RETRY);
    } finally {
      sending = false;
      if (again) {
        again = false;
        changed();
      }
    }
  }

  async function take(answer: Response): Promise<void> {
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
      failed((answer.type === "opaqueredirect" ? said.signedOut : said.lost) ?? "");
      return;
    }
    if (answer.ok) {
      const saved = (await answer.json()) as Saved;
      version.value = String(saved.version);
      if (status) status.textContent = saved.saved;
      tell("");
      show(saved);
      return;
    }
    const { told } = (await answer.json()) as { told: string };
    if (answer.status === 409) {
      // Another window was quicker. The button loads the page with what was typed here; it decides what counts.
      stale = true;
      failed(`${told} ${said.stale ?? ""}`);
    } else failed(told);
  }

  function failed(text: string): void {
    unsaved = true;
    if (status) status.textContent = "";
    tell(text);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    unsaved = false;
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved || sending) event.preventDefault();
  });
  goodsTable(form, changed);
  onlyIf(form);
}

/** Shows what is still to be put right, and the sheet as it stands now. */
function show(saved: Saved): void {
  const summary = document.querySelector<HTMLElement>("[data-summary]");
  if (summary) summary.textContent = saved.summary;
  const list = document.querySelector<HTMLElement>("[data-problems]");
  list?.replaceChildren(
    ...saved.problems.map((problem) => {
      const item = document.createElement("li");
      item.className = problem.error ? "is-error" : "is-warning";
      const link = document.createElement("a");
      link.href = `#${problem.anchor}`;
      link.textContent = problem.label;
      item.append(link, `: ${problem.text}`);
      return item;
    }),
  );
  const picture = document.querySelector<HTMLImageElement>("[data-preview]");
  if (!picture) return;
  // The old sheet stays until the new one is there.
  const fresh = new Image();
  fresh.onload = () => {
    picture.src = fresh.src;
  };
  fresh.src = saved.preview;
}

/** Hides fields that count only while another field holds a value. */
function onlyIf(form: HTMLFormElement): void {
  const update = () => {
    for (const field of form.querySelectorAll<HTMLElement>("[data-only-if]")) {
      const other = form.elements.namedItem(field.dataset.onlyIf ?? "");
      if (other instanceof HTMLSelectElement || other instanceof HTMLInputElement) {
        field.hidden = other.value !== field.dataset.onlyValue;
      }
    }
  };
  form.addEventListener("change", update);
  update();
}
