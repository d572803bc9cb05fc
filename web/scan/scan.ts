/** The script of /scan: camera, codes, answers. */

import { announce, answerBlock, bareBlock } from "./answerBlock.js";
import { Camera, CameraError } from "./camera.js";
import { checkFile } from "./fileCheck.js";
import { byId, fill } from "./page.js";
import { DARK_BELOW } from "./reading/live.js";
import { listOf, MOST_AT_ONCE } from "./several.js";
import { Parts } from "./shared.js";
import { Sightings } from "./sightings.js";
import { Signals, signalOf, worstFirst } from "./signals.js";
import { momentText } from "./times.js";

/** Milliseconds without a reading after which a hint says what may help. */
const HINT_AFTER = 6_000;
/** How long a code of another site is held back: the seal may come into view beside it. */
const FOREIGN_AFTER = 800;

/** Where the answer stands below the camera (as in scan.scss). */
const BELOW = matchMedia("(max-width: 62rem)");

type State = "idle" | "looking" | "paused";

const parts = new Parts();
const scan = byId("scan", HTMLDivElement);
const video = byId("video", HTMLVideoElement);
const hint = byId("hint", HTMLParagraphElement);
const problem = byId("problem", HTMLParagraphElement);
const buttons = {
  start: byId("start", HTMLButtonElement),
  next: byId("next", HTMLButtonElement),
  stop: byId("stop", HTMLButtonElement),
  torch: byId("torch", HTMLButtonElement),
};
const chooser = byId("camera", HTMLSelectElement);
const file = byId("file", HTMLInputElement);
const answers = byId("answers", HTMLDivElement);
const announcement = byId("announcement", HTMLParagraphElement);
const sound = byId("sound", HTMLInputElement);
const signals = new Signals(() => sound.checked);
const sightings = new Sightings();
let camera: Camera | null = null;
let state: State = "idle";
/** Counts what was begun, so that an answer that comes late is not shown for the next paper. */
let turn = 0;

function enter(next: State): void {
  state = next;
  scan.dataset.state = next;
  buttons.start.hidden = next !== "idle";
  buttons.next.hidden = next !== "paused" || camera === null;
  buttons.stop.hidden = next === "idle";
  buttons.torch.hidden = next !== "looking" || camera?.hasTorch !== true;
}

function say(name: string): void {
  const sentence = name === "" ? "" : parts.sentence(name);
  // Writing the same again would make a screen reader say it again.
  if (hint.textContent !== sentence) hint.textContent = sentence;
}

async function start(id: string | null): Promise<void> {
  signals.allow();
  // No answer stands beside a picture that it is not of.
  turn += 1;
  answers.replaceChildren();
  announcement.textContent = "";
  problem.textContent = "";
  camera?.close();
  camera = null;
  // Opening takes a moment; a second press meanwhile would open it twice.
  buttons.start.disabled = true;
  say("loading");
  try {
    camera = await Camera.open(video, id);
    await parts.reader();
    const opened = camera;
    opened.onEnd(() => camera === opened && stop("ended"));
    await offerCameras(opened);
    enter("looking");
    buttons.start.disabled = false;
    await look(opened);
  } catch (error) {
    stop("");
    problem.textContent = error instanceof CameraError ? parts.sentence(error.problem) : parts.sentenceFor(error);
  }
}

function stop(reason: string): void {
  camera?.close();
  camera = null;
  enter("idle");
  buttons.start.disabled = false;
  say("");
  problem.textContent = reason === "" ? "" : parts.sentence(reason);
}

async function offerCameras(opened: Camera): Promise<void> {
  const choices = await Camera.choices();
  chooser.replaceChildren(
    ...choices.map(({ id, label }, index) => {
      const name = label || fill(parts.sentence("camera"), { number: index + 1 });
      return new Option(name, id, false, id === opened.id);
    }),
  );
  byId("choose-camera", HTMLParagraphElement).hidden = choices.length < 2;
}

/** Reads frame after frame until a code comes into view. */
async function look(opened: Camera): Promise<void> {
  const reader = await parts.reader();
  // Without keys every code is a hit, and its answer says what is missing.
  const { base } = await parts.checker().catch(() => ({ base: "" }));
  let quietSince = performance.now();
  let foreignSince: number | null = null;
  say("looking");
  while (state === "looking" && camera === opened) {
    const frame = await opened.frame();
    if (frame === null) {
      await nextFrame();
      continue;
    }
    const seen = await reader.readFrame(frame);
    if (state !== "looking" || camera !== opened) return;
    const time = performance.now();
    const own = seen.texts.filter((text) => text.trim().toLowerCase().startsWith(base));
    foreignSince = own.length === 0 && seen.texts.length > 0 ? (foreignSince ?? time) : null;
    if (foreignSince !== null && time - foreignSince < FOREIGN_AFTER) continue;
    const wanted = own.length > 0 ? own : seen.texts;
    const fresh = sightings.see(wanted, time, MOST_AT_ONCE);
    if (fresh.length > 0) return hit(fresh);
    if (wanted.length > 0) {
      say("same");
      quietSince = time;
    } else if (time - quietSince > HINT_AFTER) say(seen.brightness < DARK_BELOW ? "light" : "closer");
    else say("looking");
    await nextFrame();
  }
}

