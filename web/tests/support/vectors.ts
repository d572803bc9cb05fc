/** Reading the test vectors that Python runs as well. A missing or empty file, or an empty list in it, fails. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

// `npm test` runs in web/.
const COMMITTED = join("..", "tests", "vectors");
const PUBLIC = join("..", "..", "shared", "data", "vectors");

/** One entry of a list of vectors. */
export interface Named {
  readonly name: string;
}

/** A committed vector file, parsed. */
export function committed<T>(file: string): T {
  return JSON.parse(readFileSync(join(COMMITTED, file), "utf8")) as T;
}

/** A list of vectors, which must not be empty. */
export function filled<T extends Named>(vectors: readonly T[]): readonly T[] {
  if (vectors.length === 0) throw new Error("a list of vectors is empty: nothing would be tested");
  return vectors;
}

/** A test over a public vector file; skipped where this is a plain clone, which has none of them. */
export function ifPublic(name: string, file: string, run: (vectors: unknown) => Promise<void>): void {
  const skip = existsSync(PUBLIC) ? false : "the public test vectors are no part of a plain clone";
  test(name, { skip }, () => run(JSON.parse(readFileSync(join(PUBLIC, file), "utf8"))));
}
