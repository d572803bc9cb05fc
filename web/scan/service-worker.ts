/**
 * Keeps the scanning page, its scripts and its decoder for work without a network; nothing else.
 *
 * What it may keep is a list that the server puts before this script (reference_service/pages/installable.py). Answers
 * about certificates are not on it and pass by untouched: a verdict never comes out of a cache. The chambers' keys and the
 * list of revocations are kept by the page itself, after it has verified them (trust.ts).
 */

/**
 * What one version of the app consists of. `pages` are the scanning page's addresses by language code; `files` are kept
 * from the start, `onUse` (all that PDFs need, two thirds of the whole) once they were loaded.
 */
interface Kept {
  readonly version: string;
  readonly path: string;
  readonly pages: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly onUse: readonly string[];
}

declare const KEPT: Kept;
/** TypeScript knows a worker in general; this is one of a service. */
const worker = self as unknown as ServiceWorkerGlobalScope;

const PREFIX = "originseal-app-";
const CACHE = `${PREFIX}${KEPT.version}`;
/** How long a network that is there but does not answer is waited for. */
const PATIENCE_MILLISECONDS = 4_000;
const FILES = new Set([...KEPT.files, ...KEPT.onUse]);

worker.addEventListener("install", (event) => event.waitUntil(keepAll()));

worker.addEventListener("activate", (event) => event.waitUntil(takeOver()));

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (FILES.has(url.pathname)) event.respondWith(fileOf(event.request));
  else if (url.pathname === KEPT.path && event.request.mode === "navigate")
    event.respondWith(pageOf(event.request, url));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  // All or nothing: a version of which a part is missing never takes over.
  const addresses = [...KEPT.files, ...Object.values(KEPT.pages)];
  await cache.addAll(addresses.map((address) => new Request(address, { cache: "no-cache" })));
}

async function takeOver(): Promise<void> {
  // The browser activates a new version once no page of the old one is open, so nobody needs the old files now.
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  }
  await worker.clients.claim();
}

/** Files carry their hash in their name, so what is kept is what would come. */
async function fileOf(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url);
  if (kept !== undefined) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) await cache.put(request.url, fresh.clone());
  return fresh;
}

/** The page comes from the network, with its present notices; without one, as it was kept. */
async function pageOf(request: Request, url: URL): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(KEPT.pages[languageOf(url)] ?? "");
    if (kept === undefined) throw error;
    return kept;
  }
}

function languageOf(url: URL): string {
  const wanted = [
    url.searchParams.get("lang") ?? "",
    ...worker.navigator.languages.map((tag) => tag.split("-")[0] ?? ""),
  ];
  return wanted.find((code) => Object.hasOwn(KEPT.pages, code)) ?? "en";
}