/** Codes came into view: the picture stands still, and the answers take its place, the worst at the head. */
async function hit(texts: readonly string[]): Promise<void> {
  const mine = ++turn;
  video.pause();
  enter("paused");
  say("checking");
  try {
    const checker = await parts.checker();
    const all = worstFirst(await Promise.all(texts.map((text) => checker.checkText(text))));
    if (mine !== turn) return;
    showAll(all.map((checked) => answerBlock(parts.view, checked, parts.notes())));
    const [worst] = all;
    if (worst !== undefined) signals.give(signalOf(worst));
  } catch (error) {
    if (mine !== turn) return;
    tell(error);
    signals.give("unsure");
  }
  // Meanwhile the camera may have been stopped.
  if (camera === null) return;
  say("paused");
  // Enter goes on to the next paper; what was found is announced.
  buttons.next.focus({ preventScroll: true });
}

function showAll(blocks: readonly HTMLElement[]): void {
  const several = blocks.length > 1 ? [listOf(blocks, fill(parts.sentence("several"), { count: blocks.length }))] : [];
  answers.replaceChildren(...several, ...blocks);
  announce(answers, announcement, BELOW.matches);
}

function show(block: HTMLElement): void {
  showAll([block]);
}

/** Says why nothing could be checked. */
function tell(error: unknown): void {
  const panel = parts.panelFor(error);
  if (panel !== null) show(bareBlock(panel));
  else problem.textContent = parts.sentenceFor(error);
}

async function next(): Promise<void> {
  const opened = camera;
  if (opened === null) return;
  turn += 1;
  answers.replaceChildren();
  announcement.textContent = "";
  // What lies there was answered; it counts again once it has been away.
  sightings.hold(performance.now());
  await video.play();
  enter("looking");
  await look(opened).catch((error: unknown) => {
    stop("");
    tell(error);
  });
}

async function check(chosen: File): Promise<void> {
  if (state === "looking") {
    video.pause();
    enter("paused");
  }
  const mine = ++turn;
  problem.textContent = "";
  answers.replaceChildren();
  try {
    await checkFile(chosen, {
      ...parts.page,
      view: parts.view,
      notes: () => parts.notes(),
      reader: parts.reader,
      checker: await parts.checker(),
      progress: (sentence) => {
        if (mine === turn) hint.textContent = sentence;
      },
      show: (block) => {
        if (mine !== turn) return;
        if (answers.childElementCount === 0) show(block);
        else answers.append(block);
      },
      wanted: () => mine === turn,
    });
  } catch (error) {
    if (mine !== turn) return;
    hint.textContent = "";
    tell(error);
  }
  // The same file may be chosen again.
  file.value = "";
}

function nextFrame(): Promise<unknown> {
  return new Promise(requestAnimationFrame);
}

/** Keeps the page for work without a network, and says so once it and the chambers' keys are there; or that it cannot. */
async function keepForLater(): Promise<void> {
  const installed = install().catch(() => false);
  const { status } = await parts.trust.current();
  byId("not-kept", HTMLParagraphElement).hidden = parts.trust.keeps;
  if (!parts.trust.keeps || !(await installed)) return;
  byId("kept", HTMLParagraphElement).hidden = false;
  if (status === null) return;
  const moment = momentText(status.asOf, new Date(), parts.page.words.locale);
  byId("kept-age", HTMLSpanElement).textContent = fill(parts.sentence("kept_age"), { moment });
}

async function install(): Promise<boolean> {
  // Absent in private windows of some browsers.
  if (!("serviceWorker" in navigator)) return false;
  await navigator.serviceWorker.register(parts.page.app.script, { scope: parts.page.app.scope });
  await navigator.serviceWorker.ready;
  return true;
}

buttons.start.addEventListener("click", () => void start(null));
buttons.next.addEventListener("click", () => void next());
buttons.stop.addEventListener("click", () => stop(""));
buttons.torch.addEventListener("click", async () => {
  const on = buttons.torch.getAttribute("aria-pressed") !== "true";
  const lit = await camera?.light(on).then(
    () => on,
    () => false,
  );
  buttons.torch.setAttribute("aria-pressed", String(lit === true));
});
chooser.addEventListener("change", () => void start(chooser.value));
file.addEventListener("change", () => {
  const chosen = file.files?.[0];
  if (chosen !== undefined) void check(chosen);
});
// A phone that is put away keeps no camera on.
document.addEventListener("visibilitychange", () => {
  if (document.hidden && state === "looking") stop("");
});
enter("idle");
scan.hidden = false;
byId("no-script", HTMLParagraphElement).hidden = true;
// Begun at once, so that the keys are there when the first code is read. Where that fails, the answer to a scan says so.
parts.trust.current().catch(() => {});
keepForLater().catch(() => {});
