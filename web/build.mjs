// Builds what browsers load: the style sheets and scripts of the public pages and of the office's pages, each into the
// folder static/built/ of its own package, which is never committed. Every file's name carries the hash of what it holds,
// so that caches may keep it for ever; manifest.json there says which name stands for which source.
//   node build.mjs            what is served
//   node build.mjs --tests    the tests, for `node --test`, and tools for Python's tests
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { build } from "esbuild";
import { compile } from "sass";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..");

/**
 * What each program serves, by the name by which its pages ask for it: style sheets and scripts with their sources,
 * files that scripts load as they are, icons with the width in pixels at which our drawing is rendered.
 */
const SITES = [
  {
    served: join(ROOT, "reference_service", "static", "built"),
    styles: {
      "site.css": { components: "design/components.scss", own: "design/site.scss" },
      "scan.css": { own: "design/scan.scss" },
    },
    scripts: {
      "scan.js": "scan/scan.ts",
      "check-file.js": "scan/check-file.ts",
      "reading-worker.js": "scan/reading-worker.ts",
      "service-worker.js": "scan/service-worker.ts",
      "pdf.js": "scan/pdf.ts",
    },
    files: {
      "zxing_reader.wasm": "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm",
      "pdf-fax.wasm": "node_modules/pdfjs-dist/wasm/jbig2.wasm",
      "pdf-jpeg2000.wasm": "node_modules/pdfjs-dist/wasm/openjpeg.wasm",
      "pdf-worker.js": "node_modules/pdfjs-dist/legacy/build/pdf.worker.min.mjs",
    },
    icons: { "icon-192.png": 192, "icon-512.png": 512 },
  },
  {
    served: join(ROOT, "issuance", "web", "static", "built"),
    styles: { "office.css": { components: "design/office-components.scss", own: "design/office.scss" } },
    scripts: { "passkey.js": "office/passkey.ts", "application.js": "office/application.ts" },
    files: {},
    icons: {},
  },
];
const APP_ICON = "design/app-icon.svg";

async function buildServed() {
  await initWasm(await readFile(join(HERE, "node_modules/@resvg/resvg-wasm/index_bg.wasm")));
  for (const site of SITES) await buildSite(site);
}

async function buildSite({ served, styles, scripts, files, icons }) {
  // Built beside its place and moved there whole: a running service never sees half of it.
  const fresh = `${served}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const manifest = {};
  const add = async (name, bytes) => {
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
    const extension = extname(name);
    manifest[name] = `${basename(name, extension)}-${hash}${extension}`;
    await writeFile(join(fresh, manifest[name]), bytes);
  };
  for (const [name, { components, own }] of Object.entries(styles)) {
    await add(name, (components ? inEveryDirection(sheet(components)) : "") + sheet(own));
  }
  for (const [name, source] of Object.entries(files)) await add(name, await readFile(join(HERE, source)));
  for (const [name, source] of Object.entries(scripts)) await add(name, await bundle(source));
  const drawing = await readFile(join(HERE, APP_ICON), "utf8");
  for (const [name, width] of Object.entries(icons)) {
    await add(name, new Resvg(drawing, { fitTo: { mode: "width", value: width } }).render().asPng());
  }
  await writeFile(join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await rm(served, { recursive: true, force: true });
  await rename(fresh, served);
}

function sheet(source) {
  return compile(join(HERE, source), {
    style: "compressed",
    loadPaths: [join(HERE, "node_modules")],
    quietDeps: true,
    // Sheets are joined, and a byte order mark inside one would spoil the rule behind it.
    charset: false,
  }).css;
}

/**
 * Returns a style sheet whose left and right became start and end, so that it serves Arabic too: GOV.UK Frontend is
 * written for left-to-right alone. Its triangles, borders that inherit a colour, stay as they are: they are cut to shape
 * by points, which know no start and end, and are mirrored in _controls.scss.
 */
function inEveryDirection(css) {
  const side = (name) => ({ left: "start", right: "end" })[name];
  return css
    .replace(/\b(margin|padding)-(left|right):/g, (_, box, name) => `${box}-inline-${side(name)}:`)
    .replace(/\bborder-(left|right)(-\w+)?:(?!inherit)/g, (_, name, what = "") => `border-inline-${side(name)}${what}:`)
    .replace(/\btext-align:(left|right)\b/g, (_, name) => `text-align:${side(name)}`)
    .replace(/([;{])(left|right):/g, (_, before, name) => `${before}inset-inline-${side(name)}:`)
    .replace(
      /\b(margin|padding):([^\s;}]+) ([^\s;}]+) ([^\s;}]+) ([^\s;}]+)(?=[;}])/g,
      (_, box, top, right, bottom, left) => `${box}-block:${top} ${bottom};${box}-inline:${left} ${right}`,
    );
}

async function bundle(source) {
  const result = await build({
    entryPoints: [join(HERE, source)],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "inline",
  });
  return result.outputFiles[0].contents;
}

async function buildTests() {
  const out = join(HERE, "build", "tests");
  await rm(out, { recursive: true, force: true });
  const tests = (await readdir(join(HERE, "tests"))).filter((name) => name.endsWith(".test.ts"));
  if (tests.length === 0) throw new Error("web/tests holds no *.test.ts: nothing would be tested");
  await build({
    entryPoints: tests.map((name) => join(HERE, "tests", name)),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    outdir: out,
    outExtension: { ".js": ".mjs" },
    sourcemap: "inline",
  });
  await buildTools();
}

/** What Python's tests start: run.mjs with node, judgeAll.js in a real browser. */
async function buildTools() {
  const tool = (name) => join(HERE, "tests", "tools", name);
  const common = { bundle: true, format: "esm", outdir: join(HERE, "build", "tools") };
  const forNode = { platform: "node", target: "node20", outExtension: { ".js": ".mjs" } };
  await build({ ...common, ...forNode, entryPoints: [tool("run.ts")] });
  await build({ ...common, target: "es2022", entryPoints: [tool("judgeAll.ts")] });
}

await (process.argv.includes("--tests") ? buildTests() : buildServed());
